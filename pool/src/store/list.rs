//! Lists and counts inside a person's scope.

use super::{Db, scope_sql, search, tickets};
use crate::Outcome;
use api::Sort;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use model::row::Row;
use model::scope::Clause;
use model::{AreaCode, Code, Moment, Status, UnitCode};
use rusqlite::functions::FunctionFlags;
use rusqlite::params_from_iter;
use rusqlite::types::Value;
use std::collections::BTreeMap;

/// Which tickets, in which order.
#[derive(Debug, Clone)]
pub struct Filter {
    /// Ways in which the person sees tickets.
    pub clauses: Vec<Clause>,
    /// Only this status.
    pub status: Option<Status>,
    /// Inside this area.
    pub area: Option<AreaCode>,
    /// Led by this unit.
    pub unit: Option<UnitCode>,
    /// Words.
    pub text: Option<String>,
    /// Past, or not past, the next deadline.
    pub overdue: Option<bool>,
    /// Order.
    pub sort: Sort,
    /// At most so many rows.
    pub limit: u32,
    /// Cursor of the page before.
    pub after: Option<String>,
    /// Rows left out before the first, counted from the cursor.
    pub offset: u32,
    /// Only this source.
    pub source: Option<model::Source>,
    /// Pool time.
    pub now: Moment,
    /// The person sees addresses masked, so searches must not see more.
    pub masked: bool,
}

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

/// The condition that every ticket fulfils.
const EVERY: &str = "1";
/// More candidates than this are kept as a set.
const MANY: usize = 2_000;

struct Where {
    sql: String,
    params: Vec<Value>,
    /// How many match, when the words alone decide.
    found: Option<u64>,
}

impl Where {
    fn put(&mut self, value: Value) -> String {
        self.params.push(value);
        format!("?{}", self.params.len())
    }
    fn and(&mut self, part: &str) {
        self.sql.push_str(" and ");
        self.sql.push_str(part);
    }
}

impl Db {
    /// The tickets that match, a page at a time.
    pub fn list(&self, filter: &Filter) -> Outcome<Found> {
        let mut condition = self.condition(filter)?;
        let total = self.total(&condition)?;
        if let Some(after) = &filter.after {
            let part = beyond(filter.sort, after, &mut condition)?;
            condition.and(&part);
        }
        let order = match filter.sort {
            Sort::Due => "t.due, t.n",
            Sort::Newest => "t.n desc",
            Sort::Oldest => "t.n",
            Sort::Grade => "t.grade, t.due, t.n",
        };
        let sql = format!(
            "select t.n, t.row from ticket t where {} order by {order} limit {} offset {}",
            condition.sql,
            filter.limit + 1,
            filter.offset
        );
        let mut ask = self.conn.prepare_cached(&sql)?;
        let found = ask
            .query_map(params_from_iter(condition.params.iter()), |r| {
                Ok((r.get(0)?, r.get(1)?))
            })?
            .collect::<Result<Vec<(i64, String)>, _>>()?;
        let limit = filter.limit as usize;
        let mut rows = Vec::with_capacity(found.len().min(limit));
        let mut last = 0;
        for (n, row) in found.iter().take(limit) {
            rows.push(serde_json::from_str::<Row>(row)?);
            last = *n;
        }
        let more = found.len() > limit;
        let after = rows
            .last()
            .filter(|_| more)
            .map(|row| cursor(filter.sort, row, last));
        Ok(Found { rows, after, total })
    }

    /// Per status: how many, and how many past their next deadline.
    pub fn counts(&self, clauses: &[Clause], now: Moment) -> Outcome<BTreeMap<Status, (u64, u64)>> {
        let mut params = vec![Value::Integer(now.0)];
        let scope = scope_sql::condition(clauses, &mut params);
        let sql = format!(
            "select t.status, count(*), sum(t.due < ?1) from ticket t where {scope} group by t.status"
        );
        let mut ask = self.conn.prepare_cached(&sql)?;
        let rows = ask
            .query_map(params_from_iter(params.iter()), |r| {
                Ok((r.get::<_, String>(0)?, (r.get(1)?, r.get(2)?)))
            })?
            .collect::<Result<Vec<_>, _>>()?;
        rows.into_iter()
            .map(|(status, counts)| Ok((status.parse()?, counts)))
            .collect()
    }

