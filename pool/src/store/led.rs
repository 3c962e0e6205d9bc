//! Which units led tickets of a category lately.

use super::Db;
use super::filter::Where;
use crate::Outcome;
use model::scope::Clause;
use model::{CategoryCode, Moment, UnitCode};
use rusqlite::params_from_iter;

impl Db {
    /// Units by how many tickets of this category (or one below it) taken in since a moment they lead, most first.
    pub fn led_lately(
        &self,
        category: &CategoryCode,
        since: Moment,
        clauses: &[Clause],
    ) -> Outcome<Vec<(UnitCode, u64)>> {
        let (sql, w) = led_sql(category, since, clauses);
        let mut ask = self.conn.prepare_cached(&sql)?;
        let rows = ask
            .query_map(params_from_iter(w.params.iter()), |r| {
                Ok((r.get::<_, String>(0)?, r.get(1)?))
            })?
            .collect::<Result<Vec<_>, _>>()?;
        rows.into_iter()
            .map(|(unit, count)| Ok((UnitCode::new(unit)?, count)))
            .collect()
    }
}

pub(super) fn led_sql(
    category: &CategoryCode,
    since: Moment,
    clauses: &[Clause],
) -> (String, Where) {
    let mut w = Where::scope(clauses);
    let (from, to) = (category.to_string(), format!("{category}:"));
    let (from, to, since) = (w.put(from), w.put(to), w.put(since.0));
    w.and(&format!(
        "t.category >= {from} and t.category < {to} and t.received >= {since} and t.lead_unit is not null"
    ));
    let sql = format!(
        "select t.lead_unit, count(*) from ticket t indexed by ticket_category where {}
         group by t.lead_unit order by 2 desc, 1",
        w.sql
    );
    (sql, w)
}
