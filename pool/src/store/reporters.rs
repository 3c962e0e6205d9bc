//! Side records of reporters: sealed bytes, one per ticket, the latest.

use super::{Db, Tx};
use crate::Result;
use model::{EditId, Moment};
use rusqlite::OptionalExtension;

impl Db {
    /// The sealed record of a ticket.
    pub fn sealed_reporter(&self, n: i64) -> Result<Option<Vec<u8>>> {
        let mut ask = self
            .conn
            .prepare_cached("select sealed from reporter where n = ?1")?;
        Ok(ask.query_row([n], |r| r.get(0)).optional()?)
    }
    /// Whether this side record was taken in before.
    pub fn known_side(&self, id: &EditId) -> Result<bool> {
        let mut ask = self
            .conn
            .prepare_cached("select 1 from side where id = ?1")?;
        Ok(ask.query_row([id.0], |_| Ok(())).optional()?.is_some())
    }
}

impl Tx<'_> {
    /// Keeps the record unless a later one is there.
    pub fn put_reporter(&self, n: i64, id: &EditId, at: Moment, sealed: &[u8]) -> Result<()> {
        let sql = "insert into reporter (n, edit, at, sealed) values (?1, ?2, ?3, ?4)
                   on conflict (n) do update set edit = ?2, at = ?3, sealed = ?4 where (at, edit) < (?3, ?2)";
        self.conn
            .prepare_cached(sql)?
            .execute((n, id.0, at.0, sealed))?;
        self.conn
            .prepare_cached("insert or ignore into side (id, n) values (?1, ?2)")?
            .execute((id.0, n))?;
        Ok(())
    }
}
