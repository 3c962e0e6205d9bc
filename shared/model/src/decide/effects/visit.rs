//! 访: what the visit found, and what follows.

use super::{raise, start_redo};
use crate::act::{Act, OtherVisit};
use crate::calendar::same_day;
use crate::decide::Case;
use crate::effect::Effect;
use crate::overlay::VisitRecord;
use crate::{CallOutcome, Clock, Satisfied, Status};

/// A record with nothing said yet.
fn record(case: &Case) -> VisitRecord {
    VisitRecord {
        at: case.now,
        means: None,
        contacted: None,
        solved: None,
        satisfied: None,
        unit: case.state.lead_unit.clone(),
    }
}

fn visited_by(case: &Case) -> Option<Effect> {
    case.actor.map(|p| Effect::VisitedBy(p.user.clone()))
}

fn close(case: &Case) -> Vec<Effect> {
    let mut out = vec![
        Effect::Status(Status::Closed),
        Effect::Met(Clock::Visit, case.now.0),
        Effect::Closed(case.now),
    ];
    out.extend(visited_by(case));
    out
}

pub fn pass(case: &Case, act: &Act) -> Vec<Effect> {
    let Act::VisitPass(visit) = act else {
        return Vec::new();
    };
    let mut out = close(case);
    out.push(Effect::Visited(VisitRecord {
        means: Some(visit.means),
        contacted: visit.contacted,
        solved: Some(visit.solved),
        // Nobody spoke for a place: a check on site has no satisfaction.
        satisfied: visit.satisfied.filter(|_| case.state.has_reporter),
        ..record(case)
    }));
    out.extend(carried_over(case, &visit.others));
    out
}

/// What the reporters of merged tickets answered, each a visit of its own.
fn carried_over<'a>(case: &'a Case, others: &'a [OtherVisit]) -> impl Iterator<Item = Effect> + 'a {
    others.iter().map(|other| {
        let reached = other.call == CallOutcome::Answered;
        let satisfied = other.satisfied.filter(|_| reached);
        Effect::Visited(VisitRecord {
            solved: other.solved.filter(|_| reached),
            satisfied: satisfied.or(Some(Satisfied::Unrated)),
            ..record(case)
        })
    })
}

pub fn redo(case: &Case, act: &Act) -> Vec<Effect> {
    let Act::Redo(visit) = act else {
        return Vec::new();
    };
    let redos = case.state.redos + 1;
    let mut out = vec![
        Effect::Status(Status::Handling),
        Effect::Round(case.state.round + 1),
        Effect::Redos(redos),
        Effect::Met(Clock::Visit, case.now.0),
        Effect::Visited(VisitRecord {
            means: Some(visit.means),
            contacted: visit.contacted,
            solved: Some(visit.solved),
            satisfied: visit.satisfied.filter(|_| case.state.has_reporter),
            ..record(case)
        }),
    ];
    out.extend(carried_over(case, &visit.others));
    out.extend(visited_by(case));
    out.extend(start_redo(case));
    out.extend(raise(case, redos, case.rules().life.escalate_redos));
    out
}

/// Enough tries on enough days close the ticket as 未评价.
pub fn missed(case: &Case, _: &Act) -> Vec<Effect> {
    let (rules, mut tries) = (case.rules(), case.state.missed.clone());
    tries.push(case.now);
    let mut days: Vec<_> = Vec::new();
    for at in &tries {
        if !days.iter().any(|d| same_day(*d, *at, &rules.calendar)) {
            days.push(*at);
        }
    }
    let mut out = vec![Effect::Missed(case.now.0)];
    let enough = |n: usize, least: u32| u32::try_from(n).unwrap_or(u32::MAX) >= least;
    if enough(tries.len(), rules.life.missed_tries) && enough(days.len(), rules.life.missed_days) {
        out.extend(close(case));
        out.push(Effect::Visited(VisitRecord {
            satisfied: Some(Satisfied::Unrated),
            ..record(case)
        }));
    }
    out
}

/// 申诉 or 反弹: counts as a 重办, with its shorter limit.
pub fn reopen(case: &Case, _: &Act) -> Vec<Effect> {
    let redos = case.state.redos + 1;
    let mut out = vec![
        Effect::Status(Status::Handling),
        Effect::Reopened,
        Effect::Round(case.state.round + 1),
        Effect::Redos(redos),
    ];
    out.extend(start_redo(case));
    out.extend(raise(case, redos, case.rules().life.escalate_redos));
    out
}

pub fn archive(_: &Case, _: &Act) -> Vec<Effect> {
    vec![Effect::Status(Status::Archived)]
}
