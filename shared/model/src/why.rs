//! 「为什么」: how a deadline came about, from the rulings alone. Each start, pause, day off and rule is one step.

use crate::act::Action;
use crate::calendar::{DayKind, days_from};
use crate::district::District;
use crate::edit::{Ruling, Verdict};
use crate::effect::{Effect, State};
use crate::ticket::Ticket;
use crate::{Clock, Grade, Moment};
use serde::{Deserialize, Serialize};

/// How one deadline came about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Why {
    pub clock: Clock,
    /// When it is due, or was.
    pub due: Moment,
    /// The steps, in the order in which they happened.
    pub steps: Vec<Step>,
}

/// One step on the way to a deadline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Step {
    /// The clock began to run.
    Started {
        at: Moment,
        /// By which act; none for a write of facts.
        by: Option<Action>,
    },
    /// The limit that applied.
    Limit {
        /// Its length in minutes.
        minutes: u32,
        /// Counts only working time.
        working: bool,
        grade: Grade,
        /// 疑难.
        complex: bool,
        /// The ticket's own rule pack.
        rule: String,
        /// Share of the usual limit that a 重办 gets, in percent.
        redo_percent: Option<u32>,
    },
    /// A day that counts otherwise than its weekday says: a weekend or holiday skipped, a make-up day worked.
    Day {
        /// Its date, as 2026-10-01.
        date: String,
        kind: DayKind,
    },
    /// The clock stood still from here.
    Paused {
        at: Moment,
        /// By which act.
        by: Option<Action>,
    },
    /// It ran on from here, with a new due.
    Resumed {
        at: Moment,
        due: Moment,
        /// By which act.
        by: Option<Action>,
    },
    /// An act gave it another due.
    Moved {
        due: Moment,
        /// By which act.
        by: Option<Action>,
    },
    /// It was met here.
    Met {
        at: Moment,
        /// By which act.
        by: Option<Action>,
    },
    /// It ran again, as if never met.
    Unmet {
        /// By which act.
        by: Option<Action>,
    },
}

/// How this clock's deadline came about; none when the clock never ran.
pub fn why_due(ticket: &Ticket, district: &District, clock: Clock) -> Option<Why> {
    let mut steps = Vec::new();
    let mut state = State::queued();
    for (by, effects) in ruled(ticket) {
        for effect in effects {
            state.apply(effect);
            let begins = matches!(effect, Effect::Start(c, ..) if *c == clock);
            if begins {
                // An earlier run of the same clock is over; its course stands in the time line.
                steps.clear();
            }
            steps.extend(step(effect, clock, by));
            match effect {
                // The next check of a 挂账 is a date somebody set, not a limit.
                Effect::Start(Clock::HangCheck, .., due) if begins => {
                    let due = Moment(*due);
                    steps.push(Step::Moved { due, by });
                }
                _ if begins => steps.extend(limit(ticket, &state, district, clock, by)),
                _ => {}
            }
        }
    }
    let deadline = state.deadlines.get(&clock)?;
    if working(&steps) {
        let at = steps.partition_point(|s| matches!(s, Step::Started { .. } | Step::Limit { .. }));
        let rules = district.rules_of(state.rule.as_deref());
        let days = days_from(&rules.calendar, deadline.started);
        let until = deadline.due.civil(rules.calendar.utc_offset_minutes).date();
        let odd = days
            .take_while(|d| d.date <= until)
            .filter(|d| d.kind != DayKind::Workday)
            .map(|d| Step::Day {
                date: d.date.to_string(),
                kind: d.kind,
            });
        let odd: Vec<Step> = odd.collect();
        steps.splice(at..at, odd);
    }
    Some(Why {
        clock,
        due: deadline.due,
        steps,
    })
}

/// Every applied ruling in its order, with the act it ruled on.
fn ruled(ticket: &Ticket) -> Vec<(Option<Action>, &[Effect])> {
    let acts = ticket
        .log
        .iter()
        .filter_map(|e| Some((Some(e.act.action()), e.ruling.as_ref()?)));
    let others = ticket.other_rulings.values().map(|r| (None, r));
    let mut all: Vec<(Option<Action>, &Ruling)> = acts.chain(others).collect();
    all.sort_by_key(|(_, r)| r.seq);
    let applied = all.into_iter().filter_map(|(by, r)| match &r.verdict {
        Verdict::Applied(effects) => Some((by, effects.as_slice())),
        Verdict::Void(_) => None,
    });
    applied.collect()
}

fn step(effect: &Effect, clock: Clock, by: Option<Action>) -> Option<Step> {
    let at = |ms: &i64| Moment(*ms);
    Some(match effect {
        Effect::Start(c, started, ..) if *c == clock => Step::Started {
            at: at(started),
            by,
        },
        Effect::Pause(c, ms) if *c == clock => Step::Paused { at: at(ms), by },
        Effect::Resume(c, ms, _, due) if *c == clock => Step::Resumed {
            at: at(ms),
            due: at(due),
            by,
        },
        Effect::Due(c, _, due) if *c == clock => Step::Moved { due: at(due), by },
        Effect::Met(c, ms) if *c == clock => Step::Met { at: at(ms), by },
        Effect::Unmet(c) if *c == clock => Step::Unmet { by },
        _ => return None,
    })
}

fn limit(
    ticket: &Ticket,
    state: &State,
    district: &District,
    clock: Clock,
    by: Option<Action>,
) -> Option<Step> {
    let rules = district.rules_of(state.rule.as_deref());
    let grade = state.grade.unwrap_or(ticket.facts.grade);
    let kind = ticket.facts.what.kind;
    let limit = rules.limit(clock, grade, state.complex, kind)?;
    // After a 重办 another grade gets its shorter limit too.
    let again = matches!(by, Some(Action::Redo | Action::Reopen | Action::Regrade));
    let redo = clock == Clock::Done && again && state.redos > 0;
    let share = u64::from(limit.minutes) * u64::from(rules.life.redo_percent) / 100;
    let share = u32::try_from(share).unwrap_or(u32::MAX);
    Some(Step::Limit {
        minutes: if redo {
            share.max(rules.life.redo_floor_minutes)
        } else {
            limit.minutes
        },
        working: limit.working,
        grade,
        complex: state.complex,
        rule: state.rule.clone().unwrap_or_else(|| rules.name.clone()),
        redo_percent: redo.then_some(rules.life.redo_percent),
    })
}

fn working(steps: &[Step]) -> bool {
    let works = |s: &Step| matches!(s, Step::Limit { working: true, .. });
    steps.iter().any(works)
}
