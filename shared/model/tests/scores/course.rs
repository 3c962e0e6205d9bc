//! Random courses: whatever is done with a ticket, a line keeps its month and its unit, and an oracle written apart counts the
//! same.

use super::*;
use model::act::Action;
use model::score::line::month_around;
use std::collections::BTreeMap;
use testkit::{Draws, scored};

const ACTS: &[(&str, Action)] = &[
    ("desk_town", Accept),
    ("desk_town", Dispatch),
    ("handler", Sign),
    ("handler", Respond),
    ("handler", Progress),
    ("handler", RequestDone),
    ("unit_leader", PassDone),
    ("unit_leader", DenyDone),
    ("unit_leader", RequestReturn),
    ("desk_town", GrantReturn),
    ("desk_town", DenyReturn),
    ("task_force", RuleDispatch),
    ("unit_leader", Reassign),
    ("unit_leader", RequestExtension),
    ("desk_town", GrantExtension),
    ("unit_leader", RequestHang),
    ("task_force", GrantHang),
    ("unit_leader", ReleaseHang),
    ("desk_town", Regrade),
    ("supervisor", Supervise),
    ("visitor", VisitPass),
    ("visitor", Redo),
    ("visitor", VisitMissed),
    ("desk_town", Reopen),
];

fn payload(action: Action, w: &World, draws: &mut Draws) -> Value {
    let plain = testkit::ground::payloads::required(action, w);
    let words = ["yes", "mostly", "no", "unrated"];
    let said = |solved: &str, draws: &mut Draws| {
        let contacted = draws.below(3) > 0;
        let satisfied = words[draws.below(4)];
        let mut all = with(call(solved, satisfied), "contacted", json!(contacted));
        all["justified"] = json!("按政策办理");
        all
    };
    match action {
        VisitPass if w.reporter => said(["yes", "partly"][draws.below(2)], draws),
        Redo => {
            let mut all = if w.reporter { said("no", draws) } else { plain };
            if let Some(fields) = all.as_object_mut() {
                fields.remove("justified");
            }
            with(all, "note", json!("请再办"))
        }
        Dispatch if draws.below(3) == 0 => json!({"lead_unit": "B02"}),
        Regrade => {
            let grade = ["urgent", "normal"][draws.below(2)];
            json!({"grade": grade, "reason": "情况变化"})
        }
        RequestHang => with(plain, "told", json!(true)),
        GrantExtension => json!({"told": true}),
        _ => plain,
    }
}

/// One course; each act that counts is a step, time passes between them.
fn walked(seed: u64) -> (World, Vec<Moment>) {
    let mut draws = Draws::new(seed);
    let mut w = World::new();
    w.now = local("2026-11-20T10:00");
    w.reporter = draws.below(2) == 0;
    w.walk(vec![Do("collector", Submit), Do("system", EnterPool)]);
    let mut moments = vec![w.now];
    for _ in 0..60 {
        w.wait([1, 30, 300, 2000, 9000][draws.below(5)]);
        let (who, action) = ACTS[draws.below(ACTS.len())];
        let payload = payload(action, &w, &mut draws);
        let act = model::act::Act::parse(action, payload).unwrap();
        let person = testkit::ground::somebody(who);
        if w.judge(Some(&person), &act, w.state.round).is_ok() {
            w.act(Some(&person), act);
        }
        moments.push(w.now);
    }
    w.wait(200 * DAY);
    moments.push(w.now);
    (w, moments)
}

#[test]
fn a_line_keeps_its_month_and_its_unit() {
    for seed in 0..300 {
        let (w, moments) = walked(seed);
        let mut known: BTreeMap<String, (String, String)> = BTreeMap::new();
        for until in moments {
            let found = lines(&w, until);
            for line in &found {
                let month = month_around(line.settled_at, 480).0;
                let place = (month, line.unit.to_string());
                let before = known.entry(line.key.clone()).or_insert(place.clone());
                assert_eq!(*before, place, "seed {seed}: {}", line.key);
            }
        }
    }
}

#[test]
fn an_oracle_counts_the_same() {
    let mut counted = 0;
    for seed in 0..300 {
        let (w, moments) = walked(seed);
        for until in [moments[30], w.now] {
            let mut found: Vec<scored::Verdict> = lines(&w, until)
                .iter()
                .filter_map(|line| {
                    let weight = weigh(line, &w.district.rules.score, &Beside::default());
                    match weight {
                        Some(Weight::Counts(good)) => Some(scored::Verdict {
                            ind: line.ind.to_string(),
                            unit: line.unit.to_string(),
                            month: month_around(line.settled_at, 480).0,
                            good,
                        }),
                        _ => None,
                    }
                })
                .collect();
            found.sort();
            let expect = scored::verdicts(&w.ticket, 480, until);
            assert_eq!(found, expect, "seed {seed} until {until}");
            counted += found.len();
        }
    }
    assert!(counted > 500, "{counted}");
}
