//! Brings the columns up to a picture of the store.

use crate::error::Result;
use crate::store::Db;
use ::lists::{Age, Bits, Columns, Entry, NEVER};
use model::{Grade, Status, danger};
use parking_lot::{Mutex, RwLock, RwLockReadGuard, RwLockWriteGuard};
use rusqlite::Row;
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// Everything the columns hold, as the index of it holds it.
const ALL: &str = "select no, status, grade, kind, source, category, area, grid, created_by, unit, handler, visited_by, captured_at,
    received_at, amber_at, due_at, hang_check, lon, lat, alarm, asked, returns > 0, redos > 0, presses > 0, co_units
    from ticket indexed by ticket_listed where version > ?";

/// The columns of one store, loaded when a list first asks for them.
#[derive(Default)]
pub struct Index {
    loaded: RwLock<Loaded>,
    /// Tickets whose row turned out to be unreadable since the columns were brought up to date last.
    aside: Mutex<BTreeSet<u32>>,
}

/// The columns and the version of the store they are.
pub struct Loaded {
    version: Option<i64>,
    pub(super) columns: Columns,
}

impl Default for Loaded {
    fn default() -> Self {
        Loaded {
            version: None,
            columns: Columns::new(Age::Capture),
        }
    }
}

impl Index {
    pub(super) fn is_loaded(&self) -> bool {
        self.loaded.read().version.is_some()
    }

    pub(super) fn put_aside(&self, n: i64) {
        self.aside.lock().extend(u32::try_from(n));
    }

    /// The columns at this picture of the store; none when they are beyond it already.
    pub(super) fn up_to(&self, db: &Db) -> Result<Option<RwLockReadGuard<'_, Loaded>>> {
        let sql = "select version, removed from listing";
        let (version, removed): (i64, i64) = db
            .prepare_cached(sql)?
            .query_row([], |r| Ok((r.get(0)?, r.get(1)?)))?;
        let loaded = self.loaded.read();
        match loaded.version.cmp(&Some(version)) {
            Ordering::Equal if self.aside.lock().is_empty() => return Ok(Some(loaded)),
            Ordering::Greater => return Ok(None),
            _ => drop(loaded),
        }
        let mut loaded = self.loaded.write();
        if loaded.version > Some(version) {
            return Ok(None);
        }
        // First, so that a row that was mended meanwhile is taken in again.
        for n in std::mem::take(&mut *self.aside.lock()) {
            loaded.columns.remove(n);
        }
        if let Err(error) = loaded.catch_up(db, removed) {
            *loaded = Loaded::default();
            return Err(error);
        }
        loaded.version = Some(version);
        Ok(Some(RwLockWriteGuard::downgrade(loaded)))
    }
}

impl Loaded {
    /// Takes in whatever changed since, and lets go what was removed.
    fn catch_up(&mut self, db: &Db, removed: i64) -> Result<()> {
        let mut ask = db.prepare_cached(ALL)?;
        let mut rows = ask.query([self.version.unwrap_or(-1)])?;
        while let Some(row) = rows.next()? {
            self.take(db, row)?;
        }
        if self.version.is_some_and(|version| version < removed) {
            self.columns.retain(&held(db)?);
        }
        Ok(())
    }

    fn take(&mut self, db: &Db, row: &Row) -> Result<()> {
        let n: u32 = row.get(0)?;
        self.columns.remove(n);
        match entry(row) {
            Some((entry, co_units)) => {
                self.columns.put(n, &entry);
                for unit in co_units {
                    self.columns.join(n, &unit);
                }
            }
            None => {
                let sql = "select id from ticket where no = ?";
                let id: String = db.prepare_cached(sql)?.query_row([n], |r| r.get(0))?;
                warn_unreadable(&id);
            }
        }
        Ok(())
    }
}

/// What the index says of a ticket, with its 协办; none when it says what this version cannot read.
fn entry<'a>(row: &'a Row) -> Option<(Entry<'a>, Vec<String>)> {
    let text = |i: usize| row.get_ref(i).ok()?.as_str().ok();
    let maybe = |i: usize| row.get_ref(i).ok()?.as_str_or_null().ok();
    let at = |i: usize| row.get::<_, Option<i64>>(i).ok();
    let is = |i: usize| row.get::<_, bool>(i).ok();
    let place: (Option<f64>, Option<f64>) = (row.get(17).ok()?, row.get(18).ok()?);
    let co_units = match text(24)? {
        "[]" => Vec::new(),
        json => serde_json::from_str(json).ok()?,
    };
    let entry = Entry {
        status: text(1)?.parse::<Status>().ok()?,
        grade: *Grade::ALL.get(usize::from(row.get::<_, u8>(2).ok()?))?,
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
        captured: at(12)??,
        received: at(13)?.unwrap_or(0),
        amber: at(14)?.unwrap_or(NEVER),
        due: at(15)?.unwrap_or(NEVER),
        hang_check: at(16)?.unwrap_or(NEVER),
        position: place.0.zip(place.1),
        alarm: is(19)?,
        asked: is(20)?,
        bounced: is(21)?,
        redone: is(22)?,
        pressed: is(23)?,
    };
    Some((entry, co_units))
}

/// Numbers of the tickets that are here.
fn held(db: &Db) -> Result<Bits> {
    let mut ask = db.prepare_cached("select no from ticket indexed by ticket_due")?;
    let mut rows = ask.query([])?;
    let mut bits = Bits::default();
    while let Some(row) = rows.next()? {
        bits.put(row.get::<_, u32>(0)? as usize - 1);
    }
    Ok(bits)
}

/// Columns of row numbers, ranks and deadlines alone.
pub(super) fn deadlines(db: &Db) -> Result<Columns> {
    let mut ask = db.prepare_cached("select no, due_at from ticket indexed by ticket_due")?;
    let mut rows = ask.query([])?;
    let mut columns = Columns::new(Age::Capture);
    while let Some(row) = rows.next()? {
        columns.put_due(row.get(0)?, row.get(1)?, danger::CALM);
    }
    // Few are 突发 or 紧急: an index of its own holds them, so that no row is read.
    let mut ask = db.prepare_cached(
        "select no, due_at, status, grade from ticket indexed by ticket_danger where grade < 2",
    )?;
    let mut rows = ask.query([])?;
    while let Some(row) = rows.next()? {
        let grade = Grade::ALL.get(usize::from(row.get::<_, u8>(3)?));
        let status = row.get_ref(2)?.as_str().ok().and_then(|s| s.parse().ok());
        if let Some((status, grade)) = status.zip(grade) {
            columns.put_due(row.get(0)?, row.get(1)?, danger::rank(status, *grade));
        }
    }
    Ok(columns)
}

/// Names a ticket that is left out because what was stored of it cannot be read.
pub(super) fn warn_unreadable(id: &str) {
    tracing::warn!(
        ticket = id,
        "a row that this version cannot read is left out of lists"
    );
}
