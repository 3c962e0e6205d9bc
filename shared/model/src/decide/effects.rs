//! What each act does once it counts. Clocks are copied from the rule pack the ticket keeps when they start
//! (docs/domain.md 8.4).

pub mod answer;
pub mod hang;
pub mod press;
pub mod send;
pub mod take;
pub mod visit;

use super::Case;
use crate::deadline::{self, Deadline};
use crate::edit::Verdict;
use crate::effect::Effect;
use crate::{Clock, EditId, Grade, Moment, PressKind};

/// The grade that counts: confirmed, or as claimed until then.
pub fn grade(case: &Case) -> Grade {
    case.state.grade.unwrap_or(case.ticket.facts.grade)
}

fn kind(case: &Case) -> crate::Kind {
    case.ticket.facts.what.kind
}

fn started(deadline: Deadline) -> Effect {
    Effect::Start(
        deadline.clock,
        deadline.started.0,
        deadline.amber.0,
        deadline.due.0,
    )
}

fn start(case: &Case, clock: Clock, grade: Grade, at: Moment) -> Option<Effect> {
    let complex = case.state.complex;
    deadline::start(case.rules(), clock, grade, complex, kind(case), at).map(started)
}

/// Starts a clock whose due is given by the act.
fn start_until(case: &Case, clock: Clock, due: Moment) -> Effect {
    let percent = case.rules().amber_percent.of(grade(case));
    let amber = deadline::amber(case.now, due, percent);
    Effect::Start(clock, case.now.0, amber.0, due.0)
}

/// The clocks of a round that are running: not met, not paused.
fn running<'a>(case: &'a Case, clocks: &'a [Clock]) -> impl Iterator<Item = &'a Deadline> {
    let all = clocks.iter().filter_map(|c| case.state.deadlines.get(c));
    all.filter(|d| d.met.is_none() && d.paused.is_none())
}

fn pause<'a>(case: &'a Case, clocks: &'a [Clock]) -> impl Iterator<Item = Effect> + 'a {
    running(case, clocks).map(|d| Effect::Pause(d.clock, case.now.0))
}

/// Amber and due of a clock that stands still, if it ran on from now.
pub fn resumed(case: &Case, clock: Clock) -> Option<(Moment, Moment)> {
    let deadline = case.state.deadlines.get(&clock)?;
    let paused = deadline.paused?;
    let rules = case.rules();
    let limit = rules.limit(clock, grade(case), case.state.complex, kind(case));
    let working = limit.is_some_and(|l| l.working);
    let on = |m| deadline::resume(m, working, paused, case.now, &rules.calendar);
    Some((on(deadline.amber), on(deadline.due)))
}

fn resume(case: &Case, clock: Clock) -> Option<Effect> {
    let (amber, due) = resumed(case, clock)?;
    Some(Effect::Resume(clock, case.now.0, amber.0, due.0))
}

/// The shorter 办结 limit of 重办 and 重开.
fn start_redo(case: &Case) -> Option<Effect> {
    redo_deadline(case, grade(case), case.state.complex, case.now).map(started)
}

fn redo_deadline(case: &Case, grade: Grade, complex: bool, at: Moment) -> Option<Deadline> {
    let rules = case.rules();
    let mut limit = rules.limit(Clock::Done, grade, complex, kind(case))?;
    let share = u64::from(limit.minutes) * u64::from(rules.life.redo_percent) / 100;
    let share = u32::try_from(share).unwrap_or(u32::MAX);
    limit.minutes = share.max(rules.life.redo_floor_minutes);
    let due = deadline::due(at, limit, &rules.calendar);
    Some(Deadline {
        clock: Clock::Done,
        started: at,
        due,
        amber: deadline::amber(at, due, rules.amber_percent.of(grade)),
        met: None,
        paused: None,
    })
}

/// A clock under another grade.
pub struct Regraded {
    /// As it ran until now.
    pub old: Deadline,
    /// Its new due; none when the rules set no limit for the new grade.
    pub due: Option<Moment>,
    /// What makes it so.
    pub effects: Vec<Effect>,
}

/// The running clocks of a dispatched ticket under another grade: recomputed from 入池, the shorter limit of a 重办 from where
/// it started; what stood still since then stands still again.
pub fn regraded<'a>(
    case: &'a Case,
    grade: Grade,
    complex: bool,
) -> impl Iterator<Item = Regraded> + 'a {
    let from = case.state.received_at.unwrap_or(case.now);
    let clocks = [Clock::Sign, Clock::Respond, Clock::Feedback, Clock::Done];
    let running = clocks
        .into_iter()
        .filter_map(|c| case.state.deadlines.get(&c));
    let running = running.filter(|d| d.met.is_none() && d.paused.is_none());
    running.map(move |old| {
        let clock = old.clock;
        let new = if clock == Clock::Done && case.state.redos > 0 {
            redo_deadline(case, grade, complex, old.started)
        } else {
            deadline::start(case.rules(), clock, grade, complex, kind(case), from)
        };
        let old = old.clone();
        let Some(new) = new else {
            let effects = vec![Effect::Pause(clock, case.now.0)];
            return Regraded {
                old,
                due: None,
                effects,
            };
        };
        let (mut amber, mut due) = (new.amber, new.due);
        let limit = case.rules().limit(clock, grade, complex, kind(case));
        let working = limit.is_some_and(|l| l.working);
        let begun = new.started;
        let mut effects = vec![started(new)];
        for (from, to) in pauses(case, clock).into_iter().filter(|p| p.0 >= begun) {
            let on = |m| deadline::resume(m, working, from, to, &case.rules().calendar);
            (amber, due) = (on(amber), on(due));
            effects.push(Effect::Pause(clock, from.0));
            effects.push(Effect::Resume(clock, to.0, amber.0, due.0));
        }
        Regraded {
            old,
            due: Some(due),
            effects,
        }
    })
}

/// When a clock stood still, from the rulings, each pause once: a regrade reports the earlier ones again.
fn pauses(case: &Case, clock: Clock) -> Vec<(Moment, Moment)> {
    let mut rulings: Vec<_> = case
        .ticket
        .log
        .iter()
        .filter_map(|e| e.ruling.as_ref())
        .collect();
    rulings.sort_by_key(|r| r.seq);
    let (mut since, mut all) = (None, std::collections::BTreeSet::new());
    for ruling in rulings {
        let Verdict::Applied(effects) = &ruling.verdict else {
            continue;
        };
        for effect in effects {
            match effect {
                Effect::Pause(c, at) if *c == clock => since = Some(Moment(*at)),
                Effect::Resume(c, at, ..) if *c == clock => {
                    all.extend(since.take().map(|from| (from, Moment(*at))));
                }
                Effect::Start(c, ..) if *c == clock => since = None,
                _ => {}
            }
        }
    }
    all.into_iter().collect()
}

/// What the unit says counts as its reply to every open order.
fn answered(case: &Case) -> Option<Effect> {
    let open = case.state.presses.values().any(|p| p.open());
    open.then_some(Effect::Answered(case.at.0))
}

/// 提级督办 that raises itself once a count reaches its limit.
fn raise(case: &Case, count: u32, limit: u32) -> Option<Effect> {
    let edit: EditId = case.edit;
    (count >= limit).then(|| press::ordered(case, edit, PressKind::Escalate, None))
}
