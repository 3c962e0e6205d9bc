//! Lists and counts, from the projection alone. The meaning of each filter is the pool's.

use super::{Db, today};
use crate::error::Result;
use api::{ListTickets, Sort, TicketCounts, TicketPage, UnitCount};
use model::hands::hands;
use model::person::Person;
use model::row::Row;
use model::search::{self, Query};
use model::{Code, Grade, Moment, Status, UnitCode};
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

/// Conditions joined by AND, with their values.
#[derive(Default)]
struct Filter {
    sql: Vec<String>,
    values: Vec<Value>,
}

impl Filter {
    /// Adds a condition; each `?` in it takes one of the values, in order.
    fn add(&mut self, sql: &str, values: impl IntoIterator<Item = Value>) {
        let mut numbered = String::new();
        let mut values = values.into_iter();
        for part in sql.split_inclusive('?') {
            match (part.strip_suffix('?'), values.next()) {
                (Some(before), Some(value)) => {
                    self.values.push(value);
                    numbered += &format!("{before}?{}", self.values.len());
                }
                _ => numbered += part,
            }
        }
        self.sql.push(numbered);
    }

    /// What a list asks for.
    fn of(ask: &ListTickets, me: &Person, now: Moment) -> Self {
        let mut filter = Filter::default();
        let mut add = |sql: &str, value: Value| filter.add(sql, [value]);
        if let Some(status) = ask.status {
            add("status = ?", text(status.as_str()));
        }
        if let Some(area) = &ask.area {
            add("area GLOB ? || '*'", text(area.prefix()));
        }
        if let Some(unit) = &ask.unit {
            add("unit = ?", text(unit.as_str()));
        }
        if let Some(words) = ask.text.as_ref().filter(|t| !search::query(t).is_empty()) {
            add("found(words, ?)", text(words));
        }
        if let Some(grade) = ask.grade {
            let place = Grade::ALL.iter().position(|g| *g == grade).unwrap_or(0);
            add(
                "grade = ?",
                Value::Integer(i64::try_from(place).unwrap_or(0)),
            );
        }
        if let Some(kind) = ask.kind {
            add("kind = ?", text(kind.as_str()));
        }
        if let Some(source) = ask.source {
            add("source = ?", text(source.as_str()));
        }
        if let Some(category) = &ask.category {
            add("category GLOB ? || '*'", text(category.as_str()));
        }
        if let Some(grid) = &ask.grid {
            add("grid = ?", text(grid));
        }
        if let Some(mine) = ask.mine {
            let same = if mine {
                "created_by = ?"
            } else {
                "created_by <> ?"
            };
            add(same, text(me.user.as_str()));
        }
        if let Some(since) = ask.since {
            add("received_at >= ?", since.0.into());
        }
        if let Some(until) = ask.until {
            add("received_at < ?", until.0.into());
        }
        if let Some(overdue) = ask.overdue {
            add(
                if overdue { "due_at < ?" } else { "due_at >= ?" },
                now.0.into(),
            );
        }
        if let Some(link) = ask.link {
            let inside = Status::ALL.iter().filter(|s| s.link() == Some(link));
            // Not one value has a quote in it: they are the closed list's identifiers.
            let names: Vec<String> = inside.map(|s| format!("'{s}'")).collect();
            filter.add(&format!("status IN ({})", names.join(", ")), []);
        }
        overlays(&mut filter, ask, now);
        if let Some(waiting) = ask.waiting {
            let (held, values) = today::held(&hands(me));
            let is = if waiting { "1" } else { "0" };
            filter.add(&format!("({held}) = {is}"), values);
        }
        if let Some([west, south, east, north]) = ask.bbox {
            filter.add(
                "lat BETWEEN ? AND ? AND lon BETWEEN ? AND ?",
                [south, north, west, east].map(Value::Real),
            );
        }
        filter
    }

    fn sql(&self) -> String {
        if self.sql.is_empty() {
            return "1".into();
        }
        self.sql.join(" AND ")
    }
}

