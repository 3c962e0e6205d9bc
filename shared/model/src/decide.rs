//! `decide()`: whether an act counts, and what it does. The pool calls it to rule; a device calls it to answer at once.

use crate::act::{Act, Action};
use crate::district::District;
use crate::edit::Photo;
use crate::effect::{Effect, State};
use crate::facts::{FactGroup, Facts};
use crate::person::Person;
use crate::scope::{self, ScopeKey};
use crate::ticket::Ticket;
use crate::transition::{Guard, Row, TABLE, row};
use crate::{Code, Denial, EditId, Moment, PhotoKind, Role, Sha256, Status};

/// Everything a decision looks at.
pub struct Case<'a> {
    /// The district's lists and rules.
    pub district: &'a District,
    /// Name and hash of the rule pack, kept by tickets that enter under it.
    pub rule_tag: &'a str,
    /// Who acts; none for the system.
    pub actor: Option<&'a Person>,
    /// The ticket.
    pub ticket: &'a Ticket,
    /// Where it stands.
    pub state: &'a State,
    /// The edit that carries the act.
    pub edit: EditId,
    /// The time the act is judged by: the pool's, or the device's where that may count.
    pub at: Moment,
    /// Pool time.
    pub now: Moment,
    /// The round the act names.
    pub round: u32,
    /// Photos joining together with 提交.
    pub photos_coming: usize,
    /// Which photos the pool holds.
    pub held: &'a dyn Fn(&Sha256) -> bool,
    /// Somebody can be called back.
    pub has_reporter: bool,
    /// 工单编号 the ticket gets when accepted.
    pub ticket_no: Option<String>,
}

/// Rules on an act: its effects, or why it does not count.
pub fn decide(case: &Case, act: &Act) -> Result<Vec<Effect>, Denial> {
    let action = act.action();
    let row = row(action).ok_or_else(|| Denial::new(Code::CommandUnknown).with("value", action))?;
    act.check(&case.district.rules.texts)?;
    match case.actor {
        Some(person) if !may(person, row, case.ticket, case.state) => {
            return Err(Denial::new(Code::NoRight).with("action", action.label()));
        }
        Some(_) => {}
        None if row.actors.is_empty() => {}
        None => return Err(Denial::new(Code::NoRight).with("action", action.label())),
    }
    if case.round != case.state.round {
        return Err(Denial::new(Code::WrongRound)
            .with("round", case.round)
            .with("now", case.state.round));
    }
    let status = if action == Action::Submit {
        Status::Draft
    } else {
        case.state.status
    };
    if !row.from.contains(&status) {
        return Err(Denial::new(Code::WrongStatus)
            .with("status", status.label())
            .with("action", action.label()));
    }
    row.guards.iter().try_for_each(|g| check(*g, case, act))?;
    Ok((row.effects)(case, act))
}

/// Whether a person has a post that may do this to this ticket.
fn may(person: &Person, row: &Row, ticket: &Ticket, state: &State) -> bool {
    let key = ScopeKey::of(ticket, state);
    let own = ticket.created_by == person.user;
    person
        .posts
        .iter()
        .filter(|p| row.actors.contains(&p.role))
        .any(|post| match post.role {
            // Whoever may capture may capture anywhere in the district: a broken cover across the border is still broken.
            Role::Collector | Role::VillageHead => own,
            Role::Handler if matches!(row.action, Action::Submit | Action::Void) => own,
            Role::DeskTown | Role::DeskDistrict if row.action == Action::Submit => own,
            // Only the leading unit acts; co-units see.
            Role::Handler => {
                state.lead_unit.as_ref() == Some(&post.unit)
                    && state.handler.as_ref().is_none_or(|h| *h == person.user)
            }
            Role::UnitLeader => state.lead_unit.as_ref() == Some(&post.unit),
            _ => scope::clauses_of(&person.user, post)
                .iter()
                .any(|c| c.matches(&key)),
        })
}

