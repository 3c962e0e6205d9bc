//! The guards of the table, each a pure check. What each demands is said by its label.

mod hang;
mod visit;

use super::Case;
use super::effects::{grade, regraded};
use super::town_desk;
use super::transition::Guard;
use crate::act::Act;
use crate::duty::Names;
use crate::edit::Photo;
use crate::rulepack::LifeRules;
use crate::ticket::{Event, Ticket};
use crate::{
    CallOutcome, Clock, Code, Denial, Grade, Moment, PhotoKind, Role, Status, UnitCode, UserName,
};

const DAY: i64 = 24 * 60;

/// Checks one guard; a guard that reads a payload it does not know has nothing to say.
pub(super) fn check(guard: Guard, case: &Case, act: &Act) -> Result<(), Denial> {
    let state = case.state;
    let life = &case.rules().life;
    match (guard, act) {
        (Guard::FactsComplete, _) => case.ticket.facts.check(case.district),
        (Guard::SceneEvidence, _) => {
            super::scene_evidence(&case.ticket.facts, case.photos_coming, case.district)
        }
        (Guard::CategoryThird, Act::Accept(accept)) => third(case, &accept.category),
        (Guard::UnitsKnown, Act::Dispatch(d)) => units(case, [&d.lead_unit], &d.co_units),
        (Guard::UnitsKnown, Act::RuleDispatch(d)) => units(case, [&d.lead_unit], &d.co_units),
        (Guard::UnitsKnown, Act::RequestReturn(r)) => units(case, [&r.suggested_unit], &[]),
        (Guard::UnitsKnown, Act::Whistle(w)) => units(case, [], &w.units),
        (Guard::DoneEvidence, _) => {
            let category = state.category.as_ref();
            let asked = category.and_then(|c| case.district.category(c));
            let asked = asked.is_some_and(|c| c.photo_done);
            let none = photos(case.ticket, PhotoKind::After).next().is_none();
            or(!(asked && none), Code::DoneEvidenceMissing)
        }
        (Guard::EvidenceHeld, _) => {
            let mut after = photos(case.ticket, PhotoKind::After);
            let held = after.all(|p| case.around.holds_photo(&p.sha256));
            or(held, Code::EvidenceMissing)
        }
        (Guard::OtherPerson, _) => other_person(case, act),
        (Guard::OtherUnit, _) => visit::other_unit(case),
        (Guard::VisitGood, Act::VisitPass(visit)) => visit::good(case, visit),
        (Guard::HasReporter, _) => or(state.any_reporter(), Code::VisitWithoutReporter),
        (Guard::NotReached, Act::VisitMissed(m)) => {
            or(m.call != CallOutcome::Answered, Code::VisitReached)
        }
        (Guard::VisitBad, Act::Redo(visit)) => visit::bad(case, visit),
        (Guard::OnSpotComplete, _) => on_spot(case),
        (Guard::ReturnAllowed, _) => {
            or(grade(case) != Grade::Sudden, Code::ReturnForbidden)?;
            or(!state.designated, Code::ReturnDesignated)?;
            returns_left(case)?;
            let window = state.deadlines.get(&Clock::Return);
            // Applied for and denied in this round: the unit must sign.
            let denied = window.is_some_and(|w| w.met.is_some());
            or(!denied, Code::ReturnDenied)?;
            let open = window.is_some_and(|w| case.now <= w.due);
            or(open, Code::ReturnTooLate)
        }
        (Guard::ReturnsLeft, _) => returns_left(case),
        (Guard::RulingDue, _) => {
            let due = state.status == Status::Returning || state.returns >= life.returns_max;
            or(due, Code::RulingNotDue)
        }
        (Guard::OwnTown, _) => or(town_desk(case).is_some(), Code::NotOwnTown),
        (Guard::NewHandler, Act::Reassign(r)) => {
            or(
                state.handler.as_ref() != Some(&r.handler),
                Code::HandlerSame,
            )?;
            let unit = state.lead_unit.as_ref();
            let known = unit.map(|u| case.around.handles(&r.handler, u));
            or(known != Some(Some(false)), Code::HandlerUnknown)
        }
        (Guard::ExtensionAllowed, Act::RequestExtension(e)) => {
            // Denied is decided too: once in a ticket's life.
            or(state.extension.is_none(), Code::ExtensionOnce)?;
            let done = state.deadlines.get(&Clock::Done);
            let due = done.filter(|d| d.met.is_none()).map(|d| d.due);
            let due = due
                .filter(|due| case.now <= *due)
                .ok_or(Code::ExtensionTooLate)?;
            or(
                !e.complex || grade(case) == Grade::Normal,
                Code::ComplexOnlyNormal,
            )?;
            within(e.until, due, life.extension_days_max)
        }
        (Guard::ExtensionAsked, _) => or(state.extension_asked(), Code::NothingAsked),
        (Guard::HangTerms, Act::RequestHang(h)) => hang::terms(case, h.until, h.next_check),
        (Guard::HangTerms, Act::RenewHang(h)) => {
            hang::terms(case, h.until, h.next_check)?;
            hang::no_renewal(case)
        }
        (Guard::CheckDate, Act::HangProgress(p)) => hang::check_date(case, p.next_check),
        (Guard::HangAsked, act) => hang::asked(case, act),
        (Guard::ReleaseDate, Act::ReleaseHang(r)) => {
            let Some(until) = r.until else { return Ok(()) };
            or(until > case.now, Code::DateNotAhead)?;
            let force = case.actor.is_some_and(|p| p.is(Role::TaskForce));
            let rest = super::effects::resumed(case, Clock::Done).map(|(_, due)| due);
            or(
                force || rest.is_none_or(|rest| until <= rest),
                Code::LongerNeedsForce,
            )
        }
        (Guard::ReporterTold, Act::RequestHang(h)) => {
            or(h.told || !state.any_reporter(), Code::ReporterNotTold)
        }
        (Guard::ReporterTold, Act::GrantExtension(g)) => {
            or(g.told || !state.any_reporter(), Code::ReporterNotTold)
        }
        (Guard::ParentOpen, Act::Merge(m)) => {
            or(m.parent != case.ticket.id, Code::ParentSelf)?;
            let parent = case.around.other(&m.parent).filter(|p| p.seen);
            let parent = parent.ok_or(Code::ParentUnknown)?;
            let entered = !matches!(parent.status, Status::Draft | Status::Queued);
            or(
                parent.status.is_open() && entered && !parent.merged,
                Code::ParentClosed,
            )
        }
        (Guard::NoChildren, _) => or(state.children.is_empty(), Code::HasChildren),
        (Guard::ParentNotArchived, _) => {
            let parent = state.parent.as_ref().and_then(|p| case.around.other(p));
            or(
                parent.is_none_or(|p| p.status != Status::Archived),
                Code::ParentArchived,
            )
        }
        (Guard::CalledUnit, Act::ReportIn(r)) => {
            let found = super::effects::answer::whistle_for(case, r.whistle);
            or(found.is_some(), Code::NotCalled)
        }
        (Guard::ReopenInTime, _) => {
            let end = state
                .closed_at
                .map(|t| t.plus_minutes(i64::from(life.reopen_days) * DAY));
            or(end.is_some_and(|end| case.now <= end), Code::ReopenTooLate)
        }
        (Guard::ArchiveDue, _) => {
            let end = state
                .closed_at
                .map(|t| t.plus_minutes(i64::from(life.archive_days) * DAY));
            or(end.is_some_and(|end| case.now >= end), Code::ArchiveEarly)
        }
        (Guard::ReplyInFuture, Act::Urge(o) | Act::Supervise(o) | Act::Escalate(o)) => {
            or(o.reply_by.is_none_or(|t| t > case.now), Code::DateNotAhead)
        }
        (Guard::ReplyOverdue, _) => {
            let due = super::escalation_due(state, case.now);
            or(case.actor.is_some() || due, Code::NothingAsked)
        }
        (Guard::GradeChanges, Act::Regrade(r)) => {
            or(
                !r.complex || r.grade == Grade::Normal,
                Code::ComplexOnlyNormal,
            )?;
            or(
                (r.grade, r.complex) != (grade(case), state.complex),
                Code::GradeSame,
            )
        }
        (Guard::LongerNeedsForce, Act::Regrade(r)) => {
            let force = case.actor.is_some_and(|p| p.is(Role::TaskForce));
            let longer =
                regraded(case, r.grade, r.complex).any(|r| r.due.is_none_or(|due| due > r.old.due));
            or(force || !longer, Code::LongerNeedsForce)
        }
        (Guard::NotExcluded, _) => {
            let denied = |e: &crate::overlay::Exclusion| e.granted == Some(false);
            or(
                state.exclusion.as_ref().is_none_or(denied),
                Code::AlreadyAsked,
            )
        }
        (Guard::ExcludeAsked, _) => or(state.exclusion_asked(), Code::NothingAsked),
        (Guard::StepAwaits, act) => or(awaiting(case, act).is_some(), Code::NothingAsked),
        (
            Guard::CategoryThird
            | Guard::UnitsKnown
            | Guard::VisitGood
            | Guard::VisitBad
            | Guard::NotReached
            | Guard::NewHandler
            | Guard::ExtensionAllowed
            | Guard::HangTerms
            | Guard::CheckDate
            | Guard::ReleaseDate
            | Guard::ReporterTold
            | Guard::ParentOpen
            | Guard::CalledUnit
            | Guard::ReplyInFuture
            | Guard::GradeChanges
            | Guard::LongerNeedsForce,
            _,
        ) => Ok(()),
    }
}

