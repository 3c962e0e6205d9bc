//! What keeps a request from being made or approved: who approves, extensions, hangs.

use super::{Trip, joined, minutes, trip};
use model::Code::*;
use model::Status::*;
use model::act::Action;
use model::transition::Guard as G;
use serde_json::json;
use testkit::ground::DAY;
use testkit::ground::walk::Step::{Do, Late, Wait};

pub fn trips() -> Vec<Trip> {
    use Action::*;
    let (past, far) = (minutes(-DAY), minutes(800 * DAY));
    vec![
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
        trip(G::OtherPerson, SamePerson, Confirm, Handling, "desk_town")
            .after(vec![Late("handler", Progress)])
            .called("handler_B01"),
        trip(G::OtherPerson, SamePerson, Dismiss, Handling, "desk_town")
            .after(vec![Late("handler", Progress)])
            .called("handler_B01"),
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
    ]
}