    fn condition(&self, filter: &Filter) -> Outcome<Where> {
        let mut w = Where {
            sql: String::new(),
            params: Vec::new(),
            found: None,
        };
        w.sql = scope_sql::condition(&filter.clauses, &mut w.params);
        if let Some(status) = filter.status {
            let status = w.put(Value::Text(status.to_string()));
            w.and(&format!("t.status = {status}"));
        }
        if let Some(area) = &filter.area {
            let prefix = area.prefix().to_string();
            let part = scope_sql::inside(&prefix, &mut |v| w.put(Value::Text(v.to_string())));
            w.and(&part);
        }
        if let Some(unit) = &filter.unit {
            let unit = w.put(Value::Text(unit.to_string()));
            w.and(&format!("t.lead_unit = {unit}"));
        }
        if let Some(overdue) = filter.overdue {
            let now = w.put(Value::Integer(filter.now.0));
            w.and(&format!("t.due {} {now}", if overdue { "<" } else { ">=" }));
        }
        if let Some(source) = filter.source {
            let source = w.put(Value::Text(source.to_string()));
            w.and(&format!("t.row ->> '$.source' = {source}"));
        }
        let query = filter.text.as_deref().map(model::search::query);
        if let Some(query) = query.filter(|q| !q.is_empty()) {
            self.narrow(query, filter.masked, &mut w)?;
        }
        Ok(w)
    }

    /// All that match. Tickets are never taken away, so that without any condition the last number says it.
    fn total(&self, w: &Where) -> Outcome<u64> {
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

    /// Adds the words. Few candidates are looked up one by one; many become a set that is asked while the list is walked
    /// in its order, which ends after one page.
    fn narrow(&self, query: model::search::Query, masked: bool, w: &mut Where) -> Outcome<()> {
        let exact = !masked && search::exact(&query);
        let candidates = self.candidates(&query)?;
        let many = candidates.len() > MANY;
        if many {
            w.found = (exact && w.sql == EVERY).then_some(candidates.len() as u64);
            self.among(&candidates)?;
            w.and("among(t.n)");
        } else {
            let list = w.put(Value::Text(serde_json::to_string(&candidates)?));
            w.and(&format!("t.n in (select j.value from json_each({list}) j)"));
        }
        if !exact {
            self.said(query, masked)?;
            w.and("said((select w.text from words w where w.n = t.n))");
        }
        Ok(())
    }

    /// Makes `among(n)` mean: n is one of these.
    fn among(&self, numbers: &[i64]) -> Outcome<()> {
        let last = numbers.iter().max().copied().unwrap_or(0);
        let mut bits = vec![0_u64; usize::try_from(last / 64 + 1).unwrap_or(0)];
        for n in numbers {
            if let Some(word) = usize::try_from(n / 64).ok().and_then(|at| bits.get_mut(at)) {
                *word |= 1 << (n % 64);
            }
        }
        let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
        self.conn
            .create_scalar_function("among", 1, flags, move |call| {
                let n: i64 = call.get(0)?;
                let word = usize::try_from(n / 64).ok().and_then(|at| bits.get(at));
                Ok(word.is_some_and(|w| w >> (n % 64) & 1 == 1))
            })?;
        Ok(())
    }

    /// Makes `said(text)` mean: the model finds the query in it.
    fn said(&self, query: model::search::Query, masked: bool) -> Outcome<()> {
        let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
        self.conn
            .create_scalar_function("said", 1, flags, move |call| {
                let text = call.get_raw(0).as_str().unwrap_or_default();
                Ok(if masked {
                    model::search::matches(&mask(text), &query)
                } else {
                    model::search::matches(text, &query)
                })
            })?;
        Ok(())
    }
}

/// The words with the address (fourth line) masked.
fn mask(text: &str) -> String {
    let mut lines: Vec<String> = text.split('\n').map(str::to_string).collect();
    if let Some(address) = lines.get_mut(3) {
        *address = model::mask::address(address);
    }
    lines.join("\n")
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
    let mut put = |n: i64| w.put(Value::Integer(n));
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
