//! 挂: the ledger of what cannot be solved inside its limit. While a ticket hangs, the clocks of handling stand still.

use super::{answered, pause, resume, resumed, start_until};
use crate::act::Act;
use crate::decide::Case;
use crate::effect::Effect;
use crate::overlay::{Hang, Renewal};
use crate::{Clock, Status, deadline};

const STILL: &[Clock] = &[Clock::Feedback, Clock::Done];

pub fn request(case: &Case, act: &Act) -> Vec<Effect> {
    let (Act::RequestHang(asked), Some(person)) = (act, case.actor) else {
        return Vec::new();
    };
    let hang = Hang {
        by: person.user.clone(),
        reason: asked.reason,
        until: asked.until,
        next_check: asked.next_check,
        since: None,
        renewal: None,
    };
    let mut out = vec![Effect::Status(Status::HangReq), Effect::Hang(hang)];
    out.extend(answered(case));
    out
}

pub fn grant(case: &Case, _: &Act) -> Vec<Effect> {
    let Some(hang) = case.state.hang.clone() else {
        return Vec::new();
    };
    match hang.renewal.clone() {
        Some(renewal) => {
            let hang = Hang {
                until: renewal.until,
                next_check: renewal.next_check,
                renewal: None,
                ..hang
            };
            checked(case, hang)
        }
        None => {
            let hang = Hang {
                since: Some(case.now),
                ..hang
            };
            let mut out = vec![Effect::Status(Status::Hung)];
            out.extend(pause(case, STILL));
            out.extend(checked(case, hang));
            out
        }
    }
}

/// The hang as it now stands, its next check as a clock of its own.
fn checked(case: &Case, hang: Hang) -> Vec<Effect> {
    let check = start_until(case, Clock::HangCheck, hang.next_check);
    vec![Effect::Hang(hang), check]
}

pub fn deny(case: &Case, _: &Act) -> Vec<Effect> {
    match (&case.state.hang, case.state.status) {
        (Some(hang), Status::Hung) => vec![Effect::Hang(Hang {
            renewal: None,
            ..hang.clone()
        })],
        _ => vec![Effect::Status(Status::Handling), Effect::Unhung],
    }
}

pub fn progress(case: &Case, act: &Act) -> Vec<Effect> {
    let (Act::HangProgress(progress), Some(hang)) = (act, case.state.hang.clone()) else {
        return Vec::new();
    };
    let next_check = progress.next_check;
    let mut out = checked(case, Hang { next_check, ..hang });
    out.extend(answered(case));
    out
}

pub fn renew(case: &Case, act: &Act) -> Vec<Effect> {
    let (Act::RenewHang(asked), Some(hang), Some(person)) =
        (act, case.state.hang.clone(), case.actor)
    else {
        return Vec::new();
    };
    let renewal = Renewal {
        by: person.user.clone(),
        until: asked.until,
        next_check: asked.next_check,
    };
    vec![Effect::Hang(Hang {
        renewal: Some(renewal),
        ..hang
    })]
}

pub fn release(case: &Case, act: &Act) -> Vec<Effect> {
    let Act::ReleaseHang(release) = act else {
        return Vec::new();
    };
    let mut out = vec![
        Effect::Status(Status::Handling),
        Effect::Unhung,
        Effect::Met(Clock::HangCheck, case.now.0),
    ];
    out.extend(resume(case, Clock::Feedback));
    match (release.until, resumed(case, Clock::Done)) {
        (Some(due), Some(_)) => {
            let percent = case.rules().amber_percent.of(super::grade(case));
            let amber = deadline::amber(case.now, due, percent);
            out.push(Effect::Resume(Clock::Done, case.now.0, amber.0, due.0));
        }
        _ => out.extend(resume(case, Clock::Done)),
    }
    out.extend(answered(case));
    out
}
