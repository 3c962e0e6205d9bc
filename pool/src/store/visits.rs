//! What visits found, for scores and 约谈: derived from the document in the transaction that changes it.

use super::{Db, Tx};
use crate::Result;
use api::Ratings;
use model::effect::State;
use model::overlay::VisitRecord;
use model::talk::counts_as;
use model::{Moment, UnitCode};
use rusqlite::types::Value;

/// Columns beside `n` and `i`.
const COLUMNS: [&str; 6] = ["at", "unit", "means", "solved", "satisfied", "rated"];

fn values(record: &VisitRecord) -> [Value; 6] {
    let text = |t: Option<&str>| t.map_or(Value::Null, |t| Value::Text(t.to_string()));
    let rated = record.satisfied.and_then(counts_as);
    [
        Value::Integer(record.at.0),
        text(record.unit.as_ref().map(UnitCode::as_str)),
        text(record.means.map(|m| m.as_str())),
        text(record.solved.map(|s| s.as_str())),
        text(record.satisfied.map(|s| s.as_str())),
        rated.map_or(Value::Null, |yes| Value::Integer(yes.into())),
    ]
}

impl Tx<'_> {
    /// Keeps the visits that are new. They are only ever added: a ruling is never taken back.
    pub fn keep_visits(&self, n: i64, state: &State) -> Result<()> {
        if state.visits.is_empty() {
            return Ok(());
        }
        let sql = "select count(*) from visit where n = ?1";
        let known: i64 = self
            .conn
            .prepare_cached(sql)?
            .query_row([n], |r| r.get(0))?;
        for (i, record) in (0..).zip(&state.visits).skip_while(|(i, _)| *i < known) {
            self.add_visit(n, i, record)?;
        }
        Ok(())
    }
    pub(super) fn add_visit(&self, n: i64, i: i64, record: &VisitRecord) -> Result<()> {
        let sql = format!(
            "insert into visit (n, i, {}) values (?, ?, ?, ?, ?, ?, ?, ?)",
            COLUMNS.join(", ")
        );
        let [at, unit, means, solved, satisfied, rated] = values(record);
        let mut ask = self.conn.prepare_cached(&sql)?;
        ask.execute((n, i, at, unit, means, solved, satisfied, rated))?;
        Ok(())
    }
}

impl Db {
    /// Whether the visits kept are those of the ticket.
    pub fn visits_fit(&self, n: i64, state: &State) -> Result<bool> {
        let sql = format!(
            "select {} from visit where n = ?1 order by i",
            COLUMNS.join(", ")
        );
        let mut ask = self.conn.prepare_cached(&sql)?;
        let row = |r: &rusqlite::Row| {
            Ok([
                r.get(0)?,
                r.get(1)?,
                r.get(2)?,
                r.get(3)?,
                r.get(4)?,
                r.get(5)?,
            ])
        };
        let kept: Vec<[Value; 6]> = ask.query_map([n], row)?.collect::<Result<_, _>>()?;
        let want: Vec<[Value; 6]> = state.visits.iter().map(values).collect();
        Ok(kept == want)
    }

    /// Per unit: visits with a rating from one moment to before another, and of these the satisfied. Tickets whose 剔除
    /// was approved count for nobody.
    pub fn ratings(&self, from: Moment, to: Moment) -> Result<Ratings> {
        let mut ratings = self.rated(EVERYBODY, from, to)?;
        for (unit, (rated, satisfied)) in self.rated(EXCLUDED, from, to)? {
            let all = ratings.entry(unit).or_default();
            all.0 = all.0.saturating_sub(rated);
            all.1 = all.1.saturating_sub(satisfied);
        }
        Ok(ratings)
    }

    fn rated(&self, sql: &str, from: Moment, to: Moment) -> Result<Ratings> {
        let mut ask = self.conn.prepare_cached(sql)?;
        let rows = ask
            .query_map((from.0, to.0), |r| {
                Ok((r.get::<_, String>(0)?, (r.get(1)?, r.get(2)?)))
            })?
            .collect::<Result<Vec<_>, _>>()?;
        rows.into_iter()
            .map(|(unit, counts)| Ok((UnitCode::new(unit)?, counts)))
            .collect()
    }
}

/// By the index of months alone.
pub(super) const EVERYBODY: &str =
    "select v.unit, count(*), sum(v.rated) from visit v indexed by visit_rated
    where v.at >= ?1 and v.at < ?2 and v.rated is not null and v.unit is not null group by v.unit";
/// From the few tickets that are excluded to their visits.
pub(super) const EXCLUDED: &str = "select v.unit, count(*), sum(v.rated)
    from ticket t indexed by ticket_excluded cross join visit v on v.n = t.n
    where t.excluded = 1 and v.at >= ?1 and v.at < ?2 and v.rated is not null and v.unit is not null group by v.unit";
