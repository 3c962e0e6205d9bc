//! The rows themselves. 考 and 推 add rows here.

use super::{Guard, Row};
use crate::act::Action;
use crate::decide::effects::{answer, hang, press, send, take, visit};
use crate::{Link, Role, Status};
use Guard::*;
use Role::*;
use Status::*;

const FIELD: &[Role] = &[Collector, VillageHead, DeskTown, DeskDistrict, Handler];
const DESK: &[Role] = &[DeskTown, DeskDistrict];
const DESK_FORCE: &[Role] = &[DeskTown, DeskDistrict, TaskForce];
const FORCE: &[Role] = &[TaskForce];
/// A village head acts as 经办人 when named as such.
const HANDS: &[Role] = &[Handler, UnitLeader, VillageHead];
const LEADER: &[Role] = &[UnitLeader];
const PRESSING: &[Role] = &[Supervisor, TaskForce];

/// Every open status after 入池.
const OPEN: &[Status] = &[
    Pooled, Fixing, Accepted, Dispatched, Returning, Signed, Handling, HangReq, Hung, DoneReq,
    Visiting,
];
const AFTER_DISPATCH: &[Status] = &[
    Dispatched, Returning, Signed, Handling, HangReq, Hung, DoneReq, Visiting,
];
const NOT_DRAFT: &[Status] = &[
    Pooled, Fixing, Accepted, Dispatched, Returning, Signed, Handling, HangReq, Hung, DoneReq,
    Visiting, Closed, Archived,
];

/// Whatever may hold merged tickets: one that was refused or voided gives them back too.
const ENTERED: &[Status] = &[
    Pooled, Fixing, Accepted, Dispatched, Returning, Signed, Handling, HangReq, Hung, DoneReq,
    Visiting, Closed, Archived, Rejected, Void,
];

macro_rules! rows {
    ($($number:literal $action:ident $link:ident [$($from:tt)*] -> [$($to:ident),*] by $actors:expr, $where:ident, [$($guard:ident),*], $effects:path;)+) => {
        /// Every act.
        pub const TABLE: &[Row] = &[$(Row {
            number: $number, action: Action::$action, link: Link::$link, from: rows!(@from $($from)*), to: &[$($to),*], actors: $actors,
            system: rows!(@system $where), offline: rows!(@offline $where), guards: &[$($guard),*], effects: $effects,
        }),+];
    };
    (@from = $list:ident) => { $list };
    (@from $($status:ident),*) => { &[$($status),*] };
    (@system system) => { true };
    (@system both) => { true };
    (@system $_:ident) => { false };
    (@offline offline) => { true };
    (@offline $_:ident) => { false };
}

