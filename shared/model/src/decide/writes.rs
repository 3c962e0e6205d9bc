//! Whether facts may be written, and whether a photo may join.

use crate::district::District;
use crate::edit::Photo;
use crate::effect::{Effect, State};
use crate::facts::{FactGroup, Facts};
use crate::person::Person;
use crate::scope::{self, ScopeKey};
use crate::ticket::Ticket;
use crate::{Code, Denial, Moment, PhotoKind, Role, Status, size};

/// Whether the photos that come along are enough for the category.
pub fn scene_evidence(facts: &Facts, photos: usize, district: &District) -> Result<(), Denial> {
    if photos > district.rules.photos.count_max {
        return Err(Denial::new(Code::PhotoTooMany).with("max", district.rules.photos.count_max));
    }
    if photos == 0 && facts.needs_photo(district) {
        Err(Code::PhotoMissing.into())
    } else {
        Ok(())
    }
}

/// Whether a person may write facts now: the creator until 接单 and in 补正, the desk until 派单.
pub fn may_edit_facts(person: &Person, ticket: &Ticket, state: &State) -> Result<(), Denial> {
    let desk = desk_covers(person, ticket, state);
    let own = ticket.created_by == person.user;
    let ok =
        own && matches!(
            state.status,
            Status::Queued | Status::Pooled | Status::Fixing
        ) || desk && matches!(state.status, Status::Pooled | Status::Accepted);
    match (ok, own || desk) {
        (true, _) => Ok(()),
        (false, true) => Err(Code::TooLate.into()),
        (false, false) => Err(Code::NotYours.into()),
    }
}

/// Rules on an edit of facts: valid values by somebody who may write them; a new place moves the ticket in the unit tree.
pub fn decide_facts(
    person: &Person,
    ticket: &Ticket,
    state: &State,
    parts: &[FactGroup],
    district: &District,
) -> Result<Vec<Effect>, Denial> {
    may_edit_facts(person, ticket, state)?;
    parts.iter().try_for_each(|p| p.check(district))?;
    let place = parts.iter().find_map(|p| match p {
        FactGroup::Where(place) if state.status != Status::Queued => {
            Some(Effect::Place(place.area_code.clone(), place.grid.clone()))
        }
        _ => None,
    });
    Ok(place.into_iter().filter(|e| !matches!(e, Effect::Place(a, g) if Some(a) == state.area.as_ref() && *g == state.grid)).collect())
}

/// Rules on a photo joining: the creator, the village head, the desk and the handler, while the ticket is open.
pub fn decide_photo(
    person: &Person,
    ticket: &Ticket,
    state: &State,
    photo: &Photo,
    district: &District,
) -> Result<(), Denial> {
    let handles = person.posts.iter().any(|p| {
        let unit = state.lead_unit.as_ref() == Some(&p.unit) || state.co_units.contains(&p.unit);
        unit && (p.role == Role::UnitLeader
            || p.role == Role::Handler
                && state.handler.as_ref().is_none_or(|h| p.acts_for(person, h)))
    });
    let village = person
        .posts_as(Role::VillageHead)
        .any(|p| state.area.as_ref().is_some_and(|a| p.area.covers(a)));
    if !(ticket.created_by == person.user
        || handles
        || village
        || desk_covers(person, ticket, state))
    {
        return Err(Denial::new(Code::NoRight).with("action", "添加照片"));
    }
    if !state.status.is_open() {
        return Err(Code::TicketClosed.into());
    }
    if ticket.photo(&photo.sha256).is_some() {
        return Err(Code::PhotoKnown.into());
    }
    let limits = &district.rules.photos;
    // Evidence of handling counts apart: a full set of scene photos must not shut the handler out.
    let same = |k: PhotoKind| matches!(k, PhotoKind::Scene | PhotoKind::Before);
    if ticket
        .photos
        .iter()
        .filter(|p| same(p.photo.kind) == same(photo.kind))
        .count()
        >= limits.count_max
    {
        return Err(Denial::new(Code::PhotoTooMany).with("max", limits.count_max));
    }
    check_photo(photo, district)
}

/// Checks a photo's size, time and caption against the district's limits, whoever brings it.
pub fn check_photo(photo: &Photo, district: &District) -> Result<(), Denial> {
    let limits = &district.rules.photos;
    let named = |denial: Denial| denial.with("name", &photo.sha256.as_str()[..8]);
    let pixels = u64::from(photo.w) * u64::from(photo.h);
    if pixels == 0 || photo.bytes == 0 {
        return Err(named(Code::PhotoEmpty.into()));
    }
    if pixels > limits.pixels_max {
        let (sent, max) = (size::pixels(pixels), size::pixels(limits.pixels_max));
        return Err(named(Denial::too_large(Code::PhotoTooLarge, sent, max)));
    }
    if photo.bytes > limits.bytes_max {
        let (sent, max) = (photo.bytes, limits.bytes_max);
        return Err(named(Denial::too_many_bytes(
            Code::PhotoTooLarge,
            sent,
            max,
        )));
    }
    if let Some(at) = photo.taken_ms {
        Moment(at).check("拍摄时间")?;
    }
    photo.caption.as_deref().map_or(Ok(()), |c| {
        crate::text::check("说明", c, 0, district.rules.texts.address_max)
    })
}

fn desk_covers(person: &Person, ticket: &Ticket, state: &State) -> bool {
    let key = ScopeKey::of(ticket, state);
    person
        .posts
        .iter()
        .filter(|p| matches!(p.role, Role::DeskTown | Role::DeskDistrict))
        .any(|p| {
            scope::clauses_of(&person.user, p)
                .iter()
                .any(|c| c.matches(&key))
        })
}
