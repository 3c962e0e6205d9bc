//! Deadlines explained and 约谈, from the canned tickets.

use super::world::World;
use api::*;
use model::why::{Why, why_due};
use model::{Code, talk};

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
        let (from, to) = talk::month(&ask.month, &self.district.rules.calendar)?;
        let mut ratings = Ratings::new();
        for visit in self.tickets.iter().flat_map(|t| t.state().visits) {
            let rated = visit.satisfied.and_then(talk::counts_as);
            let inside = visit.at >= from && visit.at < to;
            if let (Some(unit), Some(satisfied), true) = (visit.unit, rated, inside) {
                let line = ratings.entry(unit).or_default();
                line.0 += 1;
                line.1 += u64::from(satisfied);
            }
        }
        Ok(Talks::of(&self.district, ask.month, &ratings, |_| true))
    }
}
