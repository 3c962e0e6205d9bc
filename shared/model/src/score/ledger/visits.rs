//! Visits: what each reporter, or a check on site, said last in a month.

use super::{Ground, Indicator, Ledger};
use crate::act::{Act, OtherVisit};
use crate::effect::{Effect, State};
use crate::overlay::VisitRecord;
use crate::score::line::month_around;
use crate::{Moment, Satisfied, Solved, TicketId};

impl Ledger<'_> {
    /// The records that this ruling added, each with whose answer it is.
    pub(super) fn visited(
        &mut self,
        before: &State,
        act: Option<&Act>,
        effects: &[Effect],
        at: Moment,
    ) {
        let records = effects.iter().filter_map(|e| match e {
            Effect::Visited(record) => Some(record),
            _ => None,
        });
        let others: &[OtherVisit] = match act {
            Some(Act::VisitPass(visit)) => &visit.others,
            Some(Act::Redo(visit)) => &visit.others,
            _ => &[],
        };
        for (i, record) in records.enumerate() {
            let visit = u32::try_from(before.visits.len() + i).ok();
            let other = i.checked_sub(1).and_then(|i| others.get(i));
            let whose = match other {
                Some(other) => self.reporter_of(&other.ticket),
                None => (before.has_reporter.then_some(0), "own".to_string()),
            };
            if other.is_none() {
                self.heard(before.round, record.contacted, at);
            }
            self.answered(before.round, record, whose, visit, at);
        }
    }

    /// The reporter of a merged ticket: its number among them, and what names it for good.
    fn reporter_of(&self, child: &TicketId) -> (Option<u32>, String) {
        let place = self.state.children.keys().position(|id| id == child);
        let number = place.and_then(|n| u32::try_from(n + 1).ok());
        (number, child.to_string())
    }

    fn answered(
        &mut self,
        round: u32,
        record: &VisitRecord,
        (reporter, name): (Option<u32>, String),
        visit: Option<u32>,
        at: Moment,
    ) {
        // Where nobody was reached, nobody said anything.
        let (Some(unit), Some(solved)) = (record.unit.clone(), record.solved) else {
            return;
        };
        let (month, end) = month_around(at, self.offset());
        let solved = match solved {
            Solved::Yes => Ground::Yes,
            Solved::Partly => Ground::Partly,
            Solved::No => Ground::No,
        };
        let rated = record.satisfied.and_then(|satisfied| match satisfied {
            Satisfied::Yes => Some(Ground::Yes),
            Satisfied::Mostly => Some(Ground::Mostly),
            Satisfied::No => Some(Ground::No),
            Satisfied::Unrated => None,
        });
        let said = [
            (Indicator::Solved, Some(solved)),
            (Indicator::Satisfied, rated),
        ];
        for (ind, ground) in said {
            let key = format!("{ind}:{month}:{name}");
            // The last visit of the month is the one that counts, also when it gave no rating.
            self.lines.remove(&key);
            let Some(ground) = ground else { continue };
            let mut line = self.line(key, ind, unit.clone(), end, ground);
            (line.round, line.reporter, line.visit) = (round, reporter, visit);
            self.keep(line);
        }
    }
}
