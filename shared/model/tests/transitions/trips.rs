//! The guards: for each row that has one, the case that trips it.

use crate::cases::returned_twice;
use crate::ground::walk::Step::{self, Do, Wait, With};
use crate::ground::{CHILD, DAY, PARENT, SELF, World, edit, somebody};
use model::Code::{self, *};
use model::PhotoKind;
use model::Status::{self, *};
use model::act::Action;
use model::person::Person;
use model::transition::Guard;
use serde_json::{Value, json};

/// One way to trip a guard.
pub struct Trip {
    pub guard: Guard,
    pub code: Code,
    pub action: Action,
    pub from: Status,
    pub before: Vec<Step>,
    /// What else is so in this world.
    pub so: fn(&mut World),
    pub who: Option<Person>,
    /// Fields of the act set otherwise.
    pub fields: Value,
}

fn trip(guard: Guard, code: Code, action: Action, from: Status, who: &str) -> Trip {
    let before = Vec::new();
    let who = (who != "system").then(|| somebody(who));
    Trip {
        guard,
        code,
        action,
        from,
        before,
        so: |_| {},
        who,
        fields: json!({}),
    }
}

impl Trip {
    fn after(self, before: Vec<Step>) -> Self {
        Trip { before, ..self }
    }
    fn so(self, so: fn(&mut World)) -> Self {
        Trip { so, ..self }
    }
    fn with(self, fields: Value) -> Self {
        Trip { fields, ..self }
    }
    /// The actor also is this user: who applied must not approve.
    fn called(mut self, name: &str) -> Self {
        if let Some(p) = &mut self.who {
            p.user = crate::ground::user(name);
        }
        self
    }
}

fn no_photos(w: &mut World) {
    w.ticket.photos.clear();
}
fn joined() -> Vec<Step> {
    vec![Do("system", Action::Joined)]
}

