//! What a ticket keeps beside its row: its rule pack, and when the pool itself has something to do with it.

use super::{Db, Tx, key};
use crate::Result;
use model::{Moment, TicketId};

/// Never, as the column says it.
const NEVER: i64 = i64::MAX;

/// Which tickets may still need the rules they keep; a partial index is written alike.
const LIVE: &str = "status not in ('archived', 'rejected', 'void')";

impl Db {
    /// Tickets with which the pool has something to do by now, most pressing first.
    pub fn woken(&self, now: Moment, limit: u32) -> Result<Vec<TicketId>> {
        let sql = "select id from ticket where wake <= ?1 and wake < 9223372036854775807 order by wake limit ?2";
        let mut ask = self.conn.prepare_cached(sql)?;
        let ids = ask
            .query_map((now.0, limit), |r| r.get::<_, [u8; 16]>(0))?
            .collect::<Result<Vec<_>, _>>()?;
        ids.into_iter().map(key::ticket_of).collect()
    }
    /// The rule pack a ticket keeps, and when the pool has something to do with it.
    pub fn marks(&self, n: i64) -> Result<(Option<String>, Option<Moment>)> {
        let sql = "select rule, wake from ticket where n = ?1";
        let mut ask = self.conn.prepare_cached(sql)?;
        let (rule, wake): (_, i64) = ask.query_row([n], |r| Ok((r.get(0)?, r.get(1)?)))?;
        Ok((rule, Some(wake).filter(|w| *w != NEVER).map(Moment)))
    }
    /// Whether a ticket that may still need its rules keeps this pack.
    pub(super) fn keeps(&self, tag: &str) -> Result<bool> {
        let sql = format!("select exists (select 1 from ticket where rule = ?1 and {LIVE})");
        let mut ask = self.conn.prepare_cached(&sql)?;
        Ok(ask.query_row([tag], |r| r.get(0))?)
    }
}

impl Tx<'_> {
    /// Looks at a ticket again then, whatever can be read of it.
    pub fn wake_at(&self, id: &TicketId, at: Moment) -> Result<()> {
        let sql = "update ticket set wake = ?2 where id = ?1";
        self.conn
            .prepare_cached(sql)?
            .execute((key::ticket(id)?, at.0))?;
        Ok(())
    }
    /// Keeps both marks.
    pub fn mark(&self, n: i64, rule: Option<&str>, wake: Option<Moment>) -> Result<()> {
        let sql = "update ticket set rule = ?2, wake = ?3 where n = ?1";
        let wake = wake.map_or(NEVER, |w| w.0);
        self.conn.prepare_cached(sql)?.execute((n, rule, wake))?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_questions_use_their_index() {
        let dir = tempfile::tempdir().unwrap();
        let db = Db::open(
            &dir.path().join("pool.sqlite"),
            crate::store::ChainKey::for_test(),
        )
        .unwrap();
        for (sql, index) in [
            (
                "select id from ticket where wake <= 5 and wake < 9223372036854775807 order by wake limit 9".to_string(),
                "ticket_wake",
            ),
            (
                format!("select exists (select 1 from ticket where rule = 'a' and {LIVE})"),
                "ticket_rule",
            ),
        ] {
            let mut ask = db.conn.prepare(&format!("explain query plan {sql}")).unwrap();
            let plan: Vec<String> = ask
                .query_map([], |r| r.get(3))
                .unwrap()
                .map(Result::unwrap)
                .collect();
            assert!(
                plan.iter().any(|l| l.contains(index)),
                "{index}: {plan:?}"
            );
        }
    }
}
