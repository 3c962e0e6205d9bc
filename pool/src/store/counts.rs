//! Counts inside a person's scope.

use super::Sight;
use super::columns::{Bits, flag};
use crate::Result;
use api::UnitCount;
use model::scope::Clause;
use model::{Moment, Status, UnitCode};
use std::collections::{BTreeMap, HashMap};

impl Sight<'_> {
    /// Per status: how many, and how many past their next deadline.
    pub fn counts(&self, clauses: &[Clause], now: Moment) -> BTreeMap<Status, (u64, u64)> {
        let columns = &*self.columns;
        let mut counts = [(0, 0); u8::MAX as usize + 1];
        for at in columns.seen(clauses).iter() {
            let (all, overdue) = &mut counts[usize::from(columns.status[at])];
            *all += 1;
            *overdue += u64::from(columns.due[at] < now.0);
        }
        let known = Status::ALL.iter().zip(counts);
        known
            .filter(|(_, (all, _))| *all > 0)
            .map(|(status, counts)| (*status, counts))
            .collect()
    }

    /// Per leading unit: its open tickets, and those past their next deadline.
    pub fn unit_counts(
        &self,
        clauses: &[Clause],
        now: Moment,
    ) -> Result<BTreeMap<UnitCode, UnitCount>> {
        let mut open = self.columns.seen(clauses);
        self.columns.keep_flag(&mut open, flag::OPEN, true);
        let mut counts: HashMap<u32, UnitCount> = HashMap::new();
        for at in open.iter() {
            let count = counts.entry(self.columns.lead_unit.at(at)).or_default();
            count.open += 1;
            count.overdue += u64::from(self.columns.due[at] < now.0);
        }
        self.by_unit(counts)
    }

    /// How many 突发 and 紧急 are dispatched and not signed.
    pub fn alarms(&self, clauses: &[Clause]) -> u64 {
        self.flagged(clauses, flag::ALARM)
    }

    /// How many have an order that waits for its reply.
    pub fn pressed(&self, clauses: &[Clause]) -> u64 {
        self.flagged(clauses, flag::PRESSED)
    }

    fn flagged(&self, clauses: &[Clause], flag: u8) -> u64 {
        let mut bits = self.columns.seen(clauses);
        self.columns.keep_flag(&mut bits, flag, true);
        bits.count()
    }

    /// What was counted by the numbers of leading units; tickets that nobody leads are left out.
    fn by_unit<T>(&self, counts: HashMap<u32, T>) -> Result<BTreeMap<UnitCode, T>> {
        let named = counts.into_iter().filter_map(|(number, count)| {
            let unit = self.columns.lead_unit.name(number)?;
            Some((unit, count))
        });
        named
            .map(|(unit, count)| Ok((UnitCode::new(unit)?, count)))
            .collect()
    }

    /// How many of these each unit leads.
    pub(super) fn led(&self, bits: &Bits) -> Result<BTreeMap<UnitCode, u64>> {
        let mut counts: HashMap<u32, u64> = HashMap::new();
        for at in bits.iter() {
            *counts.entry(self.columns.lead_unit.at(at)).or_default() += 1;
        }
        self.by_unit(counts)
    }
}
