//! Texts kept beside the documents, sealed, by the edit they belong to.

use super::{Db, Tx, key};
use crate::Result;
use model::EditId;

impl Db {
    /// The sealed texts of a ticket, by edit.
    pub fn sealed_texts(&self, n: i64) -> Result<Vec<(EditId, Vec<u8>)>> {
        let sql = "select edit, sealed from private where n = ?1 order by edit";
        let mut ask = self.conn.prepare_cached(sql)?;
        let rows = ask.query_map([n], |r| Ok((key::edit_of(r.get(0)?), r.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

impl Tx<'_> {
    /// Keeps the sealed texts of one edit.
    pub fn put_texts(&self, n: i64, edit: &EditId, sealed: &[u8]) -> Result<()> {
        let sql = "insert into private (edit, n, sealed) values (?1, ?2, ?3)";
        self.conn
            .prepare_cached(sql)?
            .execute((edit.0, n, sealed))?;
        Ok(())
    }
    /// Erases what was kept beside a ticket's document: its reporter with what it was found by, and the texts of its acts.
    /// How many records.
    pub fn erase_personal(&self, n: i64) -> Result<usize> {
        let texts = "delete from private where n = ?1";
        let texts = self.conn.prepare_cached(texts)?.execute([n])?;
        self.drop_reporter_keys(n)?;
        let reporter = "delete from reporter where n = ?1";
        Ok(texts + self.conn.prepare_cached(reporter)?.execute([n])?)
    }
}
