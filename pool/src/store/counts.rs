//! Counts inside a person's scope.

use super::Db;
use super::filter::Where;
use crate::Outcome;
use api::UnitCount;
use model::scope::Clause;
use model::{Moment, Status, UnitCode};
use rusqlite::params_from_iter;
use std::collections::BTreeMap;

impl Db {
    /// Per status: how many, and how many past their next deadline.
    pub fn counts(&self, clauses: &[Clause], now: Moment) -> Outcome<BTreeMap<Status, (u64, u64)>> {
        let mut w = Where::scope(clauses);
        let now = w.put(now.0);
        let sql = format!(
            "select t.status, count(*), sum(t.due < {now}) from ticket t where {} group by t.status",
            w.sql
        );
        let mut ask = self.conn.prepare_cached(&sql)?;
        let rows = ask
            .query_map(params_from_iter(w.params.iter()), |r| {
                Ok((r.get::<_, String>(0)?, (r.get(1)?, r.get(2)?)))
            })?
            .collect::<Result<Vec<_>, _>>()?;
        rows.into_iter()
            .map(|(status, counts)| Ok((status.parse()?, counts)))
            .collect()
    }

    /// Per leading unit: its open tickets, and those past their next deadline.
    pub fn unit_counts(
        &self,
        clauses: &[Clause],
        now: Moment,
    ) -> Outcome<BTreeMap<UnitCode, UnitCount>> {
        let (sql, w) = unit_sql(clauses, now);
        let mut ask = self.conn.prepare_cached(&sql)?;
        let rows = ask
            .query_map(params_from_iter(w.params.iter()), |r| {
                let (open, overdue) = (r.get(1)?, r.get(2)?);
                Ok((r.get::<_, String>(0)?, UnitCount { open, overdue }))
            })?
            .collect::<Result<Vec<_>, _>>()?;
        rows.into_iter()
            .map(|(unit, count)| Ok((UnitCode::new(unit)?, count)))
            .collect()
    }
}

pub(super) fn unit_sql(clauses: &[Clause], now: Moment) -> (String, Where) {
    let mut w = Where::scope(clauses);
    let now = w.put(now.0);
    w.and("t.open = 1 and t.lead_unit is not null");
    let sql = format!(
        "select t.lead_unit, count(*), sum(t.due < {now}) from ticket t where {} group by t.lead_unit",
        w.sql
    );
    (sql, w)
}
