//! The rows: who may (docs/domain.md 8.3 and 8.5, written out again), from where, after what, and every effect.

mod answer;
mod dispatch;
mod hang;
mod intake;
mod oversight;
mod visit;

pub use dispatch::returned_twice;

use model::Status::{
    self, Accepted, Archived, Closed, Dispatched, DoneReq, Fixing, Handling, HangReq, Hung, Pooled,
    Returning, Signed, Visiting,
};
use model::act::Action::{self, *};
use testkit::ground::walk::Step;

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
        Submit | Resubmit | Supplement | PhoneDuty => {
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
        Confirm | Dismiss => "desk_town desk_district",
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

fn not_draft() -> Vec<Status> {
    OPEN.into_iter().chain([Closed, Archived]).collect()
}

/// Every row, from each of its statuses, link by link.
pub fn rows() -> Vec<Row> {
    let links = [
        intake::rows(),
        dispatch::rows(),
        answer::rows(),
        hang::rows(),
        visit::rows(),
        oversight::rows(),
    ];
    links.into_iter().flatten().collect()
}