/// The acts that lie open to a person on a ticket now, by status, role and place; guards speak when the act is made.
pub fn open_acts(person: &Person, ticket: &Ticket, state: &State) -> Vec<Action> {
    TABLE
        .iter()
        .filter(|r| r.action != Action::Submit && !r.actors.is_empty())
        .filter(|r| r.from.contains(&state.status) && may(person, r, ticket, state))
        .map(|r| r.action)
        .collect()
}

fn check(guard: Guard, case: &Case, act: &Act) -> Result<(), Denial> {
    match (guard, act) {
        (Guard::FactsComplete, _) => case.ticket.facts.check(case.district),
        (Guard::SceneEvidence, _) => {
            scene_evidence(&case.ticket.facts, case.photos_coming, case.district)
        }
        (Guard::CategoryThird, Act::Accept(accept)) => {
            if case.district.category(&accept.category).is_none() {
                Err(Denial::new(Code::CategoryUnknown).with("value", &accept.category))
            } else if accept.category.level() != 3 {
                Err(Denial::new(Code::CategoryTooCoarse).with("value", &accept.category))
            } else {
                Ok(())
            }
        }
        (Guard::UnitsKnown, Act::Dispatch(dispatch)) => {
            match std::iter::once(&dispatch.lead_unit)
                .chain(&dispatch.co_units)
                .find(|u| case.district.unit(u).is_none())
            {
                Some(unit) => Err(Denial::new(Code::UnitUnknown).with("value", unit)),
                None => Ok(()),
            }
        }
        (Guard::DoneEvidence, _) => {
            let asked = case
                .state
                .category
                .as_ref()
                .and_then(|c| case.district.category(c))
                .is_some_and(|c| c.photo_done);
            if asked && !after_photos(case.ticket).any(|_| true) {
                Err(Code::DoneEvidenceMissing.into())
            } else {
                Ok(())
            }
        }
        (Guard::EvidenceHeld, _) => {
            if after_photos(case.ticket).all(|p| (case.held)(&p.sha256)) {
                Ok(())
            } else {
                Err(Code::EvidenceMissing.into())
            }
        }
        (Guard::OtherPerson, _) => match (&case.state.done_by, case.actor) {
            (Some((_, by)), Some(person)) if *by == person.user => Err(Code::SamePerson.into()),
            _ => Ok(()),
        },
        (Guard::OtherUnit, _) => match (&case.state.lead_unit, case.actor) {
            (Some(unit), Some(person)) if person.belongs_to(unit) => Err(Code::SameUnit.into()),
            _ => Ok(()),
        },
        (Guard::VisitGood, Act::VisitPass(visit)) => {
            use crate::{Satisfied, Solved, VisitMeans};
            if !case.state.has_reporter && visit.means != VisitMeans::SiteCheck {
                return Err(Code::VisitWithoutReporter.into());
            }
            if visit.solved == Solved::No || visit.satisfied == Some(Satisfied::No) {
                Err(Code::VisitUnsolved.into())
            } else {
                Ok(())
            }
        }
        (Guard::CategoryThird | Guard::UnitsKnown | Guard::VisitGood, _) => Ok(()),
    }
}

fn after_photos(ticket: &Ticket) -> impl Iterator<Item = &Photo> {
    ticket
        .photos
        .iter()
        .map(|p| &p.photo)
        .filter(|p| p.kind == PhotoKind::After)
}

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
            || p.role == Role::Handler && state.handler.as_ref().is_none_or(|h| *h == person.user))
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
    if photo.w == 0
        || photo.h == 0
        || u64::from(photo.w) * u64::from(photo.h) > limits.pixels_max
        || photo.bytes == 0
        || photo.bytes > limits.bytes_max
    {
        return Err(Denial::new(Code::PhotoTooLarge).with("name", photo.sha256.as_str()));
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

pub(crate) mod effects;