// number, act, link, [from] -> [to], who, where it can be made (offline, online, by the system, or both), guards, effects
rows! {
    2  Submit Take [Draft] -> [Queued] by FIELD, offline, [FactsComplete, SceneEvidence], take::submit;
    3  EnterPool Take [Queued] -> [Pooled] by &[], system, [], take::enter_pool;
    4  SolveOnSpot Visit [Queued, Pooled] -> [Visiting] by &[Collector, VillageHead], offline, [OnSpotComplete], take::solve_on_spot;
    5  Accept Take [Pooled] -> [Accepted] by DESK, online, [CategoryThird], take::accept;
    6  AskFix Take [Pooled] -> [Fixing] by DESK, online, [], take::ask_fix;
    7  Resubmit Take [Fixing] -> [Pooled] by FIELD, offline, [FactsComplete], take::resubmit;
    8  Refuse Take [Pooled] -> [Rejected] by DESK, online, [], take::refuse;
    9  Merge Take [Pooled, Accepted] -> [Merged] by DESK, online, [NoChildren, ParentOpen], take::merge;
    9  Joined Take [= OPEN] -> [] by &[], system, [], take::joined;
    10 Split Take [Merged] -> [Pooled] by DESK, online, [ParentNotArchived], take::split;
    10 Parted Take [= ENTERED] -> [] by &[], system, [], take::parted;
    11 Dispatch Send [Accepted] -> [Dispatched] by DESK, online, [UnitsKnown, ReturnsLeft], send::dispatch;
    12 SelfHandle Send [Accepted] -> [Signed] by &[DeskTown], online, [OwnTown, ReturnsLeft], send::self_handle;
    13 Sign Answer [Dispatched] -> [Signed] by HANDS, offline, [], answer::sign;
    14 RequestReturn Send [Dispatched] -> [Returning] by LEADER, online, [ReturnAllowed, UnitsKnown], send::request_return;
    15 GrantReturn Send [Returning] -> [Accepted] by DESK_FORCE, online, [OtherPerson], send::grant_return;
    16 DenyReturn Send [Returning] -> [Dispatched] by DESK_FORCE, online, [OtherPerson], send::deny_return;
    17 RuleDispatch Send [Returning, Accepted] -> [Dispatched] by FORCE, online, [RulingDue, OtherPerson, UnitsKnown], send::rule_dispatch;
    18 Reassign Answer [Signed, Handling] -> [Dispatched] by LEADER, offline, [NewHandler], answer::reassign;
    19 Respond Answer [Signed] -> [Handling] by HANDS, offline, [], answer::respond;
    20 Progress Answer [Handling] -> [] by HANDS, offline, [], answer::progress;
    21 Whistle Answer [Handling] -> [] by LEADER, offline, [UnitsKnown], answer::whistle;
    21 ReportIn Answer [= AFTER_DISPATCH] -> [] by &[Handler, UnitLeader], offline, [CalledUnit], answer::report_in;
    22 RequestExtension Answer [Signed, Handling] -> [] by LEADER, online, [ExtensionAllowed], answer::request_extension;
    23 GrantExtension Answer [Signed, Handling] -> [] by DESK_FORCE, online, [ExtensionAsked, OtherPerson, ReporterTold], answer::grant_extension;
    23 DenyExtension Answer [Signed, Handling] -> [] by DESK_FORCE, online, [ExtensionAsked, OtherPerson], answer::deny_extension;
    24 RequestHang Hang [Handling] -> [HangReq] by LEADER, offline, [HangTerms, ReporterTold], hang::request;
    25 GrantHang Hang [HangReq, Hung] -> [Hung] by FORCE, online, [HangAsked, OtherPerson], hang::grant;
    26 DenyHang Hang [HangReq, Hung] -> [Handling, Hung] by FORCE, online, [HangAsked, OtherPerson], hang::deny;
    27 HangProgress Hang [Hung] -> [] by LEADER, online, [CheckDate], hang::progress;
    27 RenewHang Hang [Hung] -> [] by LEADER, online, [HangTerms], hang::renew;
    28 ReleaseHang Hang [Hung] -> [Handling] by &[UnitLeader, TaskForce], online, [ReleaseDate], hang::release;
    29 RequestDone Answer [Handling] -> [DoneReq] by HANDS, offline, [DoneEvidence], answer::request_done;
    30 PassDone Answer [DoneReq] -> [Visiting] by LEADER, online, [OtherPerson, EvidenceHeld], answer::pass_done;
    31 DenyDone Answer [DoneReq] -> [Handling] by LEADER, online, [OtherPerson], answer::deny_done;
    32 VisitPass Visit [Visiting] -> [Closed] by &[Visitor], online, [OtherUnit, VisitGood], visit::pass;
    33 Redo Visit [Visiting] -> [Handling] by &[Visitor], online, [OtherUnit, VisitBad], visit::redo;
    34 VisitMissed Visit [Visiting] -> [Visiting, Closed] by &[Visitor], online, [OtherUnit, HasReporter, NotReached], visit::missed;
    35 Reopen Visit [Closed] -> [Handling] by &[DeskTown, DeskDistrict, Visitor], online, [ReopenInTime], visit::reopen;
    36 Archive Assess [Closed] -> [Archived] by &[], system, [ArchiveDue], visit::archive;
    37 Urge Press [= OPEN] -> [] by PRESSING, online, [ReplyInFuture], press::order;
    37 Supervise Press [= OPEN] -> [] by PRESSING, online, [ReplyInFuture], press::order;
    37 Escalate Press [= OPEN] -> [] by PRESSING, both, [ReplyOverdue, ReplyInFuture], press::order;
    38 Regrade Answer [Dispatched, Signed, Handling] -> [] by DESK_FORCE, online, [GradeChanges, LongerNeedsForce], press::regrade;
    39 Void Take [Draft, Pooled] -> [Void] by FIELD, online, [], take::void;
    40 Supplement Answer [= AFTER_DISPATCH] -> [] by FIELD, offline, [], answer::supplement;
    41 RequestExclude Assess [= NOT_DRAFT] -> [] by &[UnitLeader, Assessor], online, [NotExcluded], press::request_exclude;
    41 GrantExclude Assess [= NOT_DRAFT] -> [] by FORCE, online, [ExcludeAsked, OtherPerson], press::grant_exclude;
    41 DenyExclude Assess [= NOT_DRAFT] -> [] by FORCE, online, [ExcludeAsked, OtherPerson], press::deny_exclude;
    42 Confirm Answer [= NOT_DRAFT] -> [] by DESK, online, [StepAwaits, OtherPerson], answer::settle;
    42 Dismiss Answer [= NOT_DRAFT] -> [] by DESK, online, [StepAwaits, OtherPerson], answer::settle;
    43 PhoneDuty Take [Queued, Pooled] -> [] by FIELD, offline, [], answer::supplement;
}
