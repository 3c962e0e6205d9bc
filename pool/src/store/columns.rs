//! Brings the columns up to a view of the database.

use super::key;
use crate::Result;
use ::lists::{Age, Columns, Entry, NEVER};
use model::Status;
use parking_lot::{Mutex, RwLock};
use rusqlite::{Connection, Row};
use std::collections::BTreeSet;

/// Everything the columns hold.
const ALL: &str = "select n, status, grade, kind, source, category, area, grid, created_by, lead_unit, handler, visited_by,
    received, amber, due, hang_check, lon, lat, alarm, asked, returns > 0, redos > 0, presses > 0, id from ticket";

/// The columns of one database file, shared by all connections to it.
#[derive(Default)]
pub struct Index {
    pub(super) loaded: RwLock<Loaded>,
    /// Numbers of tickets whose row turned out to be unreadable since the columns were brought up to date last.
    aside: Mutex<BTreeSet<u32>>,
}

impl Index {
    pub(super) fn has_aside(&self) -> bool {
        !self.aside.lock().is_empty()
    }
    pub(super) fn put_aside(&self, n: i64) {
        self.aside.lock().extend(u32::try_from(n));
    }
    pub(super) fn take_aside(&self) -> BTreeSet<u32> {
        std::mem::take(&mut *self.aside.lock())
    }
}

/// The columns and how far they reach.
pub struct Loaded {
    /// The last position of the feed that is in them; none before they were loaded.
    pub(super) covers: Option<i64>,
    pub(super) columns: Columns,
}

impl Default for Loaded {
    fn default() -> Self {
        Loaded {
            covers: None,
            columns: Columns::new(Age::Arrival),
        }
    }
}

/// The last position at which a ticket changed, as this view has it; -1 before the first.
pub(super) fn head(conn: &Connection) -> Result<i64> {
    let sql = "select coalesce(max(pos), -1) from ticket";
    Ok(conn.prepare_cached(sql)?.query_row([], |r| r.get(0))?)
}

impl Loaded {
    /// Takes in whatever changed since; afterwards the columns cover `head`, which is that of this view. After a failure
    /// they cover nothing, and the next snapshot loads them again.
    pub(super) fn catch_up(&mut self, conn: &Connection, head: i64) -> Result<()> {
        if self.covers == Some(head) {
            return Ok(());
        }
        let done = self.take_in(conn);
        match done {
            Ok(()) => self.covers = Some(head),
            Err(_) => *self = Loaded::default(),
        }
        done
    }

    /// Leaves out tickets whose rows cannot be read; each comes back with its next change.
    pub(super) fn set_aside(&mut self, numbers: BTreeSet<u32>) {
        numbers.into_iter().for_each(|n| self.columns.remove(n));
    }

    fn take_in(&mut self, conn: &Connection) -> Result<()> {
        let since = self.covers.unwrap_or(-1);
        let fresh = self.covers.is_none();
        if fresh {
            self.columns.reach(last(conn)?);
        }
        let mut changed = Vec::new();
        // The whole table is read in its own order, a few changes by their index.
        let pos = if fresh { "+pos" } else { "pos" };
        let mut ask = conn.prepare_cached(&format!("{ALL} where {pos} > ?1"))?;
        let mut rows = ask.query([since])?;
        while let Some(row) = rows.next()? {
            let Ok(n) = row.get(0) else {
                warn_unreadable(row.get(23).ok());
                continue;
            };
            match entry(row) {
                Ok(entry) => self.columns.put(n, &entry),
                Err(_) => {
                    warn_unreadable(row.get(23).ok());
                    self.columns.remove(n);
                    continue;
                }
            }
            if !fresh {
                changed.push(n);
            }
        }
        match fresh {
            true => self.join_all(conn),
            false => changed.into_iter().try_for_each(|n| self.join(conn, n)),
        }
    }

    fn join_all(&mut self, conn: &Connection) -> Result<()> {
        let mut ask = conn.prepare_cached("select n, unit from co_unit")?;
        let mut rows = ask.query([])?;
        while let Some(row) = rows.next()? {
            self.columns.join(row.get(0)?, &row.get::<_, String>(1)?);
        }
        Ok(())
    }

    fn join(&mut self, conn: &Connection, n: u32) -> Result<()> {
        self.columns.leave(n);
        let mut ask = conn.prepare_cached("select unit from co_unit where n = ?1")?;
        let mut rows = ask.query([n])?;
        while let Some(row) = rows.next()? {
            self.columns.join(n, &row.get::<_, String>(0)?);
        }
        Ok(())
    }
}

/// What a ticket's row of the table says; an error when it says what this version cannot read.
fn entry<'a>(row: &'a Row) -> Result<Entry<'a>> {
    let text = |i: usize| -> Result<&'a str> {
        Ok(row.get_ref(i)?.as_str().map_err(rusqlite::Error::from)?)
    };
    let maybe = |i: usize| -> Result<Option<&'a str>> {
        let value = row.get_ref(i)?.as_str_or_null();
        Ok(value.map_err(rusqlite::Error::from)?)
    };
    let place: (Option<f64>, Option<f64>) = (row.get(16)?, row.get(17)?);
    Ok(Entry {
        status: text(1)?.parse::<Status>()?,
        grade: key::grade_of(row.get(2)?),
        // Words that this version does not know are nobody's.
        kind: text(3)?.parse().ok(),
        source: text(4)?.parse().ok(),
        category: text(5)?,
        area: text(6)?,
        grid: maybe(7)?,
        created_by: text(8)?,
        lead_unit: maybe(9)?,
        handler: maybe(10)?,
        visited_by: maybe(11)?,
        captured: 0,
        received: row.get(12)?,
        amber: row.get(13)?,
        due: row.get(14)?,
        hang_check: row.get::<_, Option<i64>>(15)?.unwrap_or(NEVER),
        position: place.0.zip(place.1),
        alarm: row.get(18)?,
        asked: row.get(19)?,
        bounced: row.get(20)?,
        redone: row.get(21)?,
        pressed: row.get(22)?,
    })
}

/// Names a ticket that is left out because what was stored of it cannot be read.
pub(super) fn warn_unreadable(id: Option<[u8; 16]>) {
    let id = id.and_then(|id| key::ticket_of(id).ok());
    let id = id.as_ref().map_or("unknown", |id| id.as_str());
    tracing::warn!(
        ticket = id,
        "a row that this version cannot read is left out of lists"
    );
}

fn last(conn: &Connection) -> Result<usize> {
    let sql = "select coalesce(max(n), 0) from ticket";
    Ok(conn.query_row(sql, [], |r| r.get(0))?)
}
