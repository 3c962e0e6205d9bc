//! When a clock settles, for whom, and in which month.

use super::*;
use model::score::{Ground, Line};

/// Dispatched 10:04 on the 23rd: 签收 due 12:04, 响应 due 24th 10:04, 办结 due 30th 10:04.
const START: &str = "2026-11-23T10:00";

fn found(w: &World, until: &str, key: &str) -> Option<(Ground, String)> {
    let offset = 480;
    let line: Option<Line> = line(w, local(until), key);
    line.map(|l| {
        (
            l.ground,
            l.settled_at
                .civil(offset)
                .strftime("%m-%dT%H:%M")
                .to_string(),
        )
    })
}

fn at(text: &str) -> String {
    text.into()
}

#[test]
fn a_clock_settles_when_it_is_met_or_runs_out() {
    let open = dispatched(START, false);
    // The last moment in time is still in time.
    assert_eq!(found(&open, "2026-11-23T12:04", "sign:1"), None);
    let late = Some((Ground::Late, at("11-23T12:04")));
    assert_eq!(found(&open, "2026-11-23T12:05", "sign:1"), late);
    let signed = told(START, false, vec![Do("handler", Sign)]);
    let in_time = Some((Ground::InTime, at("11-23T10:05")));
    assert_eq!(found(&signed, "2026-11-23T10:05", "sign:1"), in_time);
    assert_eq!(
        found(&signed, "2026-11-23T10:04", "sign:1"),
        None,
        "as of before"
    );
    // Signed late says nothing more.
    let after = told(START, false, vec![Wait(3 * HOUR), Do("handler", Sign)]);
    assert_eq!(found(&after, "2026-12-20T10:00", "sign:1"), late);
}

#[test]
fn response_waits_for_what_the_reporter_says() {
    let alone = told(START, false, handled());
    let met = Some((Ground::InTime, at("11-23T10:06")));
    assert_eq!(found(&alone, "2026-11-24T00:00", "respond:1"), met);
    let asked = told(START, true, and(vec![handled(), done()]));
    assert_eq!(found(&asked, "2026-12-20T10:00", "respond:1"), None);
    let mut said = told(START, true, and(vec![handled(), done()]));
    said.step(pass(with(call("yes", "yes"), "contacted", json!(false))));
    let heard = Some((Ground::NotContacted, at("11-23T10:09")));
    assert_eq!(found(&said, "2026-12-20T10:00", "respond:1"), heard);
}

#[test]
fn work_that_arrives_late_counts_by_its_time_in_the_month_of_its_due() {
    // Signed at 11:00 without a network; the pool hears of it a month later.
    let mut w = dispatched(START, false);
    w.wait(40 * DAY);
    let person = testkit::ground::somebody("handler");
    let act = w.plain(Sign);
    let edit = testkit::ground::edit(w.next);
    let at_due = local("2026-11-23T11:00");
    let effects = w.judge_at(Some(&person), &act, 1, at_due, edit).unwrap();
    w.record(Some(&person), act, effects);
    let landed = Some((Ground::InTime, at("11-23T12:04")));
    assert_eq!(found(&w, "2027-02-01T00:00", "sign:1"), landed);
    assert_eq!(
        found(&w, "2026-12-01T00:00", "sign:1"),
        Some((Ground::Late, at("11-23T12:04"))),
        "until it arrives it was late"
    );
}

#[test]
fn done_is_what_passes_the_review() {
    let denied = |wait: i64| {
        and(vec![
            handled(),
            vec![
                Do("handler", RequestDone),
                Wait(wait),
                Do("unit_leader", DenyDone),
            ],
        ])
    };
    // Denied in time: another try is open.
    let early = told(START, false, denied(DAY));
    assert_eq!(found(&early, "2026-11-30T10:04", "done:1"), None);
    assert_eq!(
        found(&early, "2026-12-01T00:00", "done:1"),
        Some((Ground::Late, at("11-30T10:04")))
    );
    // Asked in time, denied after the due: settled then.
    let late = told(START, false, denied(9 * DAY));
    assert_eq!(
        found(&late, "2026-12-05T00:00", "done:1"),
        Some((Ground::DeniedLate, at("12-02T10:08")))
    );
    // Asked in time, passed after the due.
    let passed = told(
        START,
        false,
        and(vec![
            handled(),
            vec![
                Do("handler", RequestDone),
                Wait(9 * DAY),
                Do("unit_leader", PassDone),
            ],
        ]),
    );
    assert_eq!(
        found(&passed, "2026-12-05T00:00", "done:1"),
        Some((Ground::InTime, at("12-02T10:08")))
    );
}

