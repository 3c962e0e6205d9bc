//! The worked month of docs/scores.md 2, ticket by ticket.

use super::*;
use model::act::Action;
use model::score::sheet::Sums;
use testkit::ground::CHILD;

/// One row: what happened, and what stands for it on the sheet.
struct Row {
    story: &'static str,
    world: World,
    marks: [&'static str; 5],
}

fn row(story: &'static str, world: World, marks: [&'static str; 5]) -> Row {
    Row {
        story,
        world,
        marks,
    }
}

/// A ticket that comes to its third unit when 30 % of its limit is left: the time went by between the units, on nobody's 签收.
fn third_in_line() -> World {
    let mut w = accepted("2026-11-02T10:00", true);
    let sent = || With("desk_town", Dispatch, json!({"lead_unit": "B02"}));
    let minutes = 7 * DAY;
    w.walk(vec![
        sent(),
        Do("leader_b02", RequestReturn),
        Do("desk_town", GrantReturn),
        Wait(minutes * 35 / 100),
        sent(),
        Do("leader_b02", RequestReturn),
        Do("desk_town", GrantReturn),
        Wait(minutes * 35 / 100),
        Do("task_force", RuleDispatch),
    ]);
    w.walk(and(vec![
        handled(),
        vec![Wait(3 * DAY)],
        done(),
        vec![pass(call("yes", "yes"))],
    ]));
    w
}

fn on_the_spot() -> World {
    let mut w = World::new();
    w.now = local("2026-11-09T10:00");
    w.walk(vec![
        Do("collector", Submit),
        Do("system", EnterPool),
        Do("collector", SolveOnSpot),
    ]);
    w
}

fn rows() -> Vec<Row> {
    let start = "2026-11-02T10:00";
    let plain = |payload| and(vec![handled(), done(), vec![pass(payload)]]);
    let others =
        json!([{"ticket": CHILD, "call": "answered", "solved": "yes", "satisfied": "yes"}]);
    let missed = || Do("visitor", VisitMissed);
    let mut spot = on_the_spot();
    spot.step(pass(json!({"means": "site_check", "solved": "yes"})));
    vec![
        row(
            "1 and 10: all well, and so says the reporter of a merged ticket",
            told(
                start,
                true,
                and(vec![
                    vec![Do("system", Joined)],
                    plain(with(call("yes", "yes"), "others", others)),
                ]),
            ),
            ["✔", "✔", "✔", "✔ ✔", "✔ ✔"],
        ),
        row(
            "2 mostly satisfied",
            told(start, true, plain(call("yes", "mostly"))),
            ["✔", "✔", "✔", "✔", "✔"],
        ),
        row(
            "3 asked 办结 after due",
            told(
                start,
                true,
                and(vec![
                    handled(),
                    vec![Wait(8 * DAY)],
                    done(),
                    vec![pass(call("yes", "yes"))],
                ]),
            ),
            ["✔", "✔", "0", "✔", "✔"],
        ),
        row(
            "4 signed late, a second round, the last visit counts",
            told(
                start,
                true,
                and(vec![
                    vec![Wait(3 * HOUR)],
                    handled(),
                    done(),
                    vec![again(call("partly", "no"))],
                    done(),
                    vec![pass(call("yes", "mostly"))],
                ]),
            ),
            ["0", "✔", "✔ ✔", "✔", "✔"],
        ),
        row(
            "5 nobody was in touch; dissatisfied, justified",
            told(
                start,
                true,
                plain(with(
                    with(call("yes", "no"), "contacted", json!(false)),
                    "justified",
                    json!("诉求超出政策范围"),
                )),
            ),
            ["✔", "0", "✔", "✔", "0"],
        ),
        row(
            "6 site check pass",
            told(
                start,
                false,
                plain(json!({"means": "site_check", "solved": "yes"})),
            ),
            ["✔", "✔", "✔", "✔", ""],
        ),
        row(
            "7 responded late, the check fails, second round open",
            told(
                "2026-11-27T20:00",
                false,
                and(vec![
                    vec![Do("handler", Sign), Wait(25 * HOUR), Do("handler", Respond)],
                    done(),
                    vec![again(json!({"means": "site_check", "solved": "no"}))],
                ]),
            ),
            ["✔", "0", "✔", "0", ""],
        ),
        row(
            "8 剔除",
            told(
                start,
                true,
                and(vec![
                    plain(call("yes", "yes")),
                    vec![
                        Do("unit_leader", RequestExclude),
                        Do("task_force", GrantExclude),
                    ],
                ]),
            ),
            ["", "", "", "", ""],
        ),
        row(
            "9 hung since",
            told(
                start,
                true,
                and(vec![handled(), vec![hang(), Do("task_force", GrantHang)]]),
            ),
            ["✔", "", "", "", ""],
        ),
        row(
            "11 third unit in line, late",
            third_in_line(),
            ["left left ✔", "left left ✔", "left left flow", "✔", "✔"],
        ),
        row("12 即办即结", spot, ["", "", "", "✔", ""]),
        row(
            "13 three calls reached nobody",
            told(
                start,
                true,
                and(vec![
                    handled(),
                    done(),
                    vec![missed(), Wait(DAY), missed(), Wait(DAY), missed()],
                ]),
            ),
            ["✔", "✔", "✔", "", ""],
        ),
    ]
}

