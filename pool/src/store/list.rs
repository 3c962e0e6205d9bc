//! Lists inside a person's scope, a page at a time.

use super::filter::{EVERY, Filter, Where};
use super::{Db, tickets};
use crate::Outcome;
use api::Sort;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use model::Code;
use model::row::Row;
use rusqlite::params_from_iter;

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

impl Db {
    /// The tickets that match, a page at a time.
    pub fn list(&self, filter: &Filter) -> Outcome<Found> {
        let sort = filter.ask.sort.unwrap_or(Sort::Due);
        let mut condition = self.condition(filter)?;
        let total = self.total(&condition)?;
        if let Some(after) = &filter.ask.after {
            let part = beyond(sort, after, &mut condition)?;
            condition.and(&part);
        }
        // Numbers first: an index can say them without the rows, also where they have to be sorted.
        let sql = page_sql(sort, filter, &condition);
        let mut ask = self.conn.prepare_cached(&sql)?;
        let numbers = ask
            .query_map(params_from_iter(condition.params.iter()), |r| r.get(0))?
            .collect::<Result<Vec<i64>, _>>()?;
        let limit = filter.limit as usize;
        let rows = self.rows(&numbers[..numbers.len().min(limit)])?;
        let more = numbers.len() > limit;
        let after = rows
            .last()
            .zip(numbers.get(limit.saturating_sub(1)))
            .filter(|_| more)
            .map(|(row, n)| cursor(sort, row, *n));
        Ok(Found { rows, after, total })
    }

    /// Numbers of the tickets that match, in order, at most so many, and how many match at all.
    pub fn numbers(&self, filter: &Filter, max: u32) -> Outcome<(Vec<i64>, u64)> {
        let sort = filter.ask.sort.unwrap_or(Sort::Due);
        let condition = self.condition(filter)?;
        let total = self.total(&condition)?;
        if total > u64::from(max) {
            return Ok((Vec::new(), total));
        }
        let mut whole = filter.clone();
        whole.limit = max;
        let mut ask = self
            .conn
            .prepare_cached(&page_sql(sort, &whole, &condition))?;
        let numbers = ask
            .query_map(params_from_iter(condition.params.iter()), |r| r.get(0))?
            .collect::<Result<_, _>>()?;
        Ok((numbers, total))
    }

    /// The rows with these numbers, in this order.
    pub(super) fn rows(&self, numbers: &[i64]) -> Outcome<Vec<Row>> {
        let sql = "select row from ticket where n = ?1";
        let mut ask = self.conn.prepare_cached(sql)?;
        numbers
            .iter()
            .map(|n| {
                let row: String = ask.query_row([n], |r| r.get(0))?;
                Ok(serde_json::from_str(&row)?)
            })
            .collect()
    }

    /// All that match. Tickets are never taken away, so that without any condition the last number says it.
    pub(super) fn total(&self, w: &Where) -> Outcome<u64> {
        if let Some(found) = w.found {
            return Ok(found);
        }
        if w.sql == EVERY {
            let sql = "select coalesce(max(n), 0) from ticket";
            return Ok(self.conn.prepare_cached(sql)?.query_row([], |r| r.get(0))?);
        }
        let sql = format!("select count(*) from ticket t where {}", w.sql);
        let mut ask = self.conn.prepare_cached(&sql)?;
        Ok(ask.query_row(params_from_iter(w.params.iter()), |r| r.get(0))?)
    }
}

/// The question for one page's numbers.
pub(super) fn page_sql(sort: Sort, filter: &Filter, condition: &Where) -> String {
    let order = match sort {
        Sort::Due => "t.due, t.n",
        Sort::Newest => "t.n desc",
        Sort::Oldest => "t.n",
        Sort::Grade => "t.grade, t.due, t.n",
    };
    format!(
        "select t.n from ticket t where {} order by {order} limit {} offset {}",
        condition.sql,
        filter.limit + 1,
        filter.ask.offset.unwrap_or(0)
    )
}

/// Opaque to callers: the sort and the last row's keys.
fn cursor(sort: Sort, row: &Row, n: i64) -> String {
    let due = row.due_at.map_or(i64::MAX, |d| d.0);
    let text = match sort {
        Sort::Due => format!("d:{due}:{n}"),
        Sort::Newest => format!("n:{n}"),
        Sort::Oldest => format!("o:{n}"),
        Sort::Grade => format!("g:{}:{due}:{n}", tickets::grade_rank(row.grade)),
    };
    BASE64.encode(text)
}

fn beyond(sort: Sort, after: &str, w: &mut Where) -> Outcome<String> {
    let invalid = || crate::Trouble::from(Code::CursorInvalid);
    let text = BASE64
        .decode(after)
        .ok()
        .and_then(|b| String::from_utf8(b).ok())
        .ok_or_else(invalid)?;
    let mut parts = text.split(':');
    let letter = parts.next().ok_or_else(invalid)?;
    let keys = parts
        .map(|p| p.parse::<i64>().map_err(|_| invalid()))
        .collect::<Outcome<Vec<_>>>()?;
    let mut put = |n: i64| w.put(n);
    Ok(match (sort, letter, &keys[..]) {
        (Sort::Due, "d", [due, n]) => format!("(t.due, t.n) > ({}, {})", put(*due), put(*n)),
        (Sort::Newest, "n", [n]) => format!("t.n < {}", put(*n)),
        (Sort::Oldest, "o", [n]) => format!("t.n > {}", put(*n)),
        (Sort::Grade, "g", [grade, due, n]) => {
            format!(
                "(t.grade, t.due, t.n) > ({}, {}, {})",
                put(*grade),
                put(*due),
                put(*n)
            )
        }
        _ => return Err(invalid()),
    })
}