#[test]
fn what_is_settled_stays_whatever_moves_the_clock_later() {
    // 延期 asked for in time and granted after the due.
    let mut w = told(START, false, handled());
    w.step(Do("unit_leader", RequestExtension));
    w.walk(vec![Wait(8 * DAY), Do("desk_town", GrantExtension)]);
    let late = Some((Ground::Late, at("11-30T10:04")));
    assert_eq!(found(&w, "2027-03-01T00:00", "done:1"), late);
    // A regrade that sets the due into the past makes it late at the regrade.
    let mut w = told(START, false, handled());
    w.walk(vec![Wait(4 * DAY), Do("desk_town", Regrade)]);
    assert_eq!(
        found(&w, "2026-11-28T00:00", "done:1"),
        Some((Ground::Late, at("11-27T10:07")))
    );
}

#[test]
fn what_leaves_a_unit_is_no_verdict_on_it() {
    let mut w = dispatched(START, false);
    w.walk(vec![
        Do("unit_leader", RequestReturn),
        Wait(HOUR),
        Do("desk_town", GrantReturn),
        With("desk_town", Dispatch, json!({"lead_unit": "B02"})),
    ]);
    let until = local("2026-11-23T12:00");
    for key in ["sign:1", "respond:1", "done:1"] {
        let line = line(&w, until, key).unwrap();
        assert_eq!(
            (line.ground, line.unit.as_str()),
            (Ground::Left, "B01"),
            "{key}"
        );
    }
    // Time goes on, and the limit of 办结 is now that of the other unit.
    let line = line(&w, local("2026-12-10T00:00"), "done:2").unwrap();
    assert_eq!((line.ground, line.unit.as_str()), (Ground::Late, "B02"));
    assert!(line.left_bp.is_some_and(|left| left > 9_900));
    // A return that is denied leaves everything where it is.
    let mut w = dispatched(START, false);
    w.walk(vec![
        Do("unit_leader", RequestReturn),
        Wait(3 * HOUR),
        Do("desk_town", DenyReturn),
    ]);
    let late = Some((Ground::Late, at("11-23T12:04")));
    assert_eq!(found(&w, "2026-11-24T00:00", "sign:1"), late);
}

#[test]
fn nobody_is_late_for_what_nobody_has() {
    let mut w = dispatched(START, false);
    w.walk(vec![
        Do("unit_leader", RequestReturn),
        Do("desk_town", GrantReturn),
        Wait(8 * DAY),
        With("desk_town", Dispatch, json!({"lead_unit": "B02"})),
        Wait(DAY),
    ]);
    // The limit ran out between two units: the second had nothing left of it.
    let line = line(&w, w.now, "done:2").unwrap();
    assert_eq!((line.ground, line.left_bp), (Ground::Late, Some(0)));
    assert_eq!(line.settled_at.civil(480).date().to_string(), "2026-12-01");
    let units = lines(&w, w.now)
        .into_iter()
        .filter(|l| l.ind == Indicator::Done);
    assert_eq!(units.count(), 2, "left one, came late to the other");
}

#[test]
fn a_pause_is_listed_while_it_lasts() {
    let mut w = told(START, false, handled());
    w.walk(vec![
        Do("unit_leader", RequestHang),
        Do("task_force", GrantHang),
    ]);
    let pause = |w: &World| {
        lines(w, w.now)
            .into_iter()
            .find(|l| l.ind == Indicator::Paused)
    };
    let hung = pause(&w).unwrap();
    assert_eq!((hung.ground, hung.ended), (Ground::Still, None));
    w.walk(vec![Wait(20 * DAY), Do("unit_leader", ReleaseHang)]);
    let over = pause(&w).unwrap();
    assert_eq!((over.key.clone(), over.ended), (hung.key, Some(w.now)));
    assert_eq!(
        line(&w, local("2026-12-10T00:00"), "done:1"),
        None,
        "it stood still meanwhile"
    );
}

#[test]
fn orders_without_their_reply_are_lines() {
    let mut w = told(START, false, handled());
    w.walk(vec![Do("supervisor", Supervise), Do("supervisor", Urge)]);
    let due = w.state.presses.values().map(|p| p.due).max().unwrap();
    let orders = |w: &World, until| {
        let lines = lines(w, until).into_iter();
        lines
            .filter(|l| l.ind == Indicator::OrderLate)
            .collect::<Vec<_>>()
    };
    assert!(orders(&w, due).is_empty());
    let late = orders(&w, due.plus_minutes(1));
    assert_eq!(late.len(), 1, "催办 is a reminder: {late:?}");
    assert_eq!(late[0].unit.as_str(), "B01");
    w.step(Do("handler", Progress));
    assert!(
        orders(&w, due.plus_minutes(10 * DAY)).is_empty(),
        "replied in time"
    );
}

/// The moment at which time alone changes something is the first at which it does.
#[test]
fn time_alone_is_foretold() {
    let w = told(START, false, vec![Do("handler", Sign)]);
    let mut now = w.now;
    let mut seen = Vec::new();
    while let Some(next) = account(&w.ticket, &w.district, now).next {
        let before = lines(&w, Moment(next.0 - 1)).len();
        let after = lines(&w, next).len();
        assert!(
            next > now && after == before + 1,
            "{next}: {before} to {after}"
        );
        seen.push(after);
        now = next;
    }
    assert_eq!(seen, [2, 3], "响应 and 办结 run out");
}
