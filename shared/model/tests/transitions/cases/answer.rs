//! 应: from 签收 to 办结, with 转派, 吹哨, 延期 and 改等级.

use super::{OPEN, Row, row};
use model::Status::{
    self, Dispatched, DoneReq, Handling, HangReq, Hung, Returning, Signed, Visiting,
};
use model::act::Action::{self, *};
use testkit::ground::walk::Step::{self, Do, Wait};

pub fn rows() -> Vec<Row> {
    let after_dispatch = &OPEN[3..];
    let none = Vec::new;
    let mut all = vec![
        row(
            Sign,
            &[Dispatched],
            vec![Wait(29)],
            Some(Signed),
            "met sign +0; handler handler_B01",
        ),
        row(
            Reassign,
            &[Signed, Handling],
            none(),
            Some(Dispatched),
            "handler handler2_B01; transfers 1",
        ),
        row(Respond, &[Signed], none(), Some(Handling), "met respond +0"),
        row(
            Respond,
            &[Signed],
            vec![Do("supervisor", Urge)],
            Some(Handling),
            "met respond +0; answered +0",
        ),
        row(Progress, &[Handling], none(), None, "met feedback +0"),
        row(
            Progress,
            &[Handling],
            vec![Do("supervisor", Supervise)],
            None,
            "met feedback +0; answered +0",
        ),
        row(
            Whistle,
            &[Handling],
            none(),
            None,
            "co B02; whistle EDIT due=+30 units=B02=null",
        ),
    ];
    // A unit called may report in wherever the ticket has gone since.
    all.extend(
        whistled()
            .into_iter()
            .map(|(from, before)| row(ReportIn, &[from], before, None, "reported_in EDIT B02 +0")),
    );
    all.extend([
        row(
            RequestExtension,
            &[Signed],
            none(),
            None,
            "extension by=unit_leader_B01 until=+14398",
        ),
        row(
            RequestExtension,
            &[Handling],
            none(),
            None,
            "extension by=unit_leader_B01 until=+14397",
        ),
        row(
            GrantExtension,
            &[Signed],
            vec![Do("unit_leader", RequestExtension)],
            None,
            "extension by=unit_leader_B01 granted=true until=+14397; due done +11517 +14397",
        ),
        row(
            GrantExtension,
            &[Handling],
            vec![Do("unit_leader", RequestExtension)],
            None,
            "extension by=unit_leader_B01 granted=true until=+14396; due done +11516 +14396",
        ),
        row(
            DenyExtension,
            &[Signed],
            vec![Do("unit_leader", RequestExtension)],
            None,
            "extension by=unit_leader_B01 granted=false until=+14397",
        ),
        row(
            DenyExtension,
            &[Handling],
            vec![Do("unit_leader", RequestExtension)],
            None,
            "extension by=unit_leader_B01 granted=false until=+14396",
        ),
        row(
            RequestDone,
            &[Handling],
            none(),
            Some(DoneReq),
            "met feedback +0; met done +0; done_by EDIT handler_B01; start review +0 +1152 +1440",
        ),
        row(
            PassDone,
            &[DoneReq],
            none(),
            Some(Visiting),
            "met review +0; start visit +0 +3456 +4320",
        ),
        row(
            DenyDone,
            &[DoneReq],
            none(),
            Some(Handling),
            "met review +0; unmet done",
        ),
        row(
            Regrade,
            &[Dispatched],
            none(),
            None,
            "grade urgent false; start sign -3 +18 +27; start respond -3 +81 +117; start feedback -3 +1005 +1437; start done -3 +3021 +4317",
        ),
        row(
            Regrade,
            &[Signed],
            none(),
            None,
            "grade urgent false; start respond -4 +80 +116; start feedback -4 +1004 +1436; start done -4 +3020 +4316",
        ),
        row(
            Regrade,
            &[Handling],
            none(),
            None,
            "grade urgent false; start feedback -5 +1003 +1435; start done -5 +3019 +4315",
        ),
        row(Supplement, after_dispatch, none(), None, ""),
    ]);
    all
}

/// From each status after 派: the steps that end there again with a whistle blown on the way.
fn whistled() -> Vec<(Status, Vec<Step>)> {
    let leader = |a: Action| Do("unit_leader", a);
    let hand = |a: Action| Do("handler", a);
    let (sign, respond, whistle) = (|| hand(Sign), || hand(Respond), || leader(Whistle));
    let again = || {
        vec![
            Do("desk_town", GrantReturn),
            Do("desk_town", Dispatch),
            sign(),
            respond(),
            whistle(),
        ]
    };
    let mut returning = again();
    returning.extend([leader(Reassign), leader(RequestReturn)]);
    let visited = vec![
        Do("visitor", Redo),
        whistle(),
        hand(RequestDone),
        leader(PassDone),
    ];
    let handed = vec![respond(), whistle(), leader(Reassign), Do("handler2", Sign)];
    let released = vec![
        leader(ReleaseHang),
        whistle(),
        leader(RequestHang),
        Do("task_force", GrantHang),
    ];
    vec![
        (
            Dispatched,
            vec![sign(), respond(), whistle(), leader(Reassign)],
        ),
        (Returning, returning),
        (Signed, handed),
        (Handling, vec![whistle(), Wait(9)]),
        (
            HangReq,
            vec![Do("task_force", DenyHang), whistle(), leader(RequestHang)],
        ),
        (Hung, released),
        (
            DoneReq,
            vec![leader(DenyDone), whistle(), hand(RequestDone)],
        ),
        (Visiting, visited),
    ]
}
