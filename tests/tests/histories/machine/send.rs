//! 派: dispatch and 退单. The clock of 办结 runs on through 退单.

use super::take::TOWN;
use super::{Deed, Machine};
use model::act::Act;
use model::{Clock, Moment, UnitCode};

impl Machine<'_> {
    pub(super) fn sending(&mut self, deed: &Deed) {
        let now = deed.now;
        match deed.act {
            Act::Dispatch(d) => self.send(d.lead_unit.clone(), &d.co_units, now),
            Act::RuleDispatch(d) => {
                self.send(d.lead_unit.clone(), &d.co_units, now);
                self.state.designated = true;
            }
            Act::SelfHandle(_) => {
                self.begin_round(TOWN.parse().unwrap(), &[], now);
                self.start(Clock::Respond, now);
                self.run_on(now);
            }
            Act::RequestReturn(_) => {
                self.state.return_by.clone_from(&deed.by);
                self.meet(Clock::Return, now);
                self.answer(deed.at);
            }
            Act::GrantReturn(_) => {
                self.state.returns += 1;
                self.state.lead_unit = None;
                self.state.co_units.clear();
                self.free();
                self.pause(Clock::Sign, now);
                self.pause(Clock::Respond, now);
                self.start(Clock::Dispatch, now);
                if i64::from(self.state.returns) >= self.life("escalate_returns") {
                    self.raise(deed);
                }
            }
            _ => {}
        }
    }

    fn send(&mut self, unit: UnitCode, co_units: &[UnitCode], now: Moment) {
        self.begin_round(unit, co_units, now);
        for clock in [Clock::Sign, Clock::Return, Clock::Respond] {
            // A grade that may not be sent back keeps the window it had.
            self.start(clock, now);
        }
        self.run_on(now);
    }

    fn begin_round(&mut self, unit: UnitCode, co_units: &[UnitCode], now: Moment) {
        let mut co: Vec<UnitCode> = co_units.iter().filter(|u| **u != unit).cloned().collect();
        co.sort();
        co.dedup();
        self.state.round += 1;
        self.free();
        if self.state.first_receiver.is_none() {
            self.state.first_receiver = Some(unit.clone());
        }
        self.state.lead_unit = Some(unit);
        self.state.co_units = co;
        self.meet(Clock::Dispatch, now);
    }

    /// Clocks that run from the first 派 and are not restarted by a later one.
    fn run_on(&mut self, now: Moment) {
        for clock in [Clock::Feedback, Clock::Done] {
            if !self.runs(clock) {
                self.start(clock, now);
            }
        }
    }

    /// Nobody handles it.
    fn free(&mut self) {
        self.state.handler = None;
        self.state.done_by = None;
    }
}
