//! Clocks: which round one runs for, when it is met, runs out, stands still or leaves its unit.

use super::{CLOCKS, Ground, Indicator, Ledger, Line, is_over, key};
use crate::act::Action;
use crate::deadline::Deadline;
use crate::effect::{Effect, State};
use crate::{Clock, Moment};
use std::collections::BTreeMap;

impl Ledger<'_> {
    /// The unit's part in a clock: its key, its round and the clock, while it is not settled.
    fn open(&self, state: &State, clock: Clock, ind: Indicator) -> Option<(String, u32, Deadline)> {
        let round = *self.runs.get(&clock)?;
        let key = key(ind, round);
        let deadline = state.deadlines.get(&clock)?.clone();
        (!self.settled.contains(&key)).then_some((key, round, deadline))
    }

    /// When a running clock runs out if nobody does anything.
    pub(super) fn runs_out(&self, clock: Clock, ind: Indicator) -> Option<Moment> {
        let (_, _, deadline) = self.open(&self.state, clock, ind)?;
        let runs = deadline.met.is_none() && deadline.paused.is_none();
        let floor = self.floor.get(&clock).copied().unwrap_or(deadline.due);
        (runs && self.state.status.is_open()).then_some(deadline.due.max(floor))
    }

    /// It ran out: late for whoever has it, and nobody's when nobody does.
    pub(super) fn run_out(&mut self, clock: Clock, ind: Indicator, at: Moment) {
        let Some((key, round, deadline)) = self.open(&self.state, clock, ind) else {
            return;
        };
        match self.state.lead_unit.is_some() {
            true => self.settle((clock, ind), round, &deadline, at, Ground::Late),
            false => {
                self.settled.insert(key);
            }
        }
    }

    /// The verdict on the unit that leads now.
    fn settle(
        &mut self,
        (clock, ind): (Clock, Indicator),
        round: u32,
        deadline: &Deadline,
        at: Moment,
        ground: Ground,
    ) {
        let Some(unit) = self.state.lead_unit.clone() else {
            return;
        };
        let mut line = self.line(key(ind, round), ind, unit, at, ground);
        line.round = round;
        line.due = Some(deadline.due);
        line.met = deadline.met;
        line.left_bp = self
            .left
            .get(&round)
            .copied()
            .filter(|_| clock == Clock::Done);
        self.keep(line);
    }

    /// What late work of a device says of a clock that had run out: done in time, it only arrived later. The month stays.
    fn arrived(&mut self, ind: Indicator, round: u32, met: Moment) -> bool {
        let Some(line) = self.lines.get_mut(&key(ind, round)) else {
            return false;
        };
        let in_time = line.ground == Ground::Late && line.due.is_some_and(|due| met <= due);
        if in_time {
            (line.ground, line.met) = (Ground::InTime, Some(met));
        }
        in_time
    }

    /// Which round a clock runs for from here, and since when its due counts.
    pub(super) fn note_runs(&mut self, before: &State, effects: &[Effect], at: Moment) {
        let round = self.state.round;
        let began = round != before.round;
        self.had.extend(before.lead_unit.clone());
        for (clock, _) in CLOCKS {
            let starts = |e: &Effect| matches!(e, Effect::Start(c, ..) if *c == clock);
            let runs = self.state.deadlines.get(&clock);
            let carried = began && clock == Clock::Done && runs.is_some_and(|d| d.met.is_none());
            if let Some(deadline) = runs
                .cloned()
                .filter(|_| carried && !effects.iter().any(starts))
            {
                self.carry(round, &deadline, at);
            }
            if carried || effects.iter().any(starts) {
                self.runs.insert(clock, round);
            }
            let due = |state: &State| state.deadlines.get(&clock).map(|d| d.due);
            if carried || due(before) != due(&self.state) {
                self.floor.insert(clock, at);
            }
        }
    }

    /// 办结 runs on for another round: who had the ticket before is measured by it once, others by what was left of it.
    fn carry(&mut self, round: u32, deadline: &Deadline, at: Moment) {
        let Some(unit) = self.state.lead_unit.clone() else {
            return;
        };
        if !self.had.insert(unit.clone()) {
            let own = |l: &Line| l.ind == Indicator::Done && l.unit == unit;
            let counted = |l: &Line| l.ground != Ground::Left && l.due == Some(deadline.due);
            if self.lines.values().any(|l| own(l) && counted(l)) {
                self.settled.insert(key(Indicator::Done, round));
            }
            return;
        }
        self.left.insert(round, share_left(deadline, at));
    }

    /// 签收 and 响应 that were met by this ruling.
    pub(super) fn met(&mut self, before: &State, at: Moment) {
        for (clock, ind) in [CLOCKS[0], CLOCKS[1]] {
            let Some(deadline) = self.state.deadlines.get(&clock).cloned() else {
                continue;
            };
            let was = before.deadlines.get(&clock).and_then(|d| d.met);
            let (Some(met), None) = (deadline.met, was) else {
                continue;
            };
            let Some(round) = self.runs.get(&clock).copied() else {
                continue;
            };
            let asked = ind == Indicator::Respond && self.state.has_reporter;
            if self.settled.contains(&key(ind, round)) {
                if self.arrived(ind, round, met) && asked {
                    self.unheard.insert(round);
                }
            } else if met > deadline.due {
                self.settle((clock, ind), round, &deadline, at, Ground::Late);
            } else if asked {
                self.unheard.insert(round);
            } else {
                self.settle((clock, ind), round, &deadline, at, Ground::InTime);
            }
        }
    }

    /// The visit says whether somebody was in touch; who could not be asked takes nothing back.
    pub(super) fn heard(&mut self, round: u32, contacted: Option<bool>, at: Moment) {
        if !self.unheard.remove(&round) {
            return;
        }
        let ground = match contacted {
            Some(false) => Ground::NotContacted,
            _ => Ground::InTime,
        };
        let key = key(Indicator::Respond, round);
        if let Some(line) = self.lines.get_mut(&key) {
            line.ground = ground;
        } else if let Some(deadline) = self.state.deadlines.get(&Clock::Respond).cloned() {
            self.settle(
                (Clock::Respond, Indicator::Respond),
                round,
                &deadline,
                at,
                ground,
            );
        }
    }

    /// 审核通过: the request that passed was in time, or it was not.
    pub(super) fn passed(&mut self, before: &State, at: Moment) {
        let Some(round) = self.runs.get(&Clock::Done).copied() else {
            return;
        };
        let Some(deadline) = before.deadlines.get(&Clock::Done).cloned() else {
            return;
        };
        let Some(met) = deadline.met else { return };
        if self.settled.contains(&key(Indicator::Done, round)) {
            self.arrived(Indicator::Done, round, met);
            return;
        }
        let ground = match met <= deadline.due {
            true => Ground::InTime,
            false => Ground::Late,
        };
        self.settle((Clock::Done, Indicator::Done), round, &deadline, at, ground);
    }

    /// 审核退回 after the due: nothing can be in time any more.
    pub(super) fn denied(&mut self, before: &State, at: Moment) {
        let open = self.open(before, Clock::Done, Indicator::Done);
        let Some((_, round, deadline)) = open.filter(|(_, _, d)| at > d.due) else {
            return;
        };
        let done = (Clock::Done, Indicator::Done);
        self.settle(done, round, &deadline, at, Ground::DeniedLate);
    }

    /// What was not settled when the ticket left its unit is no verdict on it. `ran` are the rounds that clocks ran for.
    pub(super) fn left_unit(
        &mut self,
        before: &State,
        ran: &BTreeMap<Clock, u32>,
        action: Option<Action>,
        at: Moment,
    ) {
        let Some(unit) = before.lead_unit.clone() else {
            return;
        };
        let same = self.state.lead_unit.as_ref() == Some(&unit);
        let again = action == Some(Action::RuleDispatch);
        if same && !again && !is_over(self.state.status) {
            return;
        }
        for (clock, ind) in CLOCKS {
            // Designated again, the unit goes on under the same limit of 办结.
            let goes_on = same && again && clock == Clock::Done;
            let (Some(round), false) = (ran.get(&clock).copied(), goes_on) else {
                continue;
            };
            let key = key(ind, round);
            if self.settled.contains(&key) {
                continue;
            }
            let mut line = self.line(key, ind, unit.clone(), at, Ground::Left);
            line.round = round;
            line.due = before.deadlines.get(&clock).map(|d| d.due);
            self.unheard.remove(&round);
            self.keep(line);
        }
    }

    /// 停表 of 办结, as long as it lasts. What a regrade tells again is no pause of its own.
    pub(super) fn note_pause(&mut self, before: &State, action: Option<Action>, at: Moment) {
        let still = |state: &State| {
            state
                .deadlines
                .get(&Clock::Done)
                .is_some_and(|d| d.paused.is_some())
        };
        match (still(before), still(&self.state)) {
            (false, true) if action != Some(Action::Regrade) => {
                if let Some(unit) = self.state.lead_unit.clone() {
                    let key = format!("{}:{}", Indicator::Paused, at.0);
                    let mut line =
                        self.line(key.clone(), Indicator::Paused, unit, at, Ground::Still);
                    line.due = self.state.deadlines.get(&Clock::Done).map(|d| d.due);
                    self.pause = Some(key);
                    self.keep(line);
                }
            }
            (true, false) => {
                let line = self.pause.take().and_then(|key| self.lines.get_mut(&key));
                if let Some(line) = line {
                    line.ended = Some(at);
                }
            }
            _ => {}
        }
    }
}

/// Share of a clock's time that is left, in basis points.
fn share_left(deadline: &Deadline, at: Moment) -> u32 {
    let whole = i128::from(deadline.due.since(deadline.started)).max(1);
    let left = i128::from(deadline.due.since(at)).clamp(0, whole);
    u32::try_from(left * 10_000 / whole).unwrap_or(0)
}
