//! 接: capture, intake, 补正, 并案.

use super::{grade, pause, resume, start};
use crate::act::Act;
use crate::decide::Case;
use crate::effect::Effect;
use crate::{Clock, Grade, Status};

pub fn submit(_: &Case, _: &Act) -> Vec<Effect> {
    vec![Effect::Status(Status::Queued)]
}

pub fn enter_pool(case: &Case, _: &Act) -> Vec<Effect> {
    let facts = &case.ticket.facts;
    let mut out = vec![
        Effect::Received(case.now),
        Effect::Status(Status::Pooled),
        Effect::Place(facts.place.area_code.clone(), facts.place.grid.clone()),
        Effect::Rule(case.rule_tag.to_string()),
    ];
    if case.has_reporter {
        out.push(Effect::Reporter(true));
    }
    out.extend(start(case, Clock::Accept, facts.grade, case.now));
    out
}

pub fn solve_on_spot(case: &Case, _: &Act) -> Vec<Effect> {
    let facts = &case.ticket.facts;
    let mut out = vec![
        Effect::Status(Status::Visiting),
        Effect::OnSpot,
        Effect::Category(facts.what.category.clone()),
        Effect::Grade(Grade::Normal, false),
        Effect::Round(1),
        Effect::Met(Clock::Accept, case.now.0),
    ];
    out.extend(case.ticket_no.clone().map(Effect::Number));
    if let Some(town) = case.district.town_unit(&facts.place.area_code) {
        out.push(Effect::Lead(town.code.clone()));
        out.push(Effect::FirstReceiver(town.code.clone()));
    }
    let by = case.actor.map(|p| p.user.clone());
    out.extend(by.map(|user| Effect::DoneBy(case.edit, user)));
    out.extend(start(case, Clock::Visit, Grade::Normal, case.now));
    out
}

pub fn accept(case: &Case, act: &Act) -> Vec<Effect> {
    let Act::Accept(accept) = act else {
        return Vec::new();
    };
    let mut out = vec![
        Effect::Status(Status::Accepted),
        Effect::Category(accept.category.clone()),
        Effect::Grade(accept.grade, false),
        Effect::Met(Clock::Accept, case.now.0),
    ];
    if case.state.ticket_no.is_none() {
        out.extend(case.ticket_no.clone().map(Effect::Number));
    }
    out.extend(start(case, Clock::Dispatch, accept.grade, case.now));
    out
}

pub fn ask_fix(case: &Case, _: &Act) -> Vec<Effect> {
    let mut out = vec![Effect::Status(Status::Fixing)];
    out.extend(pause(case, &[Clock::Accept]));
    out.extend(start(case, Clock::Fix, grade(case), case.now));
    out
}

pub fn resubmit(case: &Case, _: &Act) -> Vec<Effect> {
    let mut out = vec![
        Effect::Status(Status::Pooled),
        Effect::Met(Clock::Fix, case.at.0),
    ];
    out.extend(resume(case, Clock::Accept));
    out
}

pub fn refuse(_: &Case, _: &Act) -> Vec<Effect> {
    vec![Effect::Status(Status::Rejected)]
}

pub fn merge(_: &Case, act: &Act) -> Vec<Effect> {
    let Act::Merge(merge) = act else {
        return Vec::new();
    };
    vec![
        Effect::Status(Status::Merged),
        Effect::Parent(Some(merge.parent.clone())),
    ]
}

pub fn joined(_: &Case, act: &Act) -> Vec<Effect> {
    match act {
        Act::Joined(joined) => vec![Effect::Child(joined.child.clone(), joined.reporter)],
        _ => Vec::new(),
    }
}

/// A ticket taken out starts over at 接.
pub fn split(case: &Case, _: &Act) -> Vec<Effect> {
    let mut out = vec![Effect::Status(Status::Pooled), Effect::Parent(None)];
    out.extend(pause(case, &[Clock::Dispatch]));
    out.extend(start(case, Clock::Accept, grade(case), case.now));
    out
}

pub fn parted(_: &Case, act: &Act) -> Vec<Effect> {
    match act {
        Act::Parted(parted) => vec![Effect::ChildLeft(parted.child.clone())],
        _ => Vec::new(),
    }
}

pub fn void(_: &Case, _: &Act) -> Vec<Effect> {
    vec![Effect::Status(Status::Void)]
}
