//! Boards: open tickets counted by unit, link and grade.

use crate::{Columns, flag};
use api::{Boards, Tally};
use model::scope::Clause;
use model::{Grade, Moment, Status, UnitCode};
use std::collections::HashMap;

impl Columns {
    /// The open tickets of a scope, counted as `Boards::of` would.
    pub fn boards(&self, clauses: &[Clause], now: Moment) -> Boards {
        let mut open = self.seen(clauses);
        self.keep_flag(&mut open, flag::OPEN, true);
        let mut tallies: HashMap<(u32, u8, u8), Tally> = HashMap::new();
        for at in open.iter() {
            let group = (self.lead_unit.at(at), self.status[at], self.grade[at]);
            let tally = tallies.entry(group).or_default();
            let overdue = self.due[at] < now.0;
            let has = |flag| u64::from(self.flags[at] & flag != 0);
            tally.open += 1;
            tally.overdue += u64::from(overdue);
            tally.near += u64::from(self.amber[at] <= now.0 && !overdue);
            tally.bounced += has(flag::BOUNCED);
            tally.redone += has(flag::REDONE);
            tally.pressed += has(flag::PRESSED);
            tally.hang_late += u64::from(self.hang_check[at] < now.0);
        }
        let mut boards = Boards::new(now);
        for ((unit, status, grade), tally) in tallies {
            let unit = self.lead_unit.name(unit);
            let unit = unit.and_then(|code| UnitCode::new(code).ok());
            let status = Status::ALL.get(usize::from(status));
            let Some(grade) = Grade::ALL.get(usize::from(grade)) else {
                continue;
            };
            boards.add(unit, status.and_then(|s| s.link()), *grade, tally);
        }
        boards
    }
}
