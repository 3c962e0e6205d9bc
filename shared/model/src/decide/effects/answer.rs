//! 应: signing, handling, 吹哨, 延期, 办结.

use super::{answered, grade, start};
use crate::act::Act;
use crate::deadline;
use crate::decide::Case;
use crate::effect::Effect;
use crate::overlay::{Extension, Whistle};
use crate::{Clock, EditId, Grade, Moment, Status, UnitCode};

pub fn sign(case: &Case, _: &Act) -> Vec<Effect> {
    let mut out = vec![
        Effect::Status(Status::Signed),
        Effect::Met(Clock::Sign, case.at.0),
    ];
    out.extend(case.actor.map(|p| Effect::Handler(p.user.clone())));
    out
}

/// The clock is unchanged: handing on inside the unit is the unit's affair.
pub fn reassign(case: &Case, act: &Act) -> Vec<Effect> {
    let Act::Reassign(reassign) = act else {
        return Vec::new();
    };
    vec![
        Effect::Status(Status::Dispatched),
        Effect::Handler(reassign.handler.clone()),
        Effect::Transfers(case.state.transfers + 1),
    ]
}

pub fn respond(case: &Case, _: &Act) -> Vec<Effect> {
    let mut out = vec![
        Effect::Status(Status::Handling),
        Effect::Met(Clock::Respond, case.at.0),
    ];
    // 镇街自办 begins signed, with nobody named yet.
    if case.state.handler.is_none() {
        out.extend(case.actor.map(|p| Effect::Handler(p.user.clone())));
    }
    out.extend(answered(case));
    out
}

pub fn progress(case: &Case, _: &Act) -> Vec<Effect> {
    let mut out = vec![Effect::Met(Clock::Feedback, case.at.0)];
    out.extend(answered(case));
    out
}

pub fn supplement(_: &Case, _: &Act) -> Vec<Effect> {
    Vec::new()
}

/// What the desk says of a step that waits for it is that step's own ruling, made anew beside this one.
pub fn settle(_: &Case, _: &Act) -> Vec<Effect> {
    Vec::new()
}

/// The units called join as 协办, so that they see the ticket.
pub fn whistle(case: &Case, act: &Act) -> Vec<Effect> {
    let Act::Whistle(whistle) = act else {
        return Vec::new();
    };
    let lead = case.state.lead_unit.as_ref();
    let called: Vec<_> = whistle.units.iter().filter(|u| Some(*u) != lead).collect();
    let mut co = case.state.co_units.clone();
    co.extend(called.iter().map(|u| (*u).clone()));
    co.sort();
    co.dedup();
    let usual = case
        .at
        .plus_minutes(case.rules().life.report_in_minutes.into());
    let overlay = Whistle {
        due: whistle.meet_at.filter(|t| *t > case.at).unwrap_or(usual),
        units: called.into_iter().map(|u| (u.clone(), None)).collect(),
    };
    vec![Effect::Co(co), Effect::Whistle(case.edit, overlay)]
}

pub fn report_in(case: &Case, act: &Act) -> Vec<Effect> {
    let Act::ReportIn(report) = act else {
        return Vec::new();
    };
    let found = whistle_for(case, report.whistle);
    let reported = found.map(|(edit, unit)| Effect::ReportedIn(edit, unit.clone(), case.at.0));
    reported.into_iter().collect()
}

/// The whistle that calls the actor's unit and waits for its 报到: the one asked for, else the latest.
pub fn whistle_for<'a>(case: &'a Case, wanted: Option<EditId>) -> Option<(EditId, &'a UnitCode)> {
    let person = case.actor?;
    let open = case.state.whistles.iter().filter_map(|(edit, whistle)| {
        let mut waiting = whistle.units.iter().filter(|(_, at)| at.is_none());
        let unit = waiting.find(|(u, _)| person.belongs_to(u))?.0;
        Some((whistle.due, *edit, unit))
    });
    let open = open.filter(|(_, edit, _)| wanted.is_none_or(|w| w == *edit));
    open.max_by_key(|(due, edit, _)| (*due, *edit))
        .map(|(_, edit, unit)| (edit, unit))
}

pub fn request_extension(case: &Case, act: &Act) -> Vec<Effect> {
    let (Act::RequestExtension(asked), Some(person)) = (act, case.actor) else {
        return Vec::new();
    };
    vec![Effect::Extension(Extension {
        by: person.user.clone(),
        until: asked.until,
        complex: asked.complex,
        granted: None,
    })]
}

pub fn grant_extension(case: &Case, _: &Act) -> Vec<Effect> {
    let Some(asked) = &case.state.extension else {
        return Vec::new();
    };
    let mut out = vec![Effect::Extension(Extension {
        granted: Some(true),
        ..asked.clone()
    })];
    // 疑难 is a flag on 一般: who was regraded meanwhile gets the date and not the flag.
    let complex = asked.complex && grade(case) == Grade::Normal;
    if complex {
        out.push(Effect::Grade(Grade::Normal, true));
    }
    if let Some(done) = case.state.deadlines.get(&Clock::Done) {
        // The clock may have moved on since it was asked for (重办, 挂账): an extension never shortens.
        let due = asked
            .until
            .max(done.due)
            .max(complex_due(case, complex, done.started));
        let percent = case.rules().amber_percent.of(grade(case));
        let amber = deadline::amber(done.started, due, percent);
        out.push(Effect::Due(Clock::Done, amber.0, due.0));
    }
    out
}

/// Under 疑难 the limit is at least that of 疑难 from where the clock started.
fn complex_due(case: &Case, complex: bool, started: Moment) -> Moment {
    let kind = case.ticket.facts.what.kind;
    let limit = case.rules().limit(Clock::Done, grade(case), true, kind);
    match limit.filter(|_| complex) {
        Some(limit) => deadline::due(started, limit, &case.rules().calendar),
        None => started,
    }
}

pub fn deny_extension(case: &Case, _: &Act) -> Vec<Effect> {
    let asked = case.state.extension.clone();
    let denied = asked.map(|asked| Extension {
        granted: Some(false),
        ..asked
    });
    denied.map(Effect::Extension).into_iter().collect()
}

pub fn request_done(case: &Case, _: &Act) -> Vec<Effect> {
    let mut out = vec![
        Effect::Status(Status::DoneReq),
        Effect::Met(Clock::Feedback, case.at.0),
        Effect::Met(Clock::Done, case.at.0),
    ];
    let by = case.actor.map(|p| p.user.clone());
    out.extend(by.map(|user| Effect::DoneBy(case.edit, user)));
    out.extend(start(case, Clock::Review, grade(case), case.now));
    out.extend(answered(case));
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

/// 办结 was not reached after all: its clock runs on as if it had never been met.
pub fn deny_done(case: &Case, _: &Act) -> Vec<Effect> {
    vec![
        Effect::Status(Status::Handling),
        Effect::Met(Clock::Review, case.now.0),
        Effect::Unmet(Clock::Done),
    ]
}
