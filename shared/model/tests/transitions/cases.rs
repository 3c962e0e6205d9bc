//! The rows: who may (domain.md 8.3 and 8.5, written out anew), from where, after what, and every effect.

use crate::ground::DAY;
use crate::ground::walk::Step::{self, Do, Wait};
use model::Status::{
    self, Accepted, Archived, Closed, Dispatched, DoneReq, Draft, Fixing, Handling, HangReq, Hung,
    Merged, Pooled, Queued, Rejected, Returning, Signed, Visiting,
};
use model::act::Action::{self, *};

/// One row as it is expected to work from some of its statuses.
pub struct Row {
    pub action: Action,
    pub from: Vec<Status>,
    /// Steps taken in that status before the act.
    pub before: Vec<Step>,
    /// The status after it; none when it stays.
    pub to: Option<Status>,
    /// Every effect but the status, in order.
    pub effects: &'static str,
}

/// Who may make an act: names of `somebody`; `own` marks those who may only on what they captured, `named` a village head
/// who is the handler, `led` a leader, who acts once the unit leads. `system` is the pool.
pub fn who(action: Action) -> &'static str {
    match action {
        Submit | Resubmit | Supplement => {
            "own:collector own:village_head own:desk_town own:desk_district own:handler"
        }
        SolveOnSpot => "own:collector own:village_head",
        EnterPool | Joined | Parted | Archive => "system",
        Accept | AskFix | Refuse | Merge | Split | Dispatch => "desk_town desk_district",
        SelfHandle => "desk_town",
        Sign | Respond | Progress | RequestDone => "handler unit_leader named:village_head",
        RequestReturn | Reassign | Whistle | RequestExtension | RequestHang | HangProgress
        | RenewHang | PassDone | DenyDone => "unit_leader",
        ReportIn => "handler_b02 leader_b02",
        GrantReturn | DenyReturn | GrantExtension | DenyExtension | Regrade => {
            "desk_town desk_district task_force"
        }
        RuleDispatch | GrantHang | DenyHang | GrantExclude | DenyExclude => "task_force",
        ReleaseHang => "unit_leader task_force",
        VisitPass | Redo | VisitMissed => "visitor",
        Reopen => "desk_town desk_district visitor",
        Urge | Supervise => "supervisor task_force",
        Escalate => "supervisor task_force system",
        Action::Void => "own:collector own:village_head own:handler desk_town desk_district",
        RequestExclude => "assessor led:unit_leader",
    }
}

const OPEN: [Status; 11] = [
    Pooled, Fixing, Accepted, Dispatched, Returning, Signed, Handling, HangReq, Hung, DoneReq,
    Visiting,
];

fn row(
    action: Action,
    from: &[Status],
    before: Vec<Step>,
    to: Option<Status>,
    effects: &'static str,
) -> Row {
    let from = from.to_vec();
    Row {
        action,
        from,
        before,
        to,
        effects,
    }
}

/// Twice sent back, accepted again.
pub fn returned_twice() -> Vec<Step> {
    let mut steps = Vec::new();
    for _ in 0..2 {
        steps.push(Do("desk_town", Dispatch));
        steps.push(Do("unit_leader", RequestReturn));
        steps.push(Do("desk_town", GrantReturn));
    }
    steps
}

