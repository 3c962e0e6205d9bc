//! Deadlines explained and 约谈, from the canned tickets.

use super::world::World;
use api::*;
use model::score::ledger::account;
use model::score::month::Month;
use model::score::sheet::Rate;
use model::score::weigh::{Beside, weigh};
use model::score::{Indicator, Line, Weight};
use model::why::{Why, why_due};
use model::{Code, UnitCode};
use std::collections::BTreeMap;

impl World {
    /// How a deadline came about.
    pub fn why_due(&self, ask: &WhyDue) -> Result<Why, ApiError> {
        let ticket = self.behind(&ask.id).ok_or(Code::NotFound)?;
        let running = || ticket.state().next_due().map(|d| d.clock);
        let clock = ask.clock.or_else(running).ok_or(Code::ClockNone)?;
        Ok(why_due(ticket, &self.district, clock).ok_or(Code::ClockNone)?)
    }

    /// A month's satisfaction.
    pub fn talks(&self, ask: ListTalks) -> Result<Talks, ApiError> {
        let month = Month::parse(&ask.month, &self.district.rules.calendar)?;
        let mut ratings: BTreeMap<UnitCode, (u64, u64)> = BTreeMap::new();
        for ticket in &self.tickets {
            let lines = account(ticket, &self.district, month.last())
                .lines
                .into_iter();
            let inside = |l: &Line| month.from <= l.settled_at && l.settled_at < month.until;
            for line in lines.filter(|l| l.ind == Indicator::Satisfied && inside(l)) {
                let weight = weigh(&line, &self.district.rules.score, &Beside::default());
                if let Some(Weight::Counts(good)) = weight {
                    let sum = ratings.entry(line.unit).or_default();
                    *sum = (sum.0 + u64::from(good), sum.1 + 1);
                }
            }
        }
        let rate = |(unit, (good, n))| (unit, Rate::of(good, n));
        let ratings: Ratings = ratings.into_iter().map(rate).collect();
        Ok(Talks::of(&self.district, ask.month, &ratings, |_| true))
    }
}