fn hang() -> Step {
    let until = local("2026-12-20T10:00").to_string();
    let check = local("2026-11-12T10:00").to_string();
    With(
        "unit_leader",
        Action::RequestHang,
        json!({"reason": "funds", "plan": "列入计划", "owner": "演示李某", "until": until, "next_check": check, "proof": "纪要", "told": true}),
    )
}

#[test]
fn each_ticket_gives_what_its_row_says() {
    let end = local("2026-12-01T00:00");
    for row in rows() {
        let found = marks(&row.world, end);
        assert_eq!(found, row.marks.map(String::from), "{}", row.story);
    }
}

#[test]
fn the_month_comes_to_83_78() {
    let (rows, mut sums) = (rows(), Sums::default());
    let end = local("2026-12-01T00:00");
    let rules = model::rulepack::ScoreRules::default();
    let own = |l: &Line| l.unit.as_str() != "B02";
    for (n, row) in (0..).zip(&rows) {
        let excluded = row.world.state.exclusion.is_some();
        for line in lines(&row.world, end).iter().filter(|l| own(l)) {
            let beside = Beside {
                excluded,
                month_end: Some(Moment(end.0 - 1)),
                ..Beside::default()
            };
            if let Some(weight) = weigh(line, &rules, &beside) {
                sums.add(n, line, weight);
            }
        }
    }
    let sheet = sums.sheet(&rules);
    let rate = |ind| {
        let rate = sheet.rates.of(ind);
        (rate.good_halves, rate.n, rate.bp.unwrap())
    };
    assert_eq!(rate(Indicator::Sign), (18, 10, 9000));
    assert_eq!(rate(Indicator::Respond), (14, 9, 7778));
    assert_eq!(rate(Indicator::Done), (16, 9, 8889));
    assert_eq!(rate(Indicator::Solved), (18, 10, 9000));
    assert_eq!(rate(Indicator::Satisfied), (12, 7, 8571));
    let sum = |all: &[model::score::sheet::Marked]| all.iter().map(|m| m.sum).sum::<u32>();
    assert_eq!(sheet.base, Some(8483));
    assert_eq!((sum(&sheet.deductions), sum(&sheet.additions)), (110, 5));
    assert_eq!(sheet.total, Some(8378));
    let not = sheet.uncounted;
    assert_eq!((not.merged, not.paused, not.flow, not.window), (1, 1, 1, 0));
    assert!(not.excluded > 0);
}
