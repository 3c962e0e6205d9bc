//! Boards: open tickets counted by unit, link and grade in one walk of an index that holds nothing else.

use super::Db;
use super::filter::{EVERY, Where};
use crate::Outcome;
use api::{Boards, Tally};
use model::scope::Clause;
use model::{Moment, UnitCode};
use rusqlite::params_from_iter;

impl Db {
    /// The open tickets of a scope, counted as `Boards::of` would.
    pub fn boards(&self, clauses: &[Clause], now: Moment) -> Outcome<Boards> {
        let (sql, w) = board_sql(clauses, now);
        let mut ask = self.conn.prepare_cached(&sql)?;
        let mut rows = ask.query(params_from_iter(w.params.iter()))?;
        let mut boards = Boards::new(now);
        while let Some(r) = rows.next()? {
            let unit: Option<String> = r.get(0)?;
            let link: Option<String> = r.get(1)?;
            let tally = Tally {
                open: r.get(3)?,
                overdue: r.get(4)?,
                near: r.get(5)?,
                bounced: r.get(6)?,
                redone: r.get(7)?,
                pressed: r.get(8)?,
                hang_late: r.get(9)?,
            };
            let unit = unit.map(UnitCode::new).transpose()?;
            let link = link.map(|l| l.parse()).transpose()?;
            boards.add(unit, link, super::tickets::grade_of(r.get(2)?), tally);
        }
        Ok(boards)
    }

    /// How many 突发 and 紧急 are dispatched and not signed.
    pub fn alarms(&self, clauses: &[Clause]) -> Outcome<u64> {
        let mut w = Where::scope(clauses);
        w.and("t.alarm = 1");
        self.total(&w)
    }
}

/// Everybody's open tickets and a town's stand in an index of their own, in the order of the groups; other scopes are
/// small and go by the index of their scope.
pub(super) fn board_sql(clauses: &[Clause], now: Moment) -> (String, Where) {
    let whole = clauses.contains(&Clause::Open);
    let mut w = if whole {
        Where::scope(&[Clause::All])
    } else {
        Where::scope(clauses)
    };
    let index = match clauses {
        _ if w.sql == EVERY => "indexed by board",
        [Clause::Area(prefix)] if prefix.len() == 9 => "indexed by board_town",
        _ => "",
    };
    let now = w.put(now.0);
    w.and("t.open = 1");
    let sql = format!(
        "select t.lead_unit, t.link, t.grade, count(*), sum(t.due < {now}),
                sum(t.amber <= {now} and t.due >= {now}), sum(t.returns > 0), sum(t.redos > 0), sum(t.presses > 0),
                sum(ifnull(t.hang_check < {now}, 0))
         from ticket t {index} where {} group by t.lead_unit, t.link, t.grade",
        w.sql
    );
    (sql, w)
}
