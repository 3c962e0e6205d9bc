//! Counts of what a person sees.

use crate::{Bits, Columns, flag};
use api::{TicketCounts, UnitCount};
use model::scope::Clause;
use model::{Moment, Status, UnitCode};
use std::collections::{BTreeMap, HashMap};

impl Columns {
    /// Tickets per status, open ones per leading unit, and of each those past their next deadline.
    pub fn counts(&self, clauses: &[Clause], now: Moment) -> TicketCounts {
        let seen = self.seen(clauses);
        let mut counts = [(0, 0); u8::MAX as usize + 1];
        for at in seen.iter() {
            let (all, overdue) = &mut counts[usize::from(self.status[at])];
            *all += 1;
            *overdue += u64::from(self.due[at] < now.0);
        }
        let some = |pick: fn((u64, u64)) -> u64| -> BTreeMap<Status, u64> {
            let known = Status::ALL.iter().zip(counts);
            let known = known.map(|(status, counts)| (*status, pick(counts)));
            known.filter(|(_, count)| *count > 0).collect()
        };
        TicketCounts {
            by_status: some(|(all, _)| all),
            overdue: some(|(_, overdue)| overdue),
            by_unit: self.open_by_unit(&seen, now),
            alarm: self.flagged(&seen, flag::ALARM),
            pressed: self.flagged(&seen, flag::PRESSED),
        }
    }

    fn open_by_unit(&self, seen: &Bits, now: Moment) -> BTreeMap<UnitCode, UnitCount> {
        let mut open = seen.clone();
        self.keep_flag(&mut open, flag::OPEN, true);
        let mut counts: HashMap<u32, UnitCount> = HashMap::new();
        for at in open.iter() {
            let count = counts.entry(self.lead_unit.at(at)).or_default();
            count.open += 1;
            count.overdue += u64::from(self.due[at] < now.0);
        }
        self.by_unit(counts)
    }

    fn flagged(&self, seen: &Bits, flag: u8) -> u64 {
        let mut bits = seen.clone();
        self.keep_flag(&mut bits, flag, true);
        bits.count()
    }

    /// How many of these each unit leads.
    pub fn led(&self, bits: &Bits) -> BTreeMap<UnitCode, u64> {
        let mut counts: HashMap<u32, u64> = HashMap::new();
        for at in bits.iter() {
            *counts.entry(self.lead_unit.at(at)).or_default() += 1;
        }
        self.by_unit(counts)
    }

    /// What was counted by the numbers of leading units. Tickets that nobody leads are left out, and so is a code that this
    /// version cannot read.
    fn by_unit<T>(&self, counts: HashMap<u32, T>) -> BTreeMap<UnitCode, T> {
        let named = counts.into_iter().filter_map(|(number, count)| {
            let unit = UnitCode::new(self.lead_unit.name(number)?).ok()?;
            Some((unit, count))
        });
        named.collect()
    }
}
