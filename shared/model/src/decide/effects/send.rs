//! 派: dispatch, 退单 and its ruling. The clock of 办结 runs on through 退单.

use super::{answered, grade, pause, raise, start};
use crate::act::Act;
use crate::decide::Case;
use crate::decide::town_desk;
use crate::effect::Effect;
use crate::{Clock, Status, UnitCode};

pub fn dispatch(case: &Case, act: &Act) -> Vec<Effect> {
    match act {
        Act::Dispatch(d) => sent(case, &d.lead_unit, &d.co_units),
        _ => Vec::new(),
    }
}

pub fn rule_dispatch(case: &Case, act: &Act) -> Vec<Effect> {
    let Act::RuleDispatch(d) = act else {
        return Vec::new();
    };
    let mut out = sent(case, &d.lead_unit, &d.co_units);
    out.push(Effect::Designated);
    out
}

/// A round begins at a unit.
fn sent(case: &Case, unit: &UnitCode, co_units: &[UnitCode]) -> Vec<Effect> {
    let mut co: Vec<_> = co_units.iter().filter(|u| *u != unit).cloned().collect();
    co.sort();
    co.dedup();
    let mut out = vec![
        Effect::Status(Status::Dispatched),
        Effect::Round(case.state.round + 1),
        Effect::Unassigned,
        Effect::Lead(unit.clone()),
        Effect::Co(co),
        Effect::FirstReceiver(unit.clone()),
        Effect::Met(Clock::Dispatch, case.now.0),
    ];
    let fresh = [Clock::Sign, Clock::Return, Clock::Respond];
    out.extend(
        fresh
            .into_iter()
            .filter_map(|c| start(case, c, grade(case), case.now)),
    );
    out.extend(first_time(case));
    out
}

/// Clocks that run from the first 派 and are not restarted by a later one.
fn first_time(case: &Case) -> Vec<Effect> {
    let runs = |c: &Clock| case.state.deadlines.get(c).is_some_and(|d| d.met.is_none());
    let clocks = [Clock::Feedback, Clock::Done].into_iter();
    let clocks = clocks.filter(|c| !runs(c));
    clocks
        .filter_map(|c| start(case, c, grade(case), case.now))
        .collect()
}

pub fn self_handle(case: &Case, _: &Act) -> Vec<Effect> {
    let Some(town) = town_desk(case) else {
        return Vec::new();
    };
    let mut out = vec![
        Effect::Status(Status::Signed),
        Effect::Round(case.state.round + 1),
        Effect::Unassigned,
        Effect::Lead(town.clone()),
        Effect::Co(Vec::new()),
        Effect::FirstReceiver(town.clone()),
        Effect::Met(Clock::Dispatch, case.now.0),
    ];
    out.extend(start(case, Clock::Respond, grade(case), case.now));
    out.extend(first_time(case));
    out
}

pub fn request_return(case: &Case, _: &Act) -> Vec<Effect> {
    let mut out = vec![Effect::Status(Status::Returning)];
    out.extend(case.actor.map(|p| Effect::ReturnBy(p.user.clone())));
    out.push(Effect::Met(Clock::Return, case.now.0));
    out.extend(answered(case));
    out
}

pub fn grant_return(case: &Case, _: &Act) -> Vec<Effect> {
    let returns = case.state.returns + 1;
    let mut out = vec![
        Effect::Status(Status::Accepted),
        Effect::Returns(returns),
        Effect::Unled,
        Effect::Unassigned,
    ];
    // The next unit gets clocks of its own; what runs from the first 派 runs on.
    out.extend(pause(case, &[Clock::Sign, Clock::Respond]));
    out.extend(start(case, Clock::Dispatch, grade(case), case.now));
    out.extend(raise(case, returns, case.rules().life.escalate_returns));
    out
}

pub fn deny_return(_: &Case, _: &Act) -> Vec<Effect> {
    vec![Effect::Status(Status::Dispatched)]
}