/// Every guard of every row, and every code a guard may answer.
pub fn trips() -> Vec<Trip> {
    use Action::*;
    use Guard as G;
    let minutes = |n: i64| crate::ground::NOW.plus_minutes(n).to_string();
    let (past, far) = (minutes(-DAY), minutes(800 * DAY));
    let coarse =
        |w: &mut World| w.ticket.facts.what.category = model::CategoryCode::new("01").unwrap();
    let unnamed = |w: &mut World| w.ticket.facts.what.title.clear();
    let mut all = vec![
        trip(G::FactsComplete, FieldMissing, Submit, Draft, "collector").so(unnamed),
        trip(
            G::FactsComplete,
            FieldMissing,
            Resubmit,
            Fixing,
            "collector",
        )
        .so(unnamed),
        trip(G::FactsComplete, PlaceMissing, Submit, Draft, "collector").so(|w| {
            (w.ticket.facts.place.lon, w.ticket.facts.place.lat) = (None, None);
        }),
        trip(G::SceneEvidence, PhotoMissing, Submit, Draft, "collector")
            .so(|w| w.photos_coming = 0),
        trip(G::SceneEvidence, PhotoTooMany, Submit, Draft, "collector")
            .so(|w| w.photos_coming = 10),
        trip(
            G::OnSpotComplete,
            OnSpotNormalOnly,
            SolveOnSpot,
            Pooled,
            "collector",
        )
        .so(|w| w.ticket.facts.grade = model::Grade::Urgent),
        trip(
            G::OnSpotComplete,
            OnSpotEvidence,
            SolveOnSpot,
            Pooled,
            "collector",
        )
        .so(no_photos),
        trip(
            G::OnSpotComplete,
            OnSpotEvidence,
            SolveOnSpot,
            Pooled,
            "collector",
        )
        .so(|w| w.ticket.photos.retain(|p| p.photo.kind == PhotoKind::After)),
        trip(
            G::OnSpotComplete,
            CategoryTooCoarse,
            SolveOnSpot,
            Pooled,
            "collector",
        )
        .so(coarse),
        trip(
            G::OnSpotComplete,
            NotOwnTown,
            SolveOnSpot,
            Pooled,
            "collector",
        )
        .so(|w| w.district.units.retain(|u| u.code.as_str() != "T01")),
        trip(
            G::CategoryThird,
            CategoryUnknown,
            Accept,
            Pooled,
            "desk_town",
        )
        .with(json!({"category": "990101"})),
        trip(
            G::CategoryThird,
            CategoryTooCoarse,
            Accept,
            Pooled,
            "desk_town",
        )
        .with(json!({"category": "0101"})),
        trip(G::NoChildren, HasChildren, Merge, Pooled, "desk_town").after(joined()),
        trip(G::ParentOpen, ParentSelf, Merge, Pooled, "desk_town").with(json!({"parent": SELF})),
        trip(G::ParentOpen, ParentUnknown, Merge, Pooled, "desk_town")
            .with(json!({"parent": CHILD})),
        trip(G::ParentOpen, ParentClosed, Merge, Accepted, "desk_town")
            .so(|w| w.parent.status = Closed),
        trip(G::ParentOpen, ParentClosed, Merge, Accepted, "desk_town")
            .so(|w| w.parent.status = Queued),
        trip(G::ParentOpen, ParentClosed, Merge, Accepted, "desk_town")
            .so(|w| w.parent.merged = true),
        trip(
            G::ParentNotArchived,
            ParentArchived,
            Split,
            Merged,
            "desk_town",
        )
        .so(|w| w.parent.status = Archived),
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
            G::OtherPerson,
            SamePerson,
            GrantReturn,
            Returning,
            "desk_town",
        )
        .called("unit_leader_B01"),
        trip(
            G::OtherPerson,
            SamePerson,
            DenyReturn,
            Returning,
            "desk_town",
        )
        .called("unit_leader_B01"),
        trip(
            G::OtherPerson,
            SamePerson,
            RuleDispatch,
            Returning,
            "task_force",
        )
        .called("unit_leader_B01"),
        trip(
            G::OtherPerson,
            SamePerson,
            GrantExtension,
            Handling,
            "task_force",
        )
        .after(vec![Do("unit_leader", RequestExtension)])
        .called("unit_leader_B01"),
        trip(
            G::OtherPerson,
            SamePerson,
            DenyExtension,
            Handling,
            "task_force",
        )
        .after(vec![Do("unit_leader", RequestExtension)])
        .called("unit_leader_B01"),
        trip(G::OtherPerson, SamePerson, GrantHang, HangReq, "task_force")
            .called("unit_leader_B01"),
        trip(G::OtherPerson, SamePerson, DenyHang, HangReq, "task_force").called("unit_leader_B01"),
        trip(G::OtherPerson, SamePerson, PassDone, DoneReq, "unit_leader").called("handler_B01"),
        trip(G::OtherPerson, SamePerson, DenyDone, DoneReq, "unit_leader").called("handler_B01"),
        trip(
            G::OtherPerson,
            SamePerson,
            GrantExclude,
            Visiting,
            "task_force",
        )
        .after(vec![Do("assessor", RequestExclude)])
        .called("assessor_C00"),
        trip(
            G::OtherPerson,
            SamePerson,
            DenyExclude,
            Visiting,
            "task_force",
        )
        .after(vec![Do("assessor", RequestExclude)])
        .called("assessor_C00"),
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
            G::ExtensionAllowed,
            ExtensionOnce,
            RequestExtension,
            Handling,
            "unit_leader",
        )
        .after(vec![Do("unit_leader", RequestExtension)]),
        trip(
            G::ExtensionAllowed,
            ExtensionOnce,
            RequestExtension,
            Handling,
            "unit_leader",
        )
        .after(vec![
            Do("unit_leader", RequestExtension),
            Do("desk_town", DenyExtension),
        ]),
        trip(
            G::ExtensionAllowed,
            ExtensionTooLate,
            RequestExtension,
            Handling,
            "unit_leader",
        )
        .after(vec![Wait(7 * DAY)]),
        trip(
            G::ExtensionAllowed,
            DateNotAhead,
            RequestExtension,
            Signed,
            "unit_leader",
        )
        .with(json!({"until": minutes(DAY)})),
        trip(
            G::ExtensionAllowed,
            DateTooFar,
            RequestExtension,
            Signed,
            "unit_leader",
        )
        .with(json!({"until": minutes(23 * DAY)})),
        trip(
            G::ExtensionAllowed,
            ComplexOnlyNormal,
            RequestExtension,
            Signed,
            "unit_leader",
        )
        .after(vec![Do("desk_town", Regrade)])
        .with(json!({"complex": true})),
        trip(
            G::ExtensionAsked,
            NothingAsked,
            GrantExtension,
            Handling,
            "desk_town",
        ),
        trip(
            G::ExtensionAsked,
            NothingAsked,
            DenyExtension,
            Signed,
            "desk_town",
        ),
        trip(
            G::ExtensionAsked,
            NothingAsked,
            GrantExtension,
            Handling,
            "desk_town",
        )
        .after(vec![
            Do("unit_leader", RequestExtension),
            Do("desk_town", DenyExtension),
        ]),
        trip(
            G::ReporterTold,
            ReporterNotTold,
            GrantExtension,
            Handling,
            "desk_town",
        )
        .after(vec![
            Do("unit_leader", RequestExtension),
            Do("system", Joined),
        ]),
        trip(
            G::ReporterTold,
            ReporterNotTold,
            RequestHang,
            Handling,
            "unit_leader",
        )
        .after(joined()),
        trip(
            G::HangTerms,
            DateTooFar,
            RequestHang,
            Handling,
            "unit_leader",
        )
        .with(json!({"until": minutes(92 * DAY)})),
        trip(
            G::HangTerms,
            DateTooFar,
            RequestHang,
            Handling,
            "unit_leader",
        )
        .with(json!({"next_check": minutes(32 * DAY)})),
        trip(
            G::HangTerms,
            DateNotAhead,
            RequestHang,
            Handling,
            "unit_leader",
        )
        .with(json!({"until": past})),
        trip(
            G::HangTerms,
            DateNotAhead,
            RequestHang,
            Handling,
            "unit_leader",
        )
        .with(json!({"next_check": past})),
        trip(G::HangTerms, DateTooFar, RenewHang, Hung, "unit_leader").with(json!({"until": far})),
        trip(G::HangTerms, AlreadyAsked, RenewHang, Hung, "unit_leader")
            .after(vec![Do("unit_leader", RenewHang)]),
        trip(G::HangAsked, NothingAsked, GrantHang, Hung, "task_force"),
        trip(G::HangAsked, NothingAsked, DenyHang, Hung, "task_force"),
        trip(
            G::HangAsked,
            HangNeedsMeeting,
            GrantHang,
            Hung,
            "task_force",
        )
        .after(vec![Wait(300 * DAY), Do("unit_leader", RenewHang)]),
        // What hung before, and was released, counts too.
        trip(
            G::HangAsked,
            HangNeedsMeeting,
            GrantHang,
            HangReq,
            "task_force",
        )
        .after(vec![
            Do("task_force", GrantHang),
            Wait(340 * DAY),
            Do("unit_leader", ReleaseHang),
            Wait(DAY),
            Do("unit_leader", RequestHang),
        ]),
        trip(G::CheckDate, DateTooFar, HangProgress, Hung, "unit_leader")
            .with(json!({"next_check": minutes(32 * DAY)})),
        trip(
            G::CheckDate,
            DateNotAhead,
            HangProgress,
            Hung,
            "unit_leader",
        )
        .with(json!({"next_check": past})),
        trip(
            G::ReleaseDate,
            DateNotAhead,
            ReleaseHang,
            Hung,
            "unit_leader",
        )
        .with(json!({"until": past})),
        trip(
            G::ReleaseDate,
            LongerNeedsForce,
            ReleaseHang,
            Hung,
            "unit_leader",
        )
        .with(json!({"until": far})),
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
        trip(G::ReplyOverdue, NothingAsked, Escalate, Handling, "system"),
        trip(G::ReplyOverdue, NothingAsked, Escalate, Handling, "system")
            .after(vec![Do("supervisor", Urge), Wait(239)]),
        trip(G::ReplyOverdue, NothingAsked, Escalate, Handling, "system").after(vec![
            Do("supervisor", Urge),
            Do("handler", Progress),
            Wait(DAY),
        ]),
        trip(G::ReplyOverdue, NothingAsked, Escalate, Handling, "system").after(vec![
            Do("supervisor", Urge),
            Wait(DAY),
            Do("system", Escalate),
        ]),
        trip(G::GradeChanges, GradeSame, Regrade, Handling, "desk_town")
            .with(json!({"grade": "normal"})),
        trip(
            G::GradeChanges,
            ComplexOnlyNormal,
            Regrade,
            Handling,
            "desk_town",
        )
        .with(json!({"grade": "urgent", "complex": true})),
        trip(
            G::LongerNeedsForce,
            LongerNeedsForce,
            Regrade,
            Handling,
            "desk_town",
        )
        .with(json!({"grade": "normal", "complex": true})),
        trip(
            G::LongerNeedsForce,
            LongerNeedsForce,
            Regrade,
            Dispatched,
            "desk_district",
        )
        .after(vec![Do("desk_town", Regrade)])
        .with(json!({"grade": "normal"})),
        trip(
            G::NotExcluded,
            AlreadyAsked,
            RequestExclude,
            Visiting,
            "assessor",
        )
        .after(vec![Do("unit_leader", RequestExclude)]),
        trip(
            G::NotExcluded,
            AlreadyAsked,
            RequestExclude,
            Visiting,
            "assessor",
        )
        .after(vec![
            Do("assessor", RequestExclude),
            Do("task_force", GrantExclude),
        ]),
        trip(
            G::ExcludeAsked,
            NothingAsked,
            GrantExclude,
            Visiting,
            "task_force",
        ),
        trip(
            G::ExcludeAsked,
            NothingAsked,
            DenyExclude,
            Visiting,
            "task_force",
        ),
    ];
    for action in [Urge, Supervise, Escalate] {
        all.push(
            trip(
                G::ReplyInFuture,
                DateNotAhead,
                action,
                Handling,
                "supervisor",
            )
            .with(json!({"reply_by": past})),
        );
    }
    for action in [VisitPass, Redo, VisitMissed] {
        // Of the leading unit; the handler in another post.
        let mut own_unit =
            trip(G::OtherUnit, SameUnit, action, Visiting, "visitor").after(joined());
        own_unit.who = Some(crate::ground::person(
            model::Role::Visitor,
            "B01",
            "990100000000",
        ));
        all.push(own_unit);
        all.push(
            trip(G::OtherUnit, SameHands, action, Visiting, "visitor")
                .after(joined())
                .called("handler_B01"),
        );
    }
    all
}
