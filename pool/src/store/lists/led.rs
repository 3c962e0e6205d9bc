//! Which units led tickets of a category lately.

use super::Snapshot;
use model::scope::Clause;
use model::{CategoryCode, Moment, UnitCode};
use std::cmp::Reverse;

impl Snapshot<'_> {
    /// Units by how many tickets of this category (or one below it) taken in since a moment they lead, most first.
    pub fn led_lately(
        &self,
        category: &CategoryCode,
        since: Moment,
        clauses: &[Clause],
    ) -> Vec<(UnitCode, u64)> {
        let columns = self.columns();
        let mut bits = columns.seen(clauses);
        let below = |code: &str| code.starts_with(category.as_str());
        columns.category.keep_where(&mut bits, below);
        bits.keep(|at| columns.received[at] >= since.0);
        let mut units: Vec<(UnitCode, u64)> = columns.led(&bits).into_iter().collect();
        units.sort_by_key(|(_, count)| Reverse(*count));
        units
    }
}
