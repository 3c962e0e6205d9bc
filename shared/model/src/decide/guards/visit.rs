//! Guards of 访: who may call, whom, and what a visit must have found.

use super::{Case, apart, or};
use crate::act::{Action, OtherVisit};
use crate::edit::{Ruling, Verdict};
use crate::ticket::Ticket;
use crate::{CallOutcome, Code, Denial, Satisfied, Solved, UserName, VisitMeans};

/// Nobody of the leading unit visits, nor anybody whose hands were on the ticket.
pub fn other_unit(case: &Case) -> Result<(), Denial> {
    let Some(person) = case.actor else {
        return Ok(());
    };
    let state = case.state;
    let unit = state.lead_unit.as_ref();
    or(!unit.is_some_and(|u| person.belongs_to(u)), Code::SameUnit)?;
    let mut hands = state
        .handler
        .iter()
        .chain(state.done_by.iter().map(|(_, u)| u))
        .chain(hands_of(case.ticket));
    hands.try_for_each(|user| apart(case, user, Code::SameHands))
}

/// Everybody whose handling of this ticket counted, in whatever round.
fn hands_of(ticket: &Ticket) -> impl Iterator<Item = &UserName> {
    use Action::*;
    let handled = ticket.log.iter().filter(|e| {
        let handling = matches!(
            e.act.action(),
            Sign | Respond | Progress | RequestDone | PassDone | SolveOnSpot
        );
        let applied = |r: &Ruling| matches!(r.verdict, Verdict::Applied(_));
        handling && e.ruling.as_ref().is_some_and(applied)
    });
    handled.filter_map(|e| e.by.as_ref())
}

/// 合格: solved at least in part, and content or with a reason why not.
pub fn good(case: &Case, visit: &crate::act::VisitPass) -> Result<(), Denial> {
    on_site(case, visit.means)?;
    let justified = visit.justified.as_deref();
    let content =
        visit.satisfied != Some(Satisfied::No) || justified.is_some_and(|j| !j.trim().is_empty());
    or(visit.solved != Solved::No && content, Code::VisitUnsolved)?;
    all_called(case, &visit.others)
}

/// 重办: something was left unsolved, or somebody discontent; one unhappy reporter of a merged ticket is enough.
pub fn bad(case: &Case, visit: &crate::act::Redo) -> Result<(), Denial> {
    on_site(case, visit.means)?;
    known_children(case, &visit.others)?;
    let bad = visit.solved != Solved::Yes || visit.satisfied == Some(Satisfied::No);
    let other = |o: &OtherVisit| {
        o.call == CallOutcome::Answered
            && (o.solved != Some(Solved::Yes) || o.satisfied == Some(Satisfied::No))
    };
    or(bad || visit.others.iter().any(other), Code::VisitFine)
}

/// Without anybody to call, only a check on site tells.
fn on_site(case: &Case, means: VisitMeans) -> Result<(), Denial> {
    let fits = case.state.has_reporter || means == VisitMeans::SiteCheck;
    or(fits, Code::VisitWithoutReporter)
}

/// Every reporter of a merged ticket was called, and none of them is left unsolved.
fn all_called(case: &Case, others: &[OtherVisit]) -> Result<(), Denial> {
    let wanted = case.state.children.iter().filter(|(_, r)| **r);
    for (child, _) in wanted {
        let Some(visit) = others.iter().find(|o| o.ticket == *child) else {
            return Err(Denial::new(Code::ReporterNotCalled).with("ticket", child));
        };
        let bad = visit.solved == Some(Solved::No) || visit.satisfied == Some(Satisfied::No);
        or(!bad, Code::VisitUnsolved)?;
    }
    known_children(case, others)
}

/// Answers are of merged tickets only, and whoever was reached was asked whether it is solved.
fn known_children(case: &Case, others: &[OtherVisit]) -> Result<(), Denial> {
    for other in others {
        if !case.state.children.contains_key(&other.ticket) {
            return Err(Denial::new(Code::ParentUnknown).with("ticket", &other.ticket));
        }
        if other.call == CallOutcome::Answered && other.solved.is_none() {
            return Err(Denial::new(Code::FieldMissing).with("field", "是否解决"));
        }
    }
    Ok(())
}
