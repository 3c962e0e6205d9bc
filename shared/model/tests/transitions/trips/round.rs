//! What keeps a round from going on: dispatch and return, the handler, the evidence, the visit, and what comes after it.

use super::{Trip, joined, no_photos, trip};
use crate::cases::returned_twice;
use model::Code::*;
use model::Role;
use model::Status::*;
use model::act::Action;
use model::transition::Guard as G;
use serde_json::json;
use testkit::ground::walk::Step::{Do, Wait, With};
use testkit::ground::{CHILD, DAY, PARENT, edit, person};

pub fn trips() -> Vec<Trip> {
    use Action::*;
    let mut all = vec![
        trip(G::UnitsKnown, UnitUnknown, Dispatch, Accepted, "desk_town")
            .with(json!({"lead_unit": "B77"})),
        trip(G::UnitsKnown, UnitUnknown, Dispatch, Accepted, "desk_town")
            .with(json!({"co_units": ["B02", "B78"]})),
        trip(
            G::UnitsKnown,
            UnitUnknown,
            RequestReturn,
            Dispatched,
            "unit_leader",
        )
        .with(json!({"suggested_unit": "B77"})),
        trip(
            G::UnitsKnown,
            UnitUnknown,
            RuleDispatch,
            Returning,
            "task_force",
        )
        .with(json!({"lead_unit": "B77"})),
        trip(G::UnitsKnown, UnitUnknown, Whistle, Handling, "unit_leader")
            .with(json!({"units": ["B77"]})),
        trip(
            G::ReturnsLeft,
            ReturnsUsedUp,
            Dispatch,
            Accepted,
            "desk_town",
        )
        .after(returned_twice()),
        trip(
            G::ReturnsLeft,
            ReturnsUsedUp,
            SelfHandle,
            Accepted,
            "desk_town",
        )
        .after(returned_twice()),
        trip(G::OwnTown, NotOwnTown, SelfHandle, Accepted, "desk_town")
            .so(|w| w.district.units.retain(|u| u.code.as_str() != "T01")),
        trip(
            G::ReturnAllowed,
            ReturnForbidden,
            RequestReturn,
            Dispatched,
            "unit_leader",
        )
        .after(vec![With(
            "desk_town",
            Regrade,
            json!({"grade": "sudden", "reason": "路面塌陷"}),
        )]),
        trip(
            G::ReturnAllowed,
            ReturnTooLate,
            RequestReturn,
            Dispatched,
            "unit_leader",
        )
        .after(vec![Wait(330)]),
        trip(
            G::ReturnAllowed,
            ReturnDenied,
            RequestReturn,
            Dispatched,
            "unit_leader",
        )
        .after(vec![
            Do("unit_leader", RequestReturn),
            Do("desk_town", DenyReturn),
        ]),
        trip(
            G::ReturnAllowed,
            ReturnDesignated,
            RequestReturn,
            Dispatched,
            "unit_leader",
        )
        .after(vec![
            Do("unit_leader", RequestReturn),
            Do("task_force", RuleDispatch),
        ]),
        trip(
            G::ReturnAllowed,
            ReturnsUsedUp,
            RequestReturn,
            Dispatched,
            "unit_leader",
        )
        .so(|w| w.state.returns = 2),
        trip(
            G::RulingDue,
            RulingNotDue,
            RuleDispatch,
            Accepted,
            "task_force",
        ),
        trip(
            G::NewHandler,
            HandlerSame,
            Reassign,
            Handling,
            "unit_leader",
        )
        .with(json!({"handler": "handler_B01"})),
        trip(
            G::NewHandler,
            HandlerUnknown,
            Reassign,
            Signed,
            "unit_leader",
        )
        .with(json!({"handler": "handler_B02"})),
        trip(G::CalledUnit, NotCalled, ReportIn, Handling, "handler")
            .after(vec![Do("unit_leader", Whistle)]),
        trip(G::CalledUnit, NotCalled, ReportIn, Handling, "handler_b02").after(vec![
            Do("unit_leader", Whistle),
            Do("handler_b02", ReportIn),
        ]),
        trip(G::CalledUnit, NotCalled, ReportIn, Handling, "handler_b02")
            .after(vec![Do("unit_leader", Whistle)])
            .with(json!({"whistle": edit(1).to_string()})),
        trip(
            G::DoneEvidence,
            DoneEvidenceMissing,
            RequestDone,
            Handling,
            "handler",
        )
        .so(no_photos),
        trip(
            G::EvidenceHeld,
            EvidenceMissing,
            PassDone,
            DoneReq,
            "unit_leader",
        )
        .so(|w| w.held = false),
        trip(G::VisitGood, VisitUnsolved, VisitPass, Visiting, "visitor")
            .with(json!({"solved": "no"})),
        trip(G::VisitGood, VisitUnsolved, VisitPass, Visiting, "visitor")
            .with(json!({"satisfied": "no"})),
        trip(G::VisitGood, VisitUnsolved, VisitPass, Visiting, "visitor")
            .with(json!({"satisfied": "no", "justified": "  "})),
        trip(
            G::VisitGood,
            VisitWithoutReporter,
            VisitPass,
            Visiting,
            "visitor",
        )
        .with(json!({"means": "phone"})),
        trip(
            G::VisitGood,
            ReporterNotCalled,
            VisitPass,
            Visiting,
            "visitor",
        )
        .after(joined()),
        trip(G::VisitGood, ParentUnknown, VisitPass, Visiting, "visitor")
            .with(json!({"others": [{"ticket": PARENT, "call": "answered", "solved": "yes"}]})),
        trip(G::VisitGood, VisitUnsolved, VisitPass, Visiting, "visitor")
            .after(joined())
            .with(json!({"others": [{"ticket": CHILD, "call": "answered", "solved": "no"}]})),
        trip(G::VisitGood, FieldMissing, VisitPass, Visiting, "visitor")
            .after(joined())
            .with(json!({"others": [{"ticket": CHILD, "call": "answered"}]})),
        trip(G::VisitBad, VisitFine, Redo, Visiting, "visitor").with(json!({"solved": "yes"})),
        trip(G::VisitBad, VisitFine, Redo, Visiting, "visitor")
            .with(json!({"solved": "yes", "satisfied": "mostly"})),
        trip(G::VisitBad, VisitFine, Redo, Visiting, "visitor")
            .after(joined())
            .with(json!({"solved": "yes", "others": [
                {"ticket": CHILD, "call": "answered", "solved": "yes", "satisfied": "mostly"}]})),
        trip(G::VisitBad, VisitFine, Redo, Visiting, "visitor")
            .after(joined())
            .with(json!({"solved": "yes", "others": [{"ticket": CHILD, "call": "missed"}]})),
        trip(G::VisitBad, FieldMissing, Redo, Visiting, "visitor")
            .after(joined())
            .with(json!({"others": [{"ticket": CHILD, "call": "answered"}]})),
        trip(G::VisitBad, ParentUnknown, Redo, Visiting, "visitor")
            .with(json!({"others": [{"ticket": PARENT, "call": "answered", "solved": "no"}]})),
        trip(G::VisitBad, VisitWithoutReporter, Redo, Visiting, "visitor")
            .with(json!({"means": "phone"})),
        trip(
            G::HasReporter,
            VisitWithoutReporter,
            VisitMissed,
            Visiting,
            "visitor",
        ),
        trip(
            G::NotReached,
            VisitReached,
            VisitMissed,
            Visiting,
            "visitor",
        )
        .after(joined())
        .with(json!({"call": "answered"})),
        trip(G::ReopenInTime, ReopenTooLate, Reopen, Closed, "desk_town")
            .after(vec![Wait(30 * DAY)]),
        trip(G::ArchiveDue, ArchiveEarly, Archive, Closed, "system")
            .after(vec![Wait(30 * DAY - 2)]),
    ];
    for action in [VisitPass, Redo, VisitMissed] {
        // Of the leading unit; the handler in another post.
        let mut own_unit =
            trip(G::OtherUnit, SameUnit, action, Visiting, "visitor").after(joined());
        own_unit.who = Some(person(Role::Visitor, "B01", "990100000000"));
        all.push(own_unit);
        all.push(
            trip(G::OtherUnit, SameHands, action, Visiting, "visitor")
                .after(joined())
                .called("handler_B01"),
        );
    }
    all
}
