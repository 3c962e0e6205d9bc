//! Lists inside a person's scope, a page at a time.

use super::columns::{Bits, Columns, Key, page};
use super::filter::Filter;
use super::{Db, Sight};
use crate::Result;
use api::Sort;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use model::Code;
use model::row::Row;

/// A page.
#[derive(Debug, Clone)]
pub struct Found {
    /// The rows.
    pub rows: Vec<Row>,
    /// Cursor of the next page.
    pub after: Option<String>,
    /// All that match.
    pub total: u64,
}

impl Sight<'_> {
    /// The tickets that match, a page at a time.
    pub fn list(&self, filter: &Filter) -> Result<Found> {
        let sort = filter.ask.sort.unwrap_or(Sort::Due);
        let after = filter.ask.after.as_deref();
        let after = after.map(|after| read_cursor(sort, after)).transpose()?;
        let bits = self.matching(filter)?;
        let (limit, skip) = (filter.limit as usize, filter.ask.offset.unwrap_or(0));
        let key = |at| key(&self.columns, sort, at);
        let mut found = page(&bits, key, after, skip as usize, limit + 1);
        let more = found.len() > limit;
        found.truncate(limit);
        let last = found.last().filter(|_| more);
        Ok(Found {
            after: last.map(|(key, _)| cursor(sort, key)),
            rows: self.rows(&found)?,
            total: bits.count(),
        })
    }

    /// Numbers of the tickets that match, in order, at most so many, and how many match at all.
    pub fn numbers(&self, filter: &Filter, max: u32) -> Result<(Vec<i64>, u64)> {
        let sort = filter.ask.sort.unwrap_or(Sort::Due);
        let bits = self.matching(filter)?;
        let total = bits.count();
        if total > u64::from(max) {
            return Ok((Vec::new(), total));
        }
        let skip = filter.ask.offset.unwrap_or(0) as usize;
        let key = |at| key(&self.columns, sort, at);
        let found = page(&bits, key, None, skip, max as usize);
        Ok((found.iter().map(|(_, at)| number(*at)).collect(), total))
    }

    /// The first of these by an order, and how many there are.
    pub(super) fn first(&self, bits: &Bits, sort: Sort, most: usize) -> Result<(Vec<Row>, u64)> {
        let found = page(bits, |at| key(&self.columns, sort, at), None, 0, most);
        Ok((self.rows(&found)?, bits.count()))
    }
}

impl Db {
    /// The rows of the tickets at these places, in this order.
    pub(super) fn rows(&self, found: &[(Key, usize)]) -> Result<Vec<Row>> {
        let sql = "select row from ticket where n = ?1";
        let mut ask = self.conn.prepare_cached(sql)?;
        found
            .iter()
            .map(|(_, at)| {
                let row: String = ask.query_row([number(*at)], |r| r.get(0))?;
                Ok(serde_json::from_str(&row)?)
            })
            .collect()
    }
}

/// The number of the ticket at a place.
pub(super) fn number(at: usize) -> i64 {
    i64::try_from(at).unwrap_or(i64::MAX - 1) + 1
}

fn key(columns: &Columns, sort: Sort, at: usize) -> Key {
    let n = number(at);
    match sort {
        Sort::Due => [columns.due[at], n, 0],
        Sort::Newest => [-n, 0, 0],
        Sort::Oldest => [n, 0, 0],
        Sort::Grade => [columns.grade[at].into(), columns.due[at], n],
    }
}

fn letter(sort: Sort) -> &'static str {
    match sort {
        Sort::Due => "d",
        Sort::Newest => "n",
        Sort::Oldest => "o",
        Sort::Grade => "g",
    }
}

/// Opaque to callers: the order and the last row's key.
fn cursor(sort: Sort, [a, b, c]: &Key) -> String {
    BASE64.encode(format!("{}:{a}:{b}:{c}", letter(sort)))
}

fn read_cursor(sort: Sort, cursor: &str) -> Result<Key> {
    let read = || {
        let text = String::from_utf8(BASE64.decode(cursor).ok()?).ok()?;
        let keys = text.strip_prefix(letter(sort))?.strip_prefix(':')?;
        let keys: Result<Vec<i64>, _> = keys.split(':').map(str::parse).collect();
        Key::try_from(keys.ok()?).ok()
    };
    read().ok_or_else(|| Code::CursorInvalid.into())
}
