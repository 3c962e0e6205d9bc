//! 督 and what lies over a ticket like it: orders, 改等级, 剔除.

use super::regraded;
use crate::act::{Act, Action};
use crate::decide::Case;
use crate::effect::{Effect, State};
use crate::overlay::{Exclusion, Press};
use crate::{EditId, Moment, PressKind};

/// An order over the ticket; a reply is due as said, else within the rule pack's minutes.
pub fn ordered(case: &Case, edit: EditId, kind: PressKind, due: Option<Moment>) -> Effect {
    let minutes = case.rules().life.reply_minutes.of(kind);
    let press = Press {
        kind,
        at: case.now,
        due: due.unwrap_or(case.now.plus_minutes(minutes.into())),
        answered: None,
    };
    Effect::Press(edit, press)
}

pub fn order(case: &Case, act: &Act) -> Vec<Effect> {
    let (Act::Urge(order) | Act::Supervise(order) | Act::Escalate(order)) = act else {
        return Vec::new();
    };
    let kind = match act.action() {
        Action::Urge => PressKind::Urge,
        Action::Supervise => PressKind::Supervise,
        _ => PressKind::Escalate,
    };
    vec![ordered(case, case.edit, kind, order.reply_by)]
}

/// Whether an order went without its reply and nothing has been raised for it since: the pool then raises 提级督办.
pub fn escalation_due(state: &State, now: Moment) -> bool {
    let raised = |due: Moment| {
        let mut all = state.presses.values();
        all.any(|p| p.kind == PressKind::Escalate && p.at >= due)
    };
    let mut late = state.presses.values().filter(|p| p.open() && p.due < now);
    state.status.is_open() && late.any(|p| p.kind != PressKind::Escalate && !raised(p.due))
}

/// The first moment at which `escalation_due` holds if nobody replies.
pub fn escalation_at(state: &State) -> Option<Moment> {
    let open = state.presses.values().filter(|p| p.open());
    let orders = open.filter(|p| p.kind != PressKind::Escalate);
    let raised = |due: Moment| {
        let mut all = state.presses.values();
        all.any(|p| p.kind == PressKind::Escalate && p.at >= due)
    };
    let first = orders.map(|p| p.due).filter(|due| !raised(*due)).min();
    first
        .filter(|_| state.status.is_open())
        .map(|due| Moment(due.0.saturating_add(1)))
}

pub fn regrade(case: &Case, act: &Act) -> Vec<Effect> {
    let Act::Regrade(regrade) = act else {
        return Vec::new();
    };
    let mut out = vec![Effect::Grade(regrade.grade, regrade.complex)];
    out.extend(regraded(case, regrade.grade, regrade.complex).flat_map(|r| r.effects));
    out
}

pub fn request_exclude(case: &Case, act: &Act) -> Vec<Effect> {
    let (Act::RequestExclude(asked), Some(person)) = (act, case.actor) else {
        return Vec::new();
    };
    vec![Effect::Exclusion(Exclusion {
        by: person.user.clone(),
        reason: asked.reason,
        granted: None,
    })]
}

fn settled(case: &Case, granted: bool) -> Vec<Effect> {
    let asked = case.state.exclusion.clone();
    let settled = asked.map(|asked| Exclusion {
        granted: Some(granted),
        ..asked
    });
    settled.map(Effect::Exclusion).into_iter().collect()
}

pub fn grant_exclude(case: &Case, _: &Act) -> Vec<Effect> {
    settled(case, true)
}

pub fn deny_exclude(case: &Case, _: &Act) -> Vec<Effect> {
    settled(case, false)
}
