//! What counts for whom, written apart from `model::score`: each clock is followed from where it began, on its own, and visits
//! are sorted by month. It knows no device that arrives late.

use crate::naive::civil;
use model::act::{Act, Action};
use model::edit::Verdict as Said;
use model::effect::Effect;
use model::ticket::Ticket;
use model::{Clock, Moment, Satisfied, Solved};
use std::collections::{BTreeMap, BTreeSet};

/// One instance.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Verdict {
    pub ind: String,
    pub unit: String,
    pub month: String,
    /// Halves.
    pub good: u32,
}

/// One ruling that counted.
struct Turn<'a> {
    at: i64,
    action: Option<Action>,
    act: Option<&'a Act>,
    effects: &'a [Effect],
    /// Who leads and which round it is, after it.
    lead: Option<String>,
    round: u32,
    reporter: bool,
}

fn month(at: i64, offset: i64) -> String {
    let days = (at + offset * 60_000).div_euclid(24 * 60 * 60_000);
    let (year, month, _) = civil(days);
    format!("{year:04}-{month:02}")
}

fn turns(ticket: &Ticket, until: Moment) -> Vec<Turn<'_>> {
    let mut all: Vec<_> = ticket
        .log
        .iter()
        .filter_map(|e| match &e.ruling.as_ref()?.verdict {
            Said::Applied(effects) => Some((e.ruling.as_ref()?, &e.act, effects)),
            Said::Void(_) => None,
        })
        .filter(|(ruling, ..)| ruling.at <= until)
        .collect();
    all.sort_by_key(|(ruling, ..)| ruling.seq);
    let (mut lead, mut round, mut reporter) = (None, 0, false);
    let turn = all.into_iter().map(|(ruling, act, effects)| {
        for effect in effects {
            match effect {
                Effect::Lead(unit) => lead = Some(unit.to_string()),
                Effect::Unled => lead = None,
                Effect::Round(n) => round = *n,
                Effect::Reporter(yes) => reporter = *yes,
                _ => {}
            }
        }
        Turn {
            at: ruling.at.0,
            action: Some(act.action()),
            act: Some(act),
            effects,
            lead: lead.clone(),
            round,
            reporter,
        }
    });
    turn.collect()
}

/// Every instance as of a moment, sorted. `offset` is the district's, in minutes.
pub fn verdicts(ticket: &Ticket, offset: i64, until: Moment) -> Vec<Verdict> {
    let turns = turns(ticket, until);
    let mut all = Vec::new();
    let mut judged = BTreeSet::new();
    for (clock, ind) in [
        (Clock::Sign, "sign"),
        (Clock::Respond, "respond"),
        (Clock::Done, "done"),
    ] {
        for first in begins(&turns, clock) {
            let Some((unit, at, good, due)) = follow(&turns, first, clock, until.0) else {
                continue;
            };
            // One limit of 办结 judges a unit once, and one that others used up judges nobody.
            if clock == Clock::Done && !judged.insert((unit.clone(), due)) {
                continue;
            }
            if clock == Clock::Done && used_up(&turns, first, &unit) {
                continue;
            }
            all.push(Verdict {
                ind: ind.into(),
                unit,
                month: month(at, offset),
                good,
            });
        }
    }
    all.extend(visits(&turns, offset));
    all.sort();
    all
}

/// Where a clock begins: started in a round that is new to it, or taken over by one.
fn begins(turns: &[Turn], clock: Clock) -> Vec<usize> {
    let mut found = Vec::new();
    let (mut known, mut runs) = (BTreeSet::new(), false);
    for (i, turn) in turns.iter().enumerate() {
        let starts = |e: &Effect| matches!(e, Effect::Start(c, ..) if *c == clock);
        let starts = turn.effects.iter().any(starts);
        let moved = i > 0 && turns[i - 1].round != turn.round;
        let takes_over = clock == Clock::Done && moved && runs;
        if (starts || takes_over) && known.insert(turn.round) {
            found.push(i);
        }
        for effect in turn.effects {
            match effect {
                Effect::Start(c, ..) | Effect::Unmet(c) if *c == clock => runs = true,
                Effect::Met(c, _) if *c == clock => runs = false,
                _ => {}
            }
        }
    }
    found
}

/// How a clock stands after the rulings up to one.
#[derive(Clone, Copy, PartialEq)]
struct Hand {
    started: i64,
    due: i64,
    still: bool,
    met: Option<i64>,
}

fn hand(turns: &[Turn], upto: usize, clock: Clock) -> Option<Hand> {
    let mut hand: Option<Hand> = None;
    for effect in turns[..=upto].iter().flat_map(|t| t.effects) {
        match (effect, hand.as_mut()) {
            (Effect::Start(c, started, _, due), _) if *c == clock => {
                hand = Some(Hand {
                    started: *started,
                    due: *due,
                    still: false,
                    met: None,
                });
            }
            (Effect::Met(c, at), Some(h)) if *c == clock => h.met = h.met.or(Some(*at)),
            (Effect::Unmet(c), Some(h)) if *c == clock => h.met = None,
            (Effect::Pause(c, _), Some(h)) if *c == clock => h.still = true,
            (Effect::Resume(c, _, _, due), Some(h)) if *c == clock => {
                (h.still, h.due) = (false, *due);
            }
            (Effect::Due(c, _, due), Some(h)) if *c == clock => h.due = *due,
            _ => {}
        }
    }
    hand
}