fn or(holds: bool, code: Code) -> Result<(), Denial> {
    if holds { Ok(()) } else { Err(code.into()) }
}

fn third(case: &Case, category: &crate::CategoryCode) -> Result<(), Denial> {
    if case.district.category(category).is_none() {
        return Err(Denial::new(Code::CategoryUnknown).with("value", category));
    }
    if category.level() != 3 {
        return Err(Denial::new(Code::CategoryTooCoarse).with("value", category));
    }
    Ok(())
}

fn units<const N: usize>(
    case: &Case,
    lead: [&UnitCode; N],
    others: &[UnitCode],
) -> Result<(), Denial> {
    let mut named = lead.into_iter().chain(others);
    match named.find(|u| case.district.unit(u).is_none()) {
        Some(unit) => Err(Denial::new(Code::UnitUnknown).with("value", unit)),
        None => Ok(()),
    }
}

fn photos(ticket: &Ticket, kind: PhotoKind) -> impl Iterator<Item = &Photo> {
    let photos = ticket.photos.iter().map(|p| &p.photo);
    photos.filter(move |p| p.kind == kind)
}

/// The late step that this act confirms or not.
fn awaiting<'a>(case: &'a Case, act: &Act) -> Option<&'a Event> {
    let named = match act {
        Act::Confirm(confirm) => confirm.edit,
        Act::Dismiss(dismiss) => dismiss.edit,
        _ => return None,
    };
    case.ticket.awaiting_one(named)
}

