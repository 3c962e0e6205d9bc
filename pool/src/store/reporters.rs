//! Side records of reporters: sealed bytes, one per ticket, the latest; and the keys by which each is found.

use super::{Db, Tx, key};
use crate::Result;
use model::{EditId, Moment, TicketId};
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

impl Db {
    /// The tickets whose record has this key, newest first. As many as people of one name have tickets.
    pub fn with_reporter_key(&self, key: &[u8; 32]) -> Result<Vec<i64>> {
        let sql = "select n from reporter_key where key = ?1 order by n desc";
        let mut ask = self.conn.prepare_cached(sql)?;
        let rows = ask.query_map([key], |r| r.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
    /// The keys of a ticket's record, when it was given any.
    pub fn reporter_keys(&self, n: i64) -> Result<Option<Vec<[u8; 32]>>> {
        let sql = "select keyed from reporter where n = ?1";
        let keyed: Option<bool> = self
            .conn
            .prepare_cached(sql)?
            .query_row([n], |r| r.get(0))
            .optional()?;
        if keyed == Some(false) {
            return Ok(None);
        }
        let sql = "select key from reporter_key where n = ?1 order by key";
        let mut ask = self.conn.prepare_cached(sql)?;
        let rows = ask.query_map([n], |r| r.get(0))?;
        Ok(Some(rows.collect::<Result<_, _>>()?))
    }
    /// Records of an older pool, which have no keys yet: number, ticket, sealed bytes.
    pub fn unkeyed_reporters(&self, limit: u32) -> Result<Vec<(i64, TicketId, Vec<u8>)>> {
        let sql = "select r.n, t.id, r.sealed from reporter r join ticket t on t.n = r.n
                   where r.keyed = 0 order by r.n limit ?1";
        let mut ask = self.conn.prepare_cached(sql)?;
        let rows = ask.query_map([limit], |r| {
            Ok((r.get(0)?, r.get::<_, [u8; 16]>(1)?, r.get(2)?))
        })?;
        let read = |row: rusqlite::Result<(i64, [u8; 16], Vec<u8>)>| {
            let (n, id, sealed) = row?;
            Ok((n, key::ticket_of(id)?, sealed))
        };
        rows.map(read).collect()
    }
}

impl Tx<'_> {
    /// Keeps the record unless a later one is there; whether it did.
    pub fn put_reporter(&self, n: i64, id: &EditId, at: Moment, sealed: &[u8]) -> Result<bool> {
        let sql = "insert into reporter (n, edit, at, sealed) values (?1, ?2, ?3, ?4)
                   on conflict (n) do update set edit = ?2, at = ?3, sealed = ?4 where (at, edit) < (?3, ?2)";
        let kept = self
            .conn
            .prepare_cached(sql)?
            .execute((n, id.0, at.0, sealed))?;
        self.conn
            .prepare_cached("insert or ignore into side (id, n) values (?1, ?2)")?
            .execute((id.0, n))?;
        Ok(kept > 0)
    }
    /// Gives the record of a ticket these keys, and no other.
    pub fn put_reporter_keys(&self, n: i64, keys: &[[u8; 32]]) -> Result<()> {
        self.drop_reporter_keys(n)?;
        for key in keys {
            let sql = "insert or ignore into reporter_key (key, n) values (?1, ?2)";
            self.conn.prepare_cached(sql)?.execute((key, n))?;
        }
        let sql = "update reporter set keyed = 1 where n = ?1";
        self.conn.prepare_cached(sql)?.execute([n])?;
        Ok(())
    }
    /// Nobody finds the record of this ticket any more.
    pub fn drop_reporter_keys(&self, n: i64) -> Result<()> {
        let sql = "delete from reporter_key where n = ?1";
        self.conn.prepare_cached(sql)?.execute([n])?;
        Ok(())
    }
}
