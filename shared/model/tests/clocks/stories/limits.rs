//! How long a clock has, and from when: by grade, kind, calendar and rule pack.

use super::{DAY, and, handled, story, told};
use model::act::Action::*;
use model::why::why_due;
use model::{Clock, Kind};
use serde_json::json;
use testkit::ground::World;
use testkit::ground::walk::Step::*;
use testkit::retold;

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