/// What lies over a ticket: a device holds few enough to read it from the rows.
fn overlays(filter: &mut Filter, ask: &ListTickets, now: Moment) {
    let ended = Status::ALL.iter().filter(|s| !s.is_open());
    let ended: Vec<String> = ended.map(|s| format!("'{s}'")).collect();
    let open = format!("status NOT IN ({})", ended.join(", "));
    let conditions = [
        (ask.open, open.as_str()),
        (ask.alarm, ALARM),
        (ask.asked, "ifnull(row ->> '$.asked', 0) = 1"),
        (ask.pressed, PRESSED),
        (ask.bounced, "ifnull(row ->> '$.returns', 0) > 0"),
        (ask.redone, "ifnull(row ->> '$.redos', 0) > 0"),
    ];
    for (wanted, condition) in conditions {
        match wanted {
            Some(true) => filter.add(condition, []),
            Some(false) => filter.add(&format!("NOT ({condition})"), []),
            None => {}
        }
    }
    if let Some(late) = ask.hang_late {
        let check = "ifnull(cast(round(unixepoch(row ->> '$.hang_check', 'subsec') * 1000) as integer) < ?, 0)";
        let is = if late { "1" } else { "0" };
        filter.add(&format!("{check} = {is}"), [now.0.into()]);
    }
}

/// Dispatched, not signed, and 突发 or 紧急.
const ALARM: &str = "ifnull(row ->> '$.alarm', 0) = 1";
const PRESSED: &str = "ifnull(row ->> '$.presses', 0) > 0";

fn text(value: &str) -> Value {
    Value::Text(value.to_string())
}

/// One page of tickets, as `me` sees them.
pub fn page(conn: &Db, ask: &ListTickets, me: &Person, now: Moment) -> Result<TicketPage> {
    let filter = Filter::of(ask, me, now);
    let matching = filter.sql();
    let mut values = filter.values;
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
        values.extend([a, b, no].map(Value::Integer));
        behind = format!(
            " AND ({first}, {second}, no) > (?{}, ?{}, ?{})",
            n + 1,
            n + 2,
            n + 3
        );
    }
    let sql = format!(
        "SELECT row, {first}, {second}, no FROM ticket WHERE {matching}{behind} ORDER BY {first}, {second}, no LIMIT {} OFFSET {}",
        limit + 1,
        ask.offset.unwrap_or(0)
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

/// Tickets per status, open ones per unit, and of each those past their deadline.
pub fn counts(conn: &Db, now: Moment) -> Result<TicketCounts> {
    let mut statement = conn
        .prepare_cached("SELECT status, count(*), sum(due_at < ?) FROM ticket GROUP BY status")?;
    let rows = statement.query_map([now.0], counted)?;
    let (mut by_status, mut overdue) = (BTreeMap::new(), BTreeMap::new());
    for row in rows {
        let (status, all, late) = row?;
        let status: Status = status.parse()?;
        by_status.insert(status, all);
        if late > 0 {
            overdue.insert(status, late);
        }
    }
    let ended: Vec<String> = Status::ALL
        .iter()
        .filter(|s| !s.is_open())
        .map(|s| format!("'{s}'"))
        .collect();
    let mut statement = conn.prepare_cached(&format!(
        "SELECT unit, count(*), sum(due_at < ?) FROM ticket WHERE unit IS NOT NULL AND status NOT IN ({}) GROUP BY unit",
        ended.join(", ")
    ))?;
    let rows = statement.query_map([now.0], counted)?;
    let mut by_unit = BTreeMap::new();
    for row in rows {
        let (unit, open, overdue) = row?;
        by_unit.insert(UnitCode::new(unit)?, UnitCount { open, overdue });
    }
    let those = |condition: &str| -> Result<u64> {
        let sql = format!("SELECT count(*) FROM ticket WHERE {condition}");
        let n: i64 = conn.prepare_cached(&sql)?.query_row([], |r| r.get(0))?;
        Ok(n.unsigned_abs())
    };
    Ok(TicketCounts {
        by_status,
        overdue,
        by_unit,
        alarm: those(&format!("status = 'dispatched' AND {ALARM}"))?,
        pressed: those(PRESSED)?,
    })
}

fn counted(r: &rusqlite::Row) -> rusqlite::Result<(String, u64, u64)> {
    let count = |n: i64| n.unsigned_abs();
    Ok((r.get(0)?, count(r.get(1)?), count(r.get(2)?)))
}
