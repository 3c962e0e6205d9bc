//! The clocks of the life cycle: each story ends with the dues it must have, in the district's wall time, and with steps of
//! `why_due` that lead to exactly them.

use crate::ground::walk::{Step, Step::*};
use crate::ground::{World, retold};
use model::Clock;
use model::act::Action::*;
use model::rulepack::Limit;
use model::why::why_due;
use model::{Grade, Kind, Moment};
use serde_json::json;

struct Story {
    told: &'static str,
    start: &'static str,
    kind: Kind,
    grade: &'static str,
    /// 办结 and 首次反馈 count working time only.
    working: bool,
    steps: Vec<Step>,
    dues: Vec<(Clock, &'static str)>,
}

fn story(
    told: &'static str,
    start: &'static str,
    steps: Vec<Step>,
    dues: &[(Clock, &'static str)],
) -> Story {
    let dues = dues.to_vec();
    Story {
        told,
        start,
        kind: Kind::Hazard,
        grade: "normal",
        working: false,
        steps,
        dues,
    }
}
impl Story {
    fn graded(self, grade: &'static str) -> Self {
        Story { grade, ..self }
    }
    fn working(self) -> Self {
        Story {
            working: true,
            ..self
        }
    }
    fn kind(self, kind: Kind) -> Self {
        Story { kind, ..self }
    }
}

fn local(text: &str) -> Moment {
    format!("{text}:00+08:00").parse().unwrap()
}

/// Each step takes a minute: 同步入池 at :02, 接单 :03, 派单 :04, 签收 :05, 响应 :06.
fn told(story: Story) {
    let mut w = World::new();
    w.now = local(story.start);
    w.ticket.facts.what.kind = story.kind;
    if story.working {
        for clock in [Clock::Done, Clock::Feedback] {
            let limits = w.district.rules.clocks.get_mut(&clock).unwrap();
            for limit in [&mut limits.normal, &mut limits.complex] {
                // Days of the rule pack become working days of 7.5 hours.
                let days = limit.unwrap().minutes / 1440;
                *limit = Some(Limit {
                    minutes: days * 450,
                    working: true,
                });
            }
        }
        w.district.check().unwrap();
    }
    w.walk(vec![Do("collector", Submit), Do("system", EnterPool)]);
    w.step(With(
        "desk_town",
        Accept,
        json!({"category": "010101", "grade": story.grade}),
    ));
    w.step(Do("desk_town", Dispatch));
    for step in story.steps {
        w.step(step);
    }
    for (clock, due) in story.dues {
        let found = w.state.deadlines[&clock].clone();
        assert_eq!(
            found.due.civil(480),
            local(due).civil(480),
            "{}: {clock}",
            story.told
        );
        let why = why_due(&w.ticket, &w.district, clock).unwrap();
        assert_eq!(why.due, found.due);
        assert_eq!(
            retold::due(&why, &w.district.rules.calendar),
            found.due,
            "{}: {clock}\n{why:?}",
            story.told
        );
    }
}

fn handled() -> Vec<Step> {
    vec![Do("handler", Sign), Do("handler", Respond)]
}
fn and(mut steps: Vec<Step>, more: Vec<Step>) -> Vec<Step> {
    steps.extend(more);
    steps
}
const DAY: i64 = 1440;

#[test]
fn limits_by_grade_start_at_dispatch() {
    use Clock::*;
    told(story(
        "一般",
        "2026-11-23T10:00",
        vec![],
        &[
            (Sign, "2026-11-23T12:04"),
            (Return, "2026-11-23T15:34"),
            (Respond, "2026-11-24T10:04"),
            (Feedback, "2026-11-26T10:04"),
            (Done, "2026-11-30T10:04"),
        ],
    ));
    told(
        story(
            "紧急",
            "2026-11-23T10:00",
            vec![],
            &[
                (Sign, "2026-11-23T10:34"),
                (Return, "2026-11-23T11:04"),
                (Respond, "2026-11-23T12:04"),
                (Feedback, "2026-11-24T10:04"),
                (Done, "2026-11-26T10:04"),
            ],
        )
        .graded("urgent"),
    );
    told(
        story(
            "突发",
            "2026-11-23T10:00",
            vec![],
            &[
                (Sign, "2026-11-23T10:14"),
                (Respond, "2026-11-23T10:34"),
                (Feedback, "2026-11-23T12:04"),
                (Done, "2026-11-24T10:04"),
            ],
        )
        .graded("sudden"),
    );
    told(
        story(
            "咨询",
            "2026-11-23T10:00",
            vec![],
            &[(Done, "2026-11-24T10:04"), (Feedback, "2026-11-26T10:04")],
        )
        .kind(Kind::Consult),
    );
    told(
        story(
            "紧急咨询",
            "2026-11-23T10:00",
            vec![],
            &[(Done, "2026-11-26T10:04")],
        )
        .kind(Kind::Consult)
        .graded("urgent"),
    );
    let own = vec![];
    told(story(
        "闰日",
        "2024-02-28T10:00",
        own,
        &[(Respond, "2024-02-29T10:04"), (Done, "2024-03-06T10:04")],
    ));
    told(story(
        "闰日2028",
        "2028-02-28T17:00",
        vec![],
        &[(Return, "2028-02-29T13:34"), (Respond, "2028-02-29T17:04")],
    ));
    told(story(
        "跨年",
        "2026-12-30T10:00",
        vec![],
        &[(Done, "2027-01-06T10:04")],
    ));
}

#[test]
fn working_days_skip_what_the_district_does_not_work() {
    use Clock::*;
    // 三个工作日, 七个工作日: over 国庆, with Saturday the 10th worked; 2026-09-30 is a Wednesday.
    told(
        story(
            "国庆",
            "2026-09-30T10:00",
            vec![],
            &[(Feedback, "2026-10-10T10:04"), (Done, "2026-10-15T10:04")],
        )
        .working(),
    );
    told(
        story(
            "元旦",
            "2025-12-31T10:00",
            vec![],
            &[(Feedback, "2026-01-06T10:04"), (Done, "2026-01-12T10:04")],
        )
        .working(),
    );
    told(
        story(
            "闰日",
            "2024-02-28T10:00",
            vec![],
            &[(Feedback, "2024-03-04T10:04")],
        )
        .working(),
    );
    told(story(
        "退单按工作时间",
        "2026-09-30T17:00",
        vec![],
        &[(Return, "2026-10-08T13:34")],
    ));
}

#[test]
fn a_hang_stands_still_and_what_was_left_runs_on() {
    use Clock::*;
    let hang = || vec![Do("unit_leader", RequestHang), Do("task_force", GrantHang)];
    let release = || vec![Wait(10 * DAY - 1), Do("unit_leader", ReleaseHang)];
    // Granted at 10:08, released ten days later to the minute.
    told(story(
        "自然日",
        "2026-11-23T10:00",
        and(and(handled(), hang()), release()),
        &[(Done, "2026-12-10T10:04"), (Feedback, "2026-12-06T10:04")],
    ));
    // Working time: granted Mon 10:08 with 7 d less 4 min left, released Thu 12-03 10:08.
    told(
        story(
            "工作日",
            "2026-11-23T10:00",
            and(and(handled(), hang()), release()),
            &[(Done, "2026-12-14T10:04")],
        )
        .working(),
    );
    // Denied: nothing stood still.
    told(story(
        "驳回",
        "2026-11-23T10:00",
        and(
            handled(),
            vec![
                Do("unit_leader", RequestHang),
                Wait(DAY),
                Do("task_force", DenyHang),
            ],
        ),
        &[(Done, "2026-11-30T10:04")],
    ));
    // The task force names another date.
    told(story(
        "另定期限",
        "2026-11-23T10:00",
        and(
            and(handled(), hang()),
            vec![
                Wait(DAY),
                With(
                    "task_force",
                    ReleaseHang,
                    json!({"changed": "已拨款", "until": "2026-12-31T10:00:00+08:00"}),
                ),
            ],
        ),
        &[(Done, "2026-12-31T10:00")],
    ));
    // The next check is a clock of its own.
    told(story(
        "检查",
        "2026-11-23T10:00",
        and(handled(), hang()),
        &[(HangCheck, "2026-12-07T10:07")],
    ));
    // Late before it was hung: as late as it was.
    told(story(
        "已超时",
        "2026-11-23T10:00",
        and(handled(), and(and(vec![Wait(8 * DAY)], hang()), release())),
        &[(Done, "2026-11-30T10:04")],
    ));
    // Hung twice.
    told(story(
        "两次",
        "2026-11-23T10:00",
        and(
            and(and(and(handled(), hang()), release()), hang()),
            release(),
        ),
        &[(Done, "2026-12-20T10:04")],
    ));
}

#[test]
fn asking_for_more_stops_the_intake_s_clock() {
    // 补正: 接 started 10:02 with 2 h, stood still from 10:03, ran on from 12:03.
    let mut w = World::new();
    w.now = local("2026-11-23T10:00");
    w.walk(vec![
        Do("collector", Submit),
        Do("system", EnterPool),
        Do("desk_town", AskFix),
        Wait(119),
        Do("collector", Resubmit),
    ]);
    assert_eq!(
        w.state.deadlines[&Clock::Fix].due,
        local("2026-11-24T10:03")
    );
    assert_eq!(
        w.state.deadlines[&Clock::Fix].met,
        Some(local("2026-11-23T12:03"))
    );
    assert_eq!(
        w.state.deadlines[&Clock::Accept].due,
        local("2026-11-23T14:02")
    );
    let why = why_due(&w.ticket, &w.district, Clock::Accept).unwrap();
    assert_eq!(retold::due(&why, &w.district.rules.calendar), why.due);
}

#[test]
fn extensions_move_the_limit() {
    use Clock::Done;
    let ask = |until: &str, complex: bool| {
        With(
            "unit_leader",
            RequestExtension,
            json!({"until": until, "basis": "待料", "complex": complex}),
        )
    };
    let until = "2026-12-05T10:00:00+08:00";
    told(story(
        "批准",
        "2026-11-23T10:00",
        and(
            handled(),
            vec![ask(until, false), Do("desk_town", GrantExtension)],
        ),
        &[(Done, "2026-12-05T10:00")],
    ));
    told(story(
        "驳回",
        "2026-11-23T10:00",
        and(
            handled(),
            vec![ask(until, false), Do("desk_town", DenyExtension)],
        ),
        &[(Done, "2026-11-30T10:04")],
    ));
    told(story(
        "疑难",
        "2026-11-23T10:00",
        and(
            handled(),
            vec![ask(until, true), Do("task_force", GrantExtension)],
        ),
        &[(Done, "2026-12-08T10:04")],
    ));
}

#[test]
fn another_grade_counts_from_the_intake() {
    use Clock::*;
    let to = |who: &'static str, grade: &str, complex: bool| {
        With(
            who,
            Regrade,
            json!({"grade": grade, "complex": complex, "reason": "复核"}),
        )
    };
    told(story(
        "升级",
        "2026-11-23T10:00",
        and(handled(), vec![Wait(60), to("desk_town", "urgent", false)]),
        &[(Done, "2026-11-26T10:02"), (Feedback, "2026-11-24T10:02")],
    ));
    told(
        story(
            "降级",
            "2026-11-23T10:00",
            vec![to("task_force", "normal", false)],
            &[(Sign, "2026-11-23T12:02"), (Done, "2026-11-30T10:02")],
        )
        .graded("urgent"),
    );
    told(story(
        "疑难",
        "2026-11-23T10:00",
        and(handled(), vec![to("task_force", "normal", true)]),
        &[(Done, "2026-12-08T10:02"), (Feedback, "2026-11-30T10:02")],
    ));
    // What stood still stands still again: hung for ten days, then raised to 紧急.
    let hung = and(
        handled(),
        vec![
            Do("unit_leader", RequestHang),
            Do("task_force", GrantHang),
            Wait(10 * DAY - 1),
            Do("unit_leader", ReleaseHang),
        ],
    );
    told(story(
        "挂账后升级",
        "2026-11-23T10:00",
        and(hung, vec![to("desk_town", "urgent", false)]),
        &[(Done, "2026-12-06T10:02"), (Feedback, "2026-12-04T10:02")],
    ));
    // Twice: the pause counts once.
    let hung = and(
        handled(),
        vec![
            Do("unit_leader", RequestHang),
            Do("task_force", GrantHang),
            Wait(10 * DAY - 1),
            Do("unit_leader", ReleaseHang),
        ],
    );
    told(story(
        "两次改级",
        "2026-11-23T10:00",
        and(
            hung,
            vec![
                to("desk_town", "urgent", false),
                to("desk_town", "sudden", false),
            ],
        ),
        &[(Done, "2026-12-04T10:02")],
    ));
}

#[test]
fn a_second_round_is_shorter_but_not_too_short() {
    use Clock::*;
    let done = || vec![Do("handler", RequestDone), Do("unit_leader", PassDone)];
    let redo = || and(and(handled(), done()), vec![Do("visitor", Redo)]);
    // The visit's 重办 is at 10:09: half of 7 d, of 3 d; 突发 gets 24 h, not 12.
    told(story(
        "一般重办",
        "2026-11-23T10:00",
        redo(),
        &[(Done, "2026-11-26T22:09")],
    ));
    told(
        story(
            "紧急重办",
            "2026-11-23T10:00",
            redo(),
            &[(Done, "2026-11-24T22:09")],
        )
        .graded("urgent"),
    );
    told(
        story(
            "突发重办",
            "2026-11-23T10:00",
            redo(),
            &[(Done, "2026-11-24T10:09")],
        )
        .graded("sudden"),
    );
    told(
        story(
            "咨询重办",
            "2026-11-23T10:00",
            redo(),
            &[(Done, "2026-11-24T10:09")],
        )
        .kind(Kind::Consult),
    );
    // Another grade in the second round: half of it, from where the round began.
    let again = and(
        redo(),
        vec![With(
            "desk_town",
            Regrade,
            json!({"grade": "urgent", "reason": "反复"}),
        )],
    );
    told(story(
        "重办后升级",
        "2026-11-23T10:00",
        again,
        &[(Done, "2026-11-24T22:09")],
    ));
    let reopened = and(
        and(handled(), done()),
        vec![
            Do("visitor", VisitPass),
            Wait(20 * DAY),
            Do("desk_town", Reopen),
        ],
    );
    told(story(
        "重开",
        "2026-11-23T10:00",
        reopened,
        &[(Done, "2026-12-16T22:10")],
    ));
    // Sent back by the leader: the clock runs on as if it had never been met.
    let denied = and(
        handled(),
        vec![
            Do("handler", RequestDone),
            Wait(DAY),
            Do("unit_leader", DenyDone),
        ],
    );
    told(story(
        "审核退回",
        "2026-11-23T10:00",
        denied,
        &[(Done, "2026-11-30T10:04"), (Review, "2026-11-24T10:07")],
    ));
}

#[test]
fn a_return_keeps_the_limit_of_the_ticket_running() {
    use Clock::*;
    let back = || {
        vec![
            Do("unit_leader", RequestReturn),
            Do("desk_town", GrantReturn),
            Do("desk_town", model::Action::Dispatch),
        ]
    };
    // Dispatched again at 10:07: a new 签收 and 响应, the old 首次反馈 and 办结.
    told(story(
        "退单",
        "2026-11-23T10:00",
        back(),
        &[
            (Sign, "2026-11-23T12:07"),
            (Respond, "2026-11-24T10:07"),
            (Feedback, "2026-11-26T10:04"),
            (Done, "2026-11-30T10:04"),
        ],
    ));
    told(story(
        "裁定",
        "2026-11-23T10:00",
        vec![
            Do("unit_leader", RequestReturn),
            Do("task_force", RuleDispatch),
        ],
        &[(Sign, "2026-11-23T12:06"), (Done, "2026-11-30T10:04")],
    ));
    told(story(
        "驳回",
        "2026-11-23T10:00",
        vec![
            Do("unit_leader", RequestReturn),
            Do("desk_town", DenyReturn),
        ],
        &[(Sign, "2026-11-23T12:04"), (Done, "2026-11-30T10:04")],
    ));
    told(story(
        "转派",
        "2026-11-23T10:00",
        and(handled(), vec![Do("unit_leader", Reassign)]),
        &[(Sign, "2026-11-23T12:04"), (Done, "2026-11-30T10:04")],
    ));
    let mut w = World::at(model::Status::Accepted);
    w.step(Do("desk_town", SelfHandle));
    assert_eq!(
        w.state.deadlines.contains_key(&Sign),
        w.state.deadlines.contains_key(&Return)
    );
    assert!(
        !w.state.deadlines.contains_key(&Sign),
        "镇街自办 begins signed"
    );
    assert_eq!(w.state.deadlines[&Done].due, w.now.plus_minutes(7 * DAY));
    assert_eq!(w.state.grade, Some(Grade::Normal));
}

#[test]
fn a_ticket_keeps_the_pack_it_entered_under() {
    let mut w = World::at(model::Status::Accepted);
    // Another pack comes into force; this ticket's own is kept under its tag.
    let own = w.district.rules.clone();
    w.district.packs.insert("示例-2024#0".into(), own);
    w.district.rules.name = "另一版".into();
    for limits in w.district.rules.clocks.values_mut() {
        for limit in [
            &mut limits.sudden,
            &mut limits.urgent,
            &mut limits.normal,
            &mut limits.complex,
        ] {
            limit.iter_mut().for_each(|l| l.minutes = 1);
        }
    }
    w.step(Do("desk_town", Dispatch));
    assert_eq!(
        w.state.deadlines[&Clock::Done].due,
        w.now.plus_minutes(7 * DAY)
    );
    let why = why_due(&w.ticket, &w.district, Clock::Done).unwrap();
    assert_eq!(retold::due(&why, &w.district.rules.calendar), why.due);
    assert!(why.steps.iter().any(|s| matches!(s, model::why::Step::Limit { rule, minutes: 10080, .. } if rule == "示例-2024#0")));
}