/// Unit, moment, halves and due of the verdict of a clock that began at a turn.
fn follow(
    turns: &[Turn],
    first: usize,
    clock: Clock,
    until: i64,
) -> Option<(String, i64, u32, i64)> {
    let mut counts_from = turns[first].at;
    for i in first..turns.len() {
        let (turn, now) = (&turns[i], hand(turns, i, clock)?);
        let was = (i > first).then(|| hand(turns, i - 1, clock)).flatten();
        if i > first {
            let before = &turns[i - 1];
            let left = before.lead != turn.lead || turn.action == Some(Action::RuleDispatch);
            let heard = turn.effects.iter().any(|e| matches!(e, Effect::Visited(_)));
            match (clock, turn.action) {
                _ if left => return None,
                (Clock::Respond, _) if heard && now.met.is_some() => {
                    let contacted = turn.effects.iter().find_map(|e| match e {
                        Effect::Visited(record) => Some(record.contacted),
                        _ => None,
                    });
                    let good = if contacted == Some(Some(false)) { 0 } else { 2 };
                    return Some((before.lead.clone()?, turn.at, good, now.due));
                }
                (Clock::Done, Some(Action::PassDone)) => {
                    let good = if now.met? <= now.due { 2 } else { 0 };
                    return Some((turn.lead.clone()?, turn.at, good, now.due));
                }
                (Clock::Done, Some(Action::DenyDone)) if turn.at > now.due => {
                    return Some((turn.lead.clone()?, turn.at, 0, now.due));
                }
                (Clock::Sign, Some(Action::Sign)) => {
                    return Some((turn.lead.clone()?, turn.at, 2, now.due));
                }
                (Clock::Respond, Some(Action::Respond)) if !turn.reporter => {
                    return Some((turn.lead.clone()?, turn.at, 2, now.due));
                }
                _ => {}
            }
            if was.is_some_and(|w| w.due != now.due) {
                counts_from = turn.at;
            }
        }
        let next = turns.get(i + 1).map_or(until, |t| t.at);
        let runs_out = now.due.max(counts_from);
        let over = turn.effects.iter().any(|e| matches!(e, Effect::Closed(_)));
        if now.met.is_none() && !now.still && runs_out < next && !over {
            return Some((turn.lead.clone()?, runs_out, 0, now.due));
        }
    }
    None
}

/// Whether a unit that never had the ticket got it with less than half of its limit left.
fn used_up(turns: &[Turn], first: usize, unit: &str) -> bool {
    let starts = |e: &Effect| matches!(e, Effect::Start(Clock::Done, ..));
    let fresh = turns[first].effects.iter().any(starts);
    let had = turns[..first]
        .iter()
        .any(|t| t.lead.as_deref() == Some(unit));
    let Some(hand) = hand(turns, first, Clock::Done).filter(|_| !fresh && !had) else {
        return false;
    };
    let (whole, left) = (hand.due - hand.started, hand.due - turns[first].at);
    left.max(0) * 100 < whole * 50
}

/// Of each reporter, or of the place, the last word of a month.
fn visits(turns: &[Turn], offset: i64) -> Vec<Verdict> {
    let mut last = BTreeMap::new();
    for turn in turns {
        let mut others = match turn.act {
            Some(Act::VisitPass(visit)) => visit.others.iter(),
            Some(Act::Redo(visit)) => visit.others.iter(),
            _ => [].iter(),
        };
        let mut own = true;
        for effect in turn.effects {
            let Effect::Visited(record) = effect else {
                continue;
            };
            let whose = match std::mem::take(&mut own) {
                true => "own".to_string(),
                false => others
                    .next()
                    .map_or(String::new(), |o| o.ticket.to_string()),
            };
            if record.solved.is_some() {
                last.insert((month(turn.at, offset), whose), record);
            }
        }
    }
    let mut all = Vec::new();
    for ((month, _), record) in last {
        let unit = record
            .unit
            .as_ref()
            .map_or(String::new(), |u| u.to_string());
        let mut add = |ind: &str, good: u32| {
            all.push(Verdict {
                ind: ind.into(),
                unit: unit.clone(),
                month: month.clone(),
                good,
            });
        };
        match record.solved {
            Some(Solved::Yes) => add("solved", 2),
            Some(Solved::Partly) => add("solved", 1),
            Some(Solved::No) => add("solved", 0),
            None => {}
        }
        match record.satisfied {
            Some(Satisfied::Yes | Satisfied::Mostly) => add("satisfied", 2),
            Some(Satisfied::No) => add("satisfied", 0),
            Some(Satisfied::Unrated) | None => {}
        }
    }
    all
}
