//! Lists and counts, from the projection alone. The meaning of each filter is the pool's.

use crate::error::Result;
use api::{ListTickets, Sort, TicketCounts, TicketPage};
use model::row::Row;
use model::search::{self, Query};
use model::{Code, Moment, Status};
use rusqlite::functions::FunctionFlags;
use rusqlite::{Connection, types::Value};
use std::collections::BTreeMap;

/// The greatest `limit`.
const LIMIT_MAX: u32 = 500;

/// The SQL function that confirms a text match: `found(words, query)`.
pub fn add_functions(conn: &Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    conn.create_scalar_function("found", 2, flags, |context| {
        let query = context.get_or_create_aux(1, |v| -> rusqlite::Result<Query> {
            Ok(search::query(v.as_str()?))
        })?;
        let words = context.get_raw(0).as_str()?;
        Ok(search::matches(words, &query))
    })
}

/// The columns an order goes by; the ticket's number settles ties.
fn order(sort: Sort) -> (&'static str, &'static str) {
    match sort {
        Sort::Due => ("due_at", "no"),
        Sort::Newest => ("-captured_at", "no"),
        Sort::Oldest => ("captured_at", "no"),
        Sort::Grade => ("grade", "due_at"),
    }
}

/// One page of tickets.
pub fn page(conn: &Connection, ask: &ListTickets, now: Moment) -> Result<TicketPage> {
    let mut filter = vec!["1".to_string()];
    let mut values: Vec<Value> = Vec::new();
    let mut add = |sql: &str, value: Value| {
        values.push(value);
        filter.push(sql.replace("?", &format!("?{}", values.len())));
    };
    if let Some(status) = ask.status {
        add("status = ?", status.as_str().to_string().into());
    }
    if let Some(area) = &ask.area {
        add("area GLOB ? || '*'", area.prefix().to_string().into());
    }
    if let Some(unit) = &ask.unit {
        add("unit = ?", unit.as_str().to_string().into());
    }
    if let Some(text) = ask.text.as_ref().filter(|t| !search::query(t).is_empty()) {
        add("found(words, ?)", text.clone().into());
    }
    if let Some(overdue) = ask.overdue {
        add(
            if overdue { "due_at < ?" } else { "due_at >= ?" },
            now.0.into(),
        );
    }
    let matching = filter.join(" AND ");
    let total: i64 = conn
        .prepare_cached(&format!("SELECT count(*) FROM ticket WHERE {matching}"))?
        .query_row(rusqlite::params_from_iter(&values), |r| r.get(0))?;

    let (first, second) = order(ask.sort.unwrap_or(Sort::Due));
    let limit = ask.limit.unwrap_or(50).clamp(1, LIMIT_MAX);
    let mut behind = String::new();
    if let Some(after) = &ask.after {
        let parts: Vec<i64> = after.split('.').filter_map(|p| p.parse().ok()).collect();
        let [a, b, no] = parts[..] else {
            return Err(Code::CursorInvalid.into());
        };
        let n = values.len();
        values.extend([a.into(), b.into(), no.into()]);
        behind = format!(
            " AND ({first}, {second}, no) > (?{}, ?{}, ?{})",
            n + 1,
            n + 2,
            n + 3
        );
    }
    let sql = format!(
        "SELECT row, {first}, {second}, no FROM ticket WHERE {matching}{behind} ORDER BY {first}, {second}, no LIMIT {}",
        limit + 1
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map(rusqlite::params_from_iter(&values), |r| {
        Ok((
            r.get::<_, String>(0)?,
            [r.get::<_, i64>(1)?, r.get(2)?, r.get(3)?],
        ))
    })?;
    let mut found = rows.collect::<rusqlite::Result<Vec<_>>>()?;
    let more = found.len() > limit as usize;
    found.truncate(limit as usize);
    let after = more
        .then(|| found.last().map(|(_, [a, b, no])| format!("{a}.{b}.{no}")))
        .flatten();
    let tickets = found
        .iter()
        .map(|(row, _)| Ok(serde_json::from_str::<Row>(row)?))
        .collect::<Result<_>>()?;
    Ok(TicketPage {
        tickets,
        after,
        total: u64::try_from(total).unwrap_or(0),
    })
}

/// Tickets per status, and those past their deadline.
pub fn counts(conn: &Connection, now: Moment) -> Result<TicketCounts> {
    let mut statement = conn
        .prepare_cached("SELECT status, count(*), sum(due_at < ?) FROM ticket GROUP BY status")?;
    let rows = statement.query_map([now.0], |r| {
        Ok((
            r.get::<_, String>(0)?,
            r.get::<_, u32>(1)?,
            r.get::<_, u32>(2)?,
        ))
    })?;
    let (mut by_status, mut overdue) = (BTreeMap::new(), BTreeMap::new());
    for row in rows {
        let (status, all, late) = row?;
        let status: Status = status.parse()?;
        by_status.insert(status, u64::from(all));
        if late > 0 {
            overdue.insert(status, u64::from(late));
        }
    }
    Ok(TicketCounts {
        by_status,
        overdue,
        by_unit: BTreeMap::new(),
    })
}
