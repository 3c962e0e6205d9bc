//! What each act does once it counts. Clocks are copied from the rule pack when they start (8.4).

use super::Case;
use crate::act::Act;
use crate::deadline;
use crate::effect::Effect;
use crate::{Clock, Grade, Moment, Status};

fn start(case: &Case, clock: Clock, grade: Grade, at: Moment) -> Option<Effect> {
    deadline::start(&case.district.rules, clock, grade, case.state.complex, at)
        .map(|d| Effect::Start(clock, d.started.0, d.amber.0, d.due.0))
}

fn grade(case: &Case) -> Grade {
    case.state.grade.unwrap_or(case.ticket.facts.grade)
}

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
    out.extend(case.ticket_no.clone().map(Effect::Number));
    out.extend(start(case, Clock::Dispatch, accept.grade, case.now));
    out
}

pub fn dispatch(case: &Case, act: &Act) -> Vec<Effect> {
    let Act::Dispatch(dispatch) = act else {
        return Vec::new();
    };
    let mut co: Vec<_> = dispatch
        .co_units
        .iter()
        .filter(|u| **u != dispatch.lead_unit)
        .cloned()
        .collect();
    co.sort();
    co.dedup();
    let mut out = vec![
        Effect::Status(Status::Dispatched),
        Effect::Round(case.state.round + 1),
        Effect::Lead(dispatch.lead_unit.clone()),
        Effect::Co(co),
        Effect::FirstReceiver(dispatch.lead_unit.clone()),
        Effect::Met(Clock::Dispatch, case.now.0),
    ];
    for clock in [Clock::Sign, Clock::Respond, Clock::Feedback, Clock::Done] {
        out.extend(start(case, clock, grade(case), case.now));
    }
    out
}

pub fn sign(case: &Case, _: &Act) -> Vec<Effect> {
    let mut out = vec![
        Effect::Status(Status::Signed),
        Effect::Met(Clock::Sign, case.at.0),
    ];
    out.extend(case.actor.map(|p| Effect::Handler(p.user.clone())));
    out
}

pub fn respond(case: &Case, _: &Act) -> Vec<Effect> {
    vec![
        Effect::Status(Status::Handling),
        Effect::Met(Clock::Respond, case.at.0),
    ]
}

pub fn progress(case: &Case, _: &Act) -> Vec<Effect> {
    vec![Effect::Met(Clock::Feedback, case.at.0)]
}

pub fn request_done(case: &Case, _: &Act) -> Vec<Effect> {
    let mut out = vec![
        Effect::Status(Status::DoneReq),
        Effect::Met(Clock::Feedback, case.at.0),
        Effect::Met(Clock::Done, case.at.0),
    ];
    out.extend(
        case.actor
            .map(|p| Effect::DoneBy(case.edit, p.user.clone())),
    );
    out.extend(start(case, Clock::Review, grade(case), case.now));
    out
}

pub fn pass_done(case: &Case, _: &Act) -> Vec<Effect> {
    let mut out = vec![
        Effect::Status(Status::Visiting),
        Effect::Met(Clock::Review, case.now.0),
    ];
    out.extend(start(case, Clock::Visit, grade(case), case.now));
    out
}

pub fn visit_pass(case: &Case, _: &Act) -> Vec<Effect> {
    let mut out = vec![
        Effect::Status(Status::Closed),
        Effect::Met(Clock::Visit, case.now.0),
        Effect::Closed(case.now),
    ];
    out.extend(case.actor.map(|p| Effect::VisitedBy(p.user.clone())));
    out
}

pub fn void(_: &Case, _: &Act) -> Vec<Effect> {
    vec![Effect::Status(Status::Void)]
}
