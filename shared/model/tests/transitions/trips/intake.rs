//! What keeps a ticket from being submitted, accepted, merged or split.

use super::{Trip, joined, no_photos, trip};
use model::Code::*;
use model::PhotoKind;
use model::Status::*;
use model::act::Action;
use model::transition::Guard as G;
use serde_json::json;
use testkit::ground::{CHILD, SELF, World};

pub fn trips() -> Vec<Trip> {
    use Action::*;
    let coarse =
        |w: &mut World| w.ticket.facts.what.category = model::CategoryCode::new("01").unwrap();
    let unnamed = |w: &mut World| w.ticket.facts.what.title.clear();
    vec![
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
    ]
}
