//! The index of words. Each entry is written in hexadecimal, so that no tokenizer has a say in what a word is.

use super::{Db, Tx, tickets};
use crate::Result;
use model::row::Row;
use model::search;
use model::ticket::Ticket;
use rusqlite::OptionalExtension;

impl Tx<'_> {
    /// Keeps what a search looks through.
    pub(super) fn index_words(&self, n: i64, new: bool, words: &str) -> Result<()> {
        if !new {
            let sql = "select text from words where n = ?1";
            let old: Option<String> = self
                .conn
                .prepare_cached(sql)?
                .query_row([n], |r| r.get(0))
                .optional()?;
            if old.as_deref() == Some(words) {
                return Ok(());
            }
            self.conn
                .prepare_cached("delete from phrase where rowid = ?1")?
                .execute([n])?;
        }
        let sql =
            "insert into words (n, text) values (?1, ?2) on conflict (n) do update set text = ?2";
        self.conn.prepare_cached(sql)?.execute((n, words))?;
        self.index(n, words)
    }

    fn index(&self, n: i64, words: &str) -> Result<()> {
        let entries = written(&search::entries(words));
        self.conn
            .prepare_cached("insert into phrase (rowid, entries) values (?1, ?2)")?
            .execute((n, entries))?;
        Ok(())
    }

    /// Fills an index that a migration has recreated.
    pub(super) fn fill_index(&self) -> Result<()> {
        let mut ask = self.conn.prepare("select n, text from words order by n")?;
        let mut rows = ask.query([])?;
        while let Some(row) = rows.next()? {
            self.index(
                row.get(0)?,
                row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?,
            )?;
        }
        Ok(())
    }
}

impl Db {
    /// Whether there are words, and none of them is in the index.
    pub(super) fn lacks_index(&self) -> Result<bool> {
        let sql = "select exists (select 1 from words) and not exists (select 1 from phrase)";
        Ok(self.conn.query_row(sql, [], |r| r.get(0))?)
    }
    /// Numbers of the tickets that the query finds.
    pub(super) fn found(&self, query: &search::Query) -> Result<Vec<i64>> {
        let mut ask = self
            .conn
            .prepare_cached("select rowid from phrase where phrase match ?1")?;
        let found = ask
            .query_map([asked(query)], |r| r.get(0))?
            .collect::<Result<_, _>>()?;
        Ok(found)
    }
    /// The same, each with a way to read its words: in one walk of both tables, since asking for each of tens of thousands
    /// costs more than reading them.
    pub(super) fn each_found(
        &self,
        query: &search::Query,
        mut take: impl for<'a> FnMut(i64, &dyn Fn() -> Result<&'a str>) -> Result<()>,
    ) -> Result<()> {
        let mut ask = self.conn.prepare_cached(
            "select phrase.rowid, w.text from phrase cross join words w on w.n = phrase.rowid where phrase match ?1",
        )?;
        let mut rows = ask.query([asked(query)])?;
        while let Some(row) = rows.next()? {
            let text = || Ok(row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?);
            take(row.get(0)?, &text)?;
        }
        Ok(())
    }
    /// Whether the stored words are those of the ticket, and the index knows of them.
    pub fn words_fit(&self, n: i64, ticket: &Ticket, row: &Row) -> Result<bool> {
        let words = tickets::words_of(ticket, row);
        let old: Option<String> = self
            .conn
            .prepare_cached("select text from words where n = ?1")?
            .query_row([n], |r| r.get(0))
            .optional()?;
        let indexed = "select exists (select 1 from phrase where rowid = ?1)";
        let indexed: bool = self
            .conn
            .prepare_cached(indexed)?
            .query_row([n], |r| r.get(0))?;
        Ok(indexed && old.as_deref() == Some(words.as_str()))
    }
}

/// Entries as the index writes them.
fn written(entries: &[String]) -> String {
    let hex: Vec<String> = entries.iter().map(hex::encode).collect();
    hex.join(" ")
}

/// A query as FTS5 reads it.
fn asked(query: &search::Query) -> String {
    let phrases = query.phrases.iter();
    let quoted: Vec<String> = phrases.map(|p| format!("\"{}\"", written(p))).collect();
    quoted.join(" AND ")
}
