//! Visits: the last of a reporter in a month.

use super::*;
use model::score::Ground;
use testkit::ground::CHILD;

const START: &str = "2026-11-23T10:00";

fn said(w: &World) -> Vec<(String, Ground)> {
    let lines = lines(w, local("2027-06-01T00:00")).into_iter();
    let visits = lines.filter(|l| matches!(l.ind, Indicator::Solved | Indicator::Satisfied));
    visits.map(|l| (l.key, l.ground)).collect()
}

fn is(key: &str, ground: Ground) -> (String, Ground) {
    (key.into(), ground)
}

#[test]
fn each_month_has_its_own_last_visit() {
    let mut w = told(
        START,
        true,
        and(vec![
            handled(),
            done(),
            vec![again(call("no", "no"))],
            done(),
            vec![again(call("partly", "no"))],
        ]),
    );
    assert_eq!(
        said(&w),
        [
            is("satisfied:2026-11:own", Ground::No),
            is("solved:2026-11:own", Ground::Partly),
        ]
    );
    w.step(Wait(12 * DAY));
    w.walk(and(vec![done(), vec![pass(call("yes", "mostly"))]]));
    assert_eq!(
        said(&w),
        [
            is("satisfied:2026-11:own", Ground::No),
            is("satisfied:2026-12:own", Ground::Mostly),
            is("solved:2026-11:own", Ground::Partly),
            is("solved:2026-12:own", Ground::Yes),
        ]
    );
    let last = line(&w, w.now, "solved:2026-12:own").unwrap();
    assert_eq!(last.settled_at, Moment(local("2027-01-01T00:00").0 - 1));
    assert_eq!(
        (last.reporter, last.visit, last.round),
        (Some(0), Some(2), 3)
    );
}

#[test]
fn who_was_not_reached_said_nothing() {
    let missed = || Do("visitor", VisitMissed);
    let tries = || vec![missed(), Wait(DAY), missed(), Wait(DAY), missed()];
    let w = told(
        START,
        true,
        and(vec![
            handled(),
            done(),
            vec![again(call("no", "no"))],
            done(),
            tries(),
        ]),
    );
    assert_eq!(
        said(&w),
        [
            is("satisfied:2026-11:own", Ground::No),
            is("solved:2026-11:own", Ground::No),
        ]
    );
    // Reached, and not willing to rate: that is the last word.
    let w = told(
        START,
        true,
        and(vec![
            handled(),
            done(),
            vec![again(call("no", "no"))],
            done(),
            vec![pass(call("yes", "unrated"))],
        ]),
    );
    assert_eq!(said(&w), [is("solved:2026-11:own", Ground::Yes)]);
}

#[test]
fn reporters_of_merged_tickets_answer_for_themselves() {
    let others =
        json!([{"ticket": CHILD, "call": "answered", "solved": "partly", "satisfied": "mostly"}]);
    let w = told(
        START,
        false,
        and(vec![
            vec![Do("system", Joined)],
            handled(),
            done(),
            vec![pass(
                json!({"means": "site_check", "solved": "yes", "others": others}),
            )],
        ]),
    );
    let key = |ind: &str| format!("{ind}:2026-11:{CHILD}");
    assert_eq!(
        said(&w),
        [
            (key("satisfied"), Ground::Mostly),
            (key("solved"), Ground::Partly),
            is("solved:2026-11:own", Ground::Yes),
        ]
    );
    let child = line(&w, w.now, &key("solved")).unwrap();
    assert_eq!((child.reporter, child.visit), (Some(1), Some(1)));
    let listed = line(&w, w.now, &format!("merged:{CHILD}")).unwrap();
    assert_eq!(listed.child.unwrap().as_str(), CHILD);
}

#[test]
fn a_find_of_ones_own_counts_until_it_comes_back() {
    let proactive = |w: &World| {
        let lines = lines(w, local("2027-06-01T00:00")).into_iter();
        lines.filter(|l| l.ind == Indicator::Proactive).count()
    };
    let mut w = World::new();
    w.now = local(START);
    w.walk(vec![
        Do("collector", Submit),
        Do("system", EnterPool),
        Do("collector", SolveOnSpot),
    ]);
    w.step(pass(json!({"means": "site_check", "solved": "yes"})));
    assert_eq!(proactive(&w), 1);
    w.walk(vec![Wait(10 * DAY), Do("desk_town", Reopen)]);
    assert_eq!(proactive(&w), 0, "what comes back was not solved");
    // A department that handles what a town found has found nothing.
    let w = told(
        START,
        false,
        and(vec![handled(), done(), vec![Do("visitor", VisitPass)]]),
    );
    assert_eq!(proactive(&w), 0);
}
