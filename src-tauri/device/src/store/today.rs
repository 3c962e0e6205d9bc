//! 今日: what waits for this officer, found by indexes of the projection.

use super::Db;
use super::ticket::No;
use crate::error::Result;
use api::Today;
use model::hands::{Hand, hands};
use model::person::Person;
use model::row::Row;
use model::scope::Clause;
use model::{Moment, Status, UnitCode};
use rusqlite::params_from_iter;
use rusqlite::types::Value;
use std::collections::BTreeSet;

/// Rows of one list.
const ROWS: usize = 20;
/// Days an act that did not count is brought up again.
const VOID_DAYS: i64 = 30;

/// What to look at now; `midnight` is when the officer's day began.
pub fn read(conn: &Db, me: &Person, now: Moment, midnight: Moment) -> Result<Today> {
    let hands = hands(me);
    let due = waiting(conn, &hands, "amber_at <= ?", Some(now.0))?;
    let urgent = waiting(conn, &hands, "grade < 2", None)?;
    let returned = returned(conn, me, now)?;
    let captured: i64 = conn
        .prepare_cached("SELECT count(*) FROM ticket WHERE created_by = ? AND captured_at >= ?")?
        .query_row((me.user.as_str(), midnight.0), |r| r.get(0))?;
    Ok(Today {
        due_total: due.len() as u64,
        due: rows(conn, due)?,
        urgent_total: urgent.len() as u64,
        urgent: rows(conn, urgent)?,
        returned_total: returned.len() as u64,
        returned: rows(conn, returned)?,
        captured: captured.unsigned_abs(),
    })
}

/// Tickets in these hands that meet a condition, by deadline; a ticket may wait in two ways.
fn waiting(
    conn: &Db,
    hands: &[Hand],
    condition: &str,
    value: Option<i64>,
) -> Result<BTreeSet<(i64, No)>> {
    let mut found = BTreeSet::new();
    for hand in hands {
        let (of, mut values) = clause(&hand.of);
        values.extend(value.map(Value::Integer));
        let sql = format!(
            "SELECT due_at, no FROM ticket WHERE status IN ({}) AND {of} AND {condition}",
            quoted(hand.statuses)
        );
        let mut statement = conn.prepare_cached(&sql)?;
        let rows = statement.query_map(params_from_iter(values), |r| Ok((r.get(0)?, r.get(1)?)))?;
        for row in rows {
            found.insert(row?);
        }
    }
    Ok(found)
}

/// Tickets in these hands, as one condition with its values; 1 or 0 for each ticket.
pub fn held(hands: &[Hand]) -> (String, Vec<Value>) {
    let (mut any, mut values) = (vec!["0".to_string()], Vec::new());
    for hand in hands {
        let (of, own) = clause(&hand.of);
        any.push(format!("status IN ({}) AND {of}", quoted(hand.statuses)));
        values.extend(own);
    }
    (format!("ifnull({}, 0)", any.join(" OR ")), values)
}

/// Own captures sent back, and open ones with an own act that did not count and was not made good since; newest first.
fn returned(conn: &Db, me: &Person, now: Moment) -> Result<BTreeSet<(i64, No)>> {
    let mut found = BTreeSet::new();
    let mut take = |sql: &str, values: (&str, i64)| -> Result<()> {
        let mut statement = conn.prepare_cached(sql)?;
        let rows = statement.query_map(values, |r| Ok((r.get(0)?, r.get(1)?)))?;
        for row in rows {
            found.insert(row?);
        }
        Ok(())
    };
    take(
        "SELECT -captured_at, no FROM ticket WHERE created_by = ?1 AND status = 'fixing' AND captured_at > ?2",
        (me.user.as_str(), i64::MIN),
    )?;
    let ended: Vec<Status> = Status::ALL
        .iter()
        .copied()
        .filter(|s| !s.is_open())
        .collect();
    take(
        &format!(
            "SELECT -t.captured_at, t.no FROM edit e JOIN ticket t ON t.no = e.ticket
             WHERE e.state = 3 AND e.author = ?1 AND e.at > ?2 AND t.status NOT IN ({})
             AND NOT EXISTS (SELECT 1 FROM edit l WHERE l.ticket = e.ticket AND l.no > e.no AND l.state <= 2)",
            quoted(&ended)
        ),
        (
            me.user.as_str(),
            now.plus_minutes(-VOID_DAYS * 24 * 60).0,
        ),
    )?;
    Ok(found)
}

fn rows(conn: &Db, found: BTreeSet<(i64, No)>) -> Result<Vec<Row>> {
    let first = found.into_iter().take(ROWS);
    first.map(|(_, no)| super::ticket::row(conn, no)).collect()
}

/// Identifiers of the closed list; not one has a quote in it.
fn quoted(statuses: &[Status]) -> String {
    let names: Vec<String> = statuses.iter().map(|s| format!("'{s}'")).collect();
    names.join(", ")
}

/// A way of seeing tickets as a condition with its values.
fn clause(clause: &Clause) -> (&'static str, Vec<Value>) {
    let text = |s: &str| Value::Text(s.to_string());
    let unit = |u: &UnitCode| vec![text(u.as_str()), text(u.as_str())];
    match clause {
        Clause::All | Clause::Open => ("1", Vec::new()),
        Clause::CreatedBy(user) => ("created_by = ?", vec![text(user.as_str())]),
        Clause::Area(prefix) => ("area GLOB ? || '*'", vec![text(prefix)]),
        Clause::Grid(grid) => ("grid = ?", vec![text(grid)]),
        Clause::Unit(code) => (
            "(unit = ? OR EXISTS (SELECT 1 FROM json_each(co_units) WHERE value = ?))",
            unit(code),
        ),
        Clause::Assigned(code, user) => (
            "(unit = ? AND (handler IS NULL OR handler = ?) OR EXISTS (SELECT 1 FROM json_each(co_units) WHERE value = ?))",
            vec![
                text(code.as_str()),
                text(user.as_str()),
                text(code.as_str()),
            ],
        ),
        Clause::Visit(user) => (
            "(status = 'visiting' OR visited_by = ?)",
            vec![text(user.as_str())],
        ),
    }
}
