//! What keeps a ticket from being pressed, graded again or left out of the score.

use super::{Trip, minutes, trip};
use model::Code::*;
use model::Status::*;
use model::act::Action;
use model::transition::Guard as G;
use serde_json::json;
use testkit::ground::DAY;
use testkit::ground::walk::Step::{Do, Late, Wait};

pub fn trips() -> Vec<Trip> {
    use Action::*;
    let past = minutes(-DAY);
    let mut all = vec![
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
        trip(G::StepAwaits, NothingAsked, Confirm, Handling, "desk_town"),
        trip(G::StepAwaits, NothingAsked, Dismiss, Handling, "desk_town"),
        trip(G::StepAwaits, NothingAsked, Confirm, Handling, "desk_town")
            .after(vec![Late("handler", Progress)])
            .with(json!({"edit": testkit::ground::edit(1).to_string()})),
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
    all
}
