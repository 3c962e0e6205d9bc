//! What stops a clock, and what gives it more time: 挂账, 补正, 延期.

use super::{DAY, and, handled, local, story, told};
use model::Clock;
use model::act::Action::*;
use model::why::why_due;
use serde_json::json;
use testkit::ground::World;
use testkit::ground::walk::Step::*;
use testkit::retold;

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
