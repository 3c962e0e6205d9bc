//! The index of grams. Each gram is written in hexadecimal, so that no tokenizer has a say in what a word is.

use super::{Db, Tx, tickets};
use crate::Outcome;
use model::row::Row;
use model::search;
use model::ticket::Ticket;
use rusqlite::OptionalExtension;

impl Tx<'_> {
    /// Keeps what a search looks through.
    pub(super) fn index_words(&self, n: i64, new: bool, words: &str) -> Outcome<()> {
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
                .prepare_cached("delete from gram where rowid = ?1")?
                .execute([n])?;
        }
        let sql =
            "insert into words (n, text) values (?1, ?2) on conflict (n) do update set text = ?2";
        self.conn.prepare_cached(sql)?.execute((n, words))?;
        let grams = terms(&search::grams(words), " ");
        self.conn
            .prepare_cached("insert into gram (rowid, grams) values (?1, ?2)")?
            .execute((n, grams))?;
        Ok(())
    }
}

impl Db {
    /// Numbers of the tickets that have all grams of the query.
    pub(super) fn candidates(&self, query: &search::Query) -> Outcome<Vec<i64>> {
        let mut ask = self
            .conn
            .prepare_cached("select rowid from gram where gram match ?1")?;
        let found = ask
            .query_map([terms(&query.terms, " AND ")], |r| r.get(0))?
            .collect::<Result<_, _>>()?;
        Ok(found)
    }
    /// Numbers of the tickets that have all grams of the query, each with a way to read its words: in one walk of both
    /// tables, since asking for each of tens of thousands costs more than reading them.
    pub(super) fn each_candidate(
        &self,
        query: &search::Query,
        mut take: impl for<'a> FnMut(i64, &dyn Fn() -> Outcome<&'a str>) -> Outcome<()>,
    ) -> Outcome<()> {
        let mut ask = self.conn.prepare_cached(
            "select gram.rowid, w.text from gram cross join words w on w.n = gram.rowid where gram match ?1",
        )?;
        let mut rows = ask.query([terms(&query.terms, " AND ")])?;
        while let Some(row) = rows.next()? {
            let text = || Ok(row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?);
            take(row.get(0)?, &text)?;
        }
        Ok(())
    }
    /// Whether the stored words are those of the ticket, and the index finds it by each of its grams' first.
    pub fn words_fit(&self, n: i64, ticket: &Ticket, row: &Row) -> Outcome<bool> {
        let words = tickets::words_of(ticket, row);
        let old: Option<String> = self
            .conn
            .prepare_cached("select text from words where n = ?1")?
            .query_row([n], |r| r.get(0))
            .optional()?;
        Ok(old.as_deref() == Some(words.as_str()))
    }
}

/// Grams as the index writes them.
pub(super) fn terms(grams: &[String], between: &str) -> String {
    grams
        .iter()
        .map(|g| hex::encode(g.as_bytes()))
        .collect::<Vec<_>>()
        .join(between)
}

/// Whether the index alone answers this query: each word of it stands inside one of its grams.
pub(super) fn exact(query: &search::Query) -> bool {
    search::matches(&query.terms.join(" "), query)
}
