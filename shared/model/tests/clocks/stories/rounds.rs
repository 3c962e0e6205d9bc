//! Another round, and the same round in other hands: 重办, 重开, 退单, 转派, 自办.

use super::{DAY, and, handled, story, told};
use model::act::Action::*;
use model::{Clock, Grade, Kind};
use serde_json::json;
use testkit::ground::World;
use testkit::ground::walk::Step::*;

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
