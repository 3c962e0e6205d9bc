//! The table of the life cycle (8.3): one row per act. Device, pool and tests read this one definition.

use crate::act::{Act, Action};
use crate::decide::{Case, effects};
use crate::effect::Effect;
use crate::{Link, Role, Status};

/// One row.
pub struct Row {
    /// Number in domain.md 8.3.
    pub number: u8,
    /// Identifier.
    pub action: Action,
    /// Link of the chain.
    pub link: Link,
    /// Statuses it may start from.
    pub from: &'static [Status],
    /// Roles that may do it; empty for the system.
    pub actors: &'static [Role],
    /// Whether a device may make it without the pool.
    pub offline: bool,
    /// What must hold besides status, role, place and round.
    pub guards: &'static [Guard],
    /// What it does.
    pub effects: fn(&Case, &Act) -> Vec<Effect>,
}

/// Conditions beyond status, role, place and round. Each is one pure check in `decide`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Guard {
    /// Facts are complete and valid for the district.
    FactsComplete,
    /// The category's photo is there, or the reason why not.
    SceneEvidence,
    /// The confirmed category is a known one of the third level.
    CategoryThird,
    /// Named units exist.
    UnitsKnown,
    /// A photo after handling is in the ticket when the category asks for one.
    DoneEvidence,
    /// The photos after handling have arrived at the pool.
    EvidenceHeld,
    /// Who approves did not apply.
    OtherPerson,
    /// Who visits does not belong to the handling unit.
    OtherUnit,
    /// The visit found it solved, and nobody dissatisfied; without a reporter it is a 现场复核.
    VisitGood,
}

use Guard::*;
use Role::*;
use Status::*;

/// Every act of the straight line and 作废. 考 and 推, and the exceptional moves, add rows here.
pub const TABLE: &[Row] = &[
    Row {
        number: 2,
        action: Action::Submit,
        link: Link::Take,
        from: &[Draft],
        actors: &[Collector, VillageHead, DeskTown, DeskDistrict, Handler],
        offline: true,
        guards: &[FactsComplete, SceneEvidence],
        effects: effects::submit,
    },
    Row {
        number: 3,
        action: Action::EnterPool,
        link: Link::Take,
        from: &[Queued],
        actors: &[],
        offline: false,
        guards: &[],
        effects: effects::enter_pool,
    },
    Row {
        number: 5,
        action: Action::Accept,
        link: Link::Take,
        from: &[Pooled],
        actors: &[DeskTown, DeskDistrict],
        offline: false,
        guards: &[CategoryThird],
        effects: effects::accept,
    },
    Row {
        number: 11,
        action: Action::Dispatch,
        link: Link::Send,
        from: &[Accepted],
        actors: &[DeskTown, DeskDistrict],
        offline: false,
        guards: &[UnitsKnown],
        effects: effects::dispatch,
    },
    Row {
        number: 13,
        action: Action::Sign,
        link: Link::Answer,
        from: &[Dispatched],
        actors: &[Handler, UnitLeader],
        offline: true,
        guards: &[],
        effects: effects::sign,
    },
    Row {
        number: 19,
        action: Action::Respond,
        link: Link::Answer,
        from: &[Signed],
        actors: &[Handler, UnitLeader],
        offline: true,
        guards: &[],
        effects: effects::respond,
    },
    Row {
        number: 20,
        action: Action::Progress,
        link: Link::Answer,
        from: &[Handling],
        actors: &[Handler, UnitLeader],
        offline: true,
        guards: &[],
        effects: effects::progress,
    },
    Row {
        number: 29,
        action: Action::RequestDone,
        link: Link::Answer,
        from: &[Handling],
        actors: &[Handler, UnitLeader],
        offline: true,
        guards: &[DoneEvidence],
        effects: effects::request_done,
    },
    Row {
        number: 30,
        action: Action::PassDone,
        link: Link::Answer,
        from: &[DoneReq],
        actors: &[UnitLeader],
        offline: false,
        guards: &[OtherPerson, EvidenceHeld],
        effects: effects::pass_done,
    },
    Row {
        number: 32,
        action: Action::VisitPass,
        link: Link::Visit,
        from: &[Visiting],
        actors: &[Visitor],
        offline: false,
        guards: &[OtherUnit, VisitGood],
        effects: effects::visit_pass,
    },
    Row {
        number: 39,
        action: Action::Void,
        link: Link::Take,
        from: &[Draft, Pooled],
        actors: &[Collector, VillageHead, DeskTown, DeskDistrict, Handler],
        offline: false,
        guards: &[],
        effects: effects::void,
    },
];

/// The row of an act.
pub fn row(action: Action) -> Option<&'static Row> {
    TABLE.iter().find(|r| r.action == action)
}