/// Who applied for what this act decides.
fn applicant<'a>(case: &'a Case, act: &Act) -> Option<&'a UserName> {
    let state = case.state;
    match act {
        Act::GrantReturn(_) | Act::DenyReturn(_) => state.return_by.as_ref(),
        Act::RuleDispatch(_) if state.status == Status::Returning => state.return_by.as_ref(),
        Act::GrantExtension(_) | Act::DenyExtension(_) => state.extension.as_ref().map(|e| &e.by),
        Act::GrantHang(_) | Act::DenyHang(_) => state
            .hang
            .as_ref()
            .map(|h| h.renewal.as_ref().map_or(&h.by, |r| &r.by)),
        Act::PassDone(_) | Act::DenyDone(_) => state.done_by.as_ref().map(|(_, by)| by),
        Act::GrantExclude(_) | Act::DenyExclude(_) => state.exclusion.as_ref().map(|e| &e.by),
        Act::Confirm(_) | Act::Dismiss(_) => awaiting(case, act)?.by.as_ref(),
        _ => None,
    }
}

/// Separation of duty: neither the applicant approves, nor anybody in whose name the one or the other acts.
fn other_person(case: &Case, act: &Act) -> Result<(), Denial> {
    match applicant(case, act) {
        Some(by) => apart(case, by, Code::SamePerson),
        None => Ok(()),
    }
}

/// Whether who acts now, with everybody in whose name they may, is apart from who did something on the ticket before.
fn apart(case: &Case, before: &UserName, code: Code) -> Result<(), Denial> {
    let Some(person) = case.actor else {
        return Ok(());
    };
    Names::of(person).apart_from(&case.state.names_of(before), code)
}

fn on_spot(case: &Case) -> Result<(), Denial> {
    let facts = &case.ticket.facts;
    or(facts.grade == Grade::Normal, Code::OnSpotNormalOnly)?;
    third(case, &facts.what.category)?;
    for kind in [PhotoKind::Before, PhotoKind::After] {
        or(
            photos(case.ticket, kind).next().is_some(),
            Code::OnSpotEvidence,
        )?;
    }
    let town = case.district.town_unit(&facts.place.area_code);
    or(town.is_some(), Code::NotOwnTown)
}

fn returns_left(case: &Case) -> Result<(), Denial> {
    or(
        case.state.returns < case.rules().life.returns_max,
        Code::ReturnsUsedUp,
    )
}

/// A date ahead of `from`, at most this many days.
fn within(date: Moment, from: Moment, days: u32) -> Result<(), Denial> {
    or(date > from, Code::DateNotAhead)?;
    if date > LifeRules::latest(from, days) {
        return Err(Denial::new(Code::DateTooFar).with("days", days));
    }
    Ok(())
}
