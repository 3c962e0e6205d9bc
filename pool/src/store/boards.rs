//! Boards: open tickets counted by unit, link and grade.

use super::Sight;
use super::columns::{self, flag};
use crate::Result;
use api::{Boards, Tally};
use model::scope::Clause;
use model::{Moment, UnitCode};
use std::collections::HashMap;

impl Sight<'_> {
    /// The open tickets of a scope, counted as `Boards::of` would.
    pub fn boards(&self, clauses: &[Clause], now: Moment) -> Result<Boards> {
        let all = &*self.columns;
        let mut open = all.seen(clauses);
        all.keep_flag(&mut open, flag::OPEN, true);
        let mut tallies: HashMap<(u32, u8, u8), Tally> = HashMap::new();
        for at in open.iter() {
            let group = (all.lead_unit.at(at), all.status[at], all.grade[at]);
            let tally = tallies.entry(group).or_default();
            let overdue = all.due[at] < now.0;
            let has = |flag| u64::from(all.flags[at] & flag != 0);
            tally.open += 1;
            tally.overdue += u64::from(overdue);
            tally.near += u64::from(all.amber[at] <= now.0 && !overdue);
            tally.bounced += has(flag::BOUNCED);
            tally.redone += has(flag::REDONE);
            tally.pressed += has(flag::PRESSED);
            tally.hang_late += u64::from(all.hang_check[at] < now.0);
        }
        let mut boards = Boards::new(now);
        for ((unit, status, grade), tally) in tallies {
            let unit = all.lead_unit.name(unit);
            let unit = unit.map(UnitCode::new).transpose()?;
            let (status, grade) = (columns::status(status)?, columns::grade(grade)?);
            boards.add(unit, status.link(), grade, tally);
        }
        Ok(boards)
    }
}