/// Every row, from each of its statuses.
pub fn rows() -> Vec<Row> {
    let after_dispatch = &OPEN[3..];
    let not_draft: Vec<Status> = OPEN.into_iter().chain([Closed, Archived]).collect();
    let entered: Vec<Status> = not_draft
        .iter()
        .copied()
        .chain([Rejected, Status::Void])
        .collect();
    let none = Vec::new;
    let mut all = vec![
        row(Submit, &[Draft], none(), Some(Queued), ""),
        row(
            EnterPool,
            &[Queued],
            none(),
            Some(Pooled),
            "received +0; place 990100001001 G1; rule 示例-2024#0; start accept +0 +96 +120",
        ),
        row(
            SolveOnSpot,
            &[Queued, Pooled],
            none(),
            Some(Visiting),
            "on_spot; category 010101; grade normal false; round 1; met accept +0; number WS990100-20261123-000001-X; lead T01; first_receiver T01; done_by EDIT collector_T01; start visit +0 +3456 +4320",
        ),
        row(
            Accept,
            &[Pooled],
            none(),
            Some(Accepted),
            "category 010101; grade normal false; met accept +0; number WS990100-20261123-000001-X; start dispatch +0 +96 +120",
        ),
        row(
            AskFix,
            &[Pooled],
            none(),
            Some(Fixing),
            "pause accept +0; start fix +0 +1152 +1440",
        ),
        row(
            Resubmit,
            &[Fixing],
            vec![Wait(59)],
            Some(Pooled),
            "met fix +0; resume accept +0 +95 +119",
        ),
        row(Refuse, &[Pooled], none(), Some(Rejected), ""),
        row(
            Merge,
            &[Pooled, Accepted],
            none(),
            Some(Merged),
            "parent 0199a3c4-5b1e-7cc0-8d1f-0a1b2c3d4e60",
        ),
        row(
            Joined,
            &OPEN,
            none(),
            None,
            "child 0199a3c4-5b1e-7cc0-8d1f-0a1b2c3d4e61 true",
        ),
        row(
            Split,
            &[Merged],
            none(),
            Some(Pooled),
            "parent null; start accept +0 +96 +120",
        ),
        row(
            Parted,
            &entered,
            none(),
            None,
            "child_left 0199a3c4-5b1e-7cc0-8d1f-0a1b2c3d4e61",
        ),
        row(
            Dispatch,
            &[Accepted],
            none(),
            Some(Dispatched),
            "round 1; unassigned; lead B01; co ; first_receiver B01; met dispatch +0; start sign +0 +96 +120; start return +0 +264 +330; start respond +0 +1152 +1440; start feedback +0 +3456 +4320; start done +0 +8064 +10080",
        ),
        row(
            Dispatch,
            &[Accepted],
            vec![
                Do("desk_town", Dispatch),
                Do("unit_leader", RequestReturn),
                Do("desk_town", GrantReturn),
            ],
            Some(Dispatched),
            "round 2; unassigned; lead B01; co ; first_receiver B01; met dispatch +0; start sign +0 +96 +120; start return +0 +264 +330; start respond +0 +1152 +1440",
        ),
        row(
            SelfHandle,
            &[Accepted],
            none(),
            Some(Signed),
            "round 1; unassigned; lead T01; co ; first_receiver T01; met dispatch +0; start respond +0 +1152 +1440; start feedback +0 +3456 +4320; start done +0 +8064 +10080",
        ),
        row(
            Sign,
            &[Dispatched],
            vec![Wait(29)],
            Some(Signed),
            "met sign +0; handler handler_B01",
        ),
        row(
            RequestReturn,
            &[Dispatched],
            none(),
            Some(Returning),
            "return_by unit_leader_B01; met return +0",
        ),
        row(
            GrantReturn,
            &[Returning],
            vec![Wait(29)],
            Some(Accepted),
            "returns 1; unled; unassigned; pause sign +0; pause respond +0; start dispatch +0 +96 +120",
        ),
        row(DenyReturn, &[Returning], none(), Some(Dispatched), ""),
        row(
            RuleDispatch,
            &[Returning],
            none(),
            Some(Dispatched),
            "round 2; unassigned; lead B01; co ; first_receiver B01; met dispatch +0; start sign +0 +96 +120; start return +0 +264 +330; start respond +0 +1152 +1440; designated",
        ),
        row(
            RuleDispatch,
            &[Accepted],
            returned_twice(),
            Some(Dispatched),
            "round 3; unassigned; lead B01; co ; first_receiver B01; met dispatch +0; start sign +0 +96 +120; start return +0 +264 +330; start respond +0 +1152 +1440; designated",
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
            RequestHang,
            &[Handling],
            none(),
            Some(HangReq),
            "hang by=unit_leader_B01 next_check=+20160 reason=funds until=+86400",
        ),
        row(
            GrantHang,
            &[HangReq],
            none(),
            Some(Hung),
            "pause feedback +0; pause done +0; hang by=unit_leader_B01 next_check=+20159 reason=funds since=+0 until=+86399; start hang_check +0 +16127.2 +20159",
        ),
        row(
            GrantHang,
            &[Hung],
            vec![Do("unit_leader", RenewHang)],
            None,
            "hang by=unit_leader_B01 next_check=+28799 reason=funds since=-2 until=+115199; start hang_check +0 +23039.2 +28799",
        ),
        row(DenyHang, &[HangReq], none(), Some(Handling), "unhung"),
        row(
            DenyHang,
            &[Hung],
            vec![Do("unit_leader", RenewHang)],
            None,
            "hang by=unit_leader_B01 next_check=+20157 reason=funds since=-2 until=+86397",
        ),
        row(
            HangProgress,
            &[Hung],
            vec![Wait(10 * DAY)],
            None,
            "hang by=unit_leader_B01 next_check=+20160 reason=funds since=-14401 until=+71998; start hang_check +0 +16128 +20160",
        ),
        row(
            RenewHang,
            &[Hung],
            none(),
            None,
            "hang by=unit_leader_B01 next_check=+20158 reason=funds renewal=by=unit_leader_B01 next_check=+28800 until=+115200 since=-1 until=+86398",
        ),
        row(
            ReleaseHang,
            &[Hung],
            vec![Wait(59)],
            Some(Handling),
            "unhung; met hang_check +0; resume feedback +0 +3452 +4316; resume done +0 +8060 +10076",
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
            VisitPass,
            &[Visiting],
            none(),
            Some(Closed),
            "met visit +0; closed +0; visited_by visitor_C00; visited at=+0 means=site_check solved=yes unit=B01",
        ),
        row(
            Redo,
            &[Visiting],
            none(),
            Some(Handling),
            "round 2; redos 1; met visit +0; visited at=+0 means=site_check solved=no unit=B01; visited_by visitor_C00; start done +0 +4032 +5040",
        ),
        row(
            VisitMissed,
            &[Visiting],
            vec![Do("system", Joined)],
            None,
            "missed +0",
        ),
        row(
            VisitMissed,
            &[Visiting],
            vec![
                Do("system", Joined),
                Do("visitor", VisitMissed),
                Wait(DAY),
                Do("visitor", VisitMissed),
            ],
            Some(Closed),
            "missed +0; met visit +0; closed +0; visited_by visitor_C00; visited at=+0 satisfied=unrated unit=B01",
        ),
        row(
            Reopen,
            &[Closed],
            none(),
            Some(Handling),
            "reopened; round 2; redos 1; start done +0 +4032 +5040",
        ),
        row(Archive, &[Closed], vec![Wait(30 * DAY)], Some(Archived), ""),
        row(
            Urge,
            &OPEN,
            none(),
            None,
            "press EDIT at=+0 due=+240 kind=urge",
        ),
        row(
            Supervise,
            &OPEN,
            none(),
            None,
            "press EDIT at=+0 due=+1440 kind=supervise",
        ),
        row(
            Escalate,
            &OPEN,
            vec![Do("supervisor", Supervise), Wait(1441)],
            None,
            "press EDIT at=+0 due=+1440 kind=escalate",
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
        row(
            Action::Void,
            &[Draft, Pooled],
            none(),
            Some(Status::Void),
            "",
        ),
        row(Supplement, after_dispatch, none(), None, ""),
        row(
            RequestExclude,
            &not_draft,
            none(),
            None,
            "exclusion by=assessor_C00 reason=civil",
        ),
        row(
            GrantExclude,
            &not_draft,
            vec![Do("assessor", RequestExclude)],
            None,
            "exclusion by=assessor_C00 granted=true reason=civil",
        ),
        row(
            DenyExclude,
            &not_draft,
            vec![Do("assessor", RequestExclude)],
            None,
            "exclusion by=assessor_C00 granted=false reason=civil",
        ),
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
