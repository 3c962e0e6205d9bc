//! Brings the columns up to a view of the database.

use super::{Columns, NEVER, flag, place};
use crate::{Error, Result};
use model::{Grade, Kind, Source, Status};
use rusqlite::{Connection, Row};

/// Everything the columns hold.
const ALL: &str = "select n, status, open, grade, kind, source, category, area, grid, created_by, lead_unit, handler,
    visited_by, received, amber, due, hang_check, lon, lat, alarm, asked, returns > 0, redos > 0, presses > 0
    from ticket";

/// The last position at which a ticket changed, as this view has it; -1 before the first.
pub fn head(conn: &Connection) -> Result<i64> {
    let sql = "select coalesce(max(pos), -1) from ticket";
    Ok(conn.prepare_cached(sql)?.query_row([], |r| r.get(0))?)
}

impl Columns {
    /// The position up to which they are right.
    pub fn covers(&self) -> Option<i64> {
        self.covers
    }

    /// Takes in whatever changed since; afterwards they cover `head`, which is that of this view. After a failure they cover
    /// nothing, and the next sight loads them anew.
    pub fn catch_up(&mut self, conn: &Connection, head: i64) -> Result<()> {
        let done = self.take_in(conn);
        match done {
            Ok(()) => self.covers = Some(head),
            Err(_) => *self = Columns::default(),
        }
        done
    }

    fn take_in(&mut self, conn: &Connection) -> Result<()> {
        let since = self.covers.unwrap_or(-1);
        let fresh = self.covers.is_none();
        if fresh {
            self.make_room(last(conn)?);
        }
        let mut changed = Vec::new();
        // The whole table is read in its own order, a few changes by their index.
        let pos = if fresh { "+pos" } else { "pos" };
        let mut ask = conn.prepare_cached(&format!("{ALL} where {pos} > ?1"))?;
        let mut rows = ask.query([since])?;
        while let Some(row) = rows.next()? {
            let n = self.take(row)?;
            if !fresh {
                changed.push(n);
            }
        }
        match fresh {
            true => self.join_all(conn),
            false => changed.into_iter().try_for_each(|n| self.join(conn, n)),
        }
    }

    fn make_room(&mut self, len: usize) {
        if len <= self.len() {
            return;
        }
        for column in [
            &mut self.status,
            &mut self.grade,
            &mut self.kind,
            &mut self.source,
        ] {
            column.resize(len, u8::MAX);
        }
        self.flags.resize(len, 0);
        for column in [
            &mut self.category,
            &mut self.area,
            &mut self.grid,
            &mut self.created_by,
            &mut self.lead_unit,
            &mut self.handler,
            &mut self.visited_by,
        ] {
            column.grow(len);
        }
        self.received.resize(len, 0);
        for column in [&mut self.amber, &mut self.due, &mut self.hang_check] {
            column.resize(len, NEVER);
        }
        self.lon.resize(len, f64::NAN);
        self.lat.resize(len, f64::NAN);
    }

    /// One ticket; its number.
    fn take(&mut self, row: &Row) -> Result<u32> {
        let n: u32 = row.get(0)?;
        let at = (n as usize)
            .checked_sub(1)
            .ok_or_else(|| Error::Damaged("ticket 0".into()))?;
        self.make_room(at + 1);
        let text = |i: usize| -> Result<&str> {
            Ok(row.get_ref(i)?.as_str().map_err(rusqlite::Error::from)?)
        };
        let maybe = |i: usize| -> Result<Option<&str>> {
            Ok(row
                .get_ref(i)?
                .as_str_or_null()
                .map_err(rusqlite::Error::from)?)
        };
        let status: Status = text(1)?.parse()?;
        self.status[at] = place(Status::ALL, &status);
        self.grade[at] = place(Grade::ALL, &super::super::tickets::grade_of(row.get(3)?));
        // Words that this version does not know are nobody's.
        self.kind[at] = text(4)?.parse().map_or(u8::MAX, |k| place(Kind::ALL, &k));
        self.source[at] = text(5)?.parse().map_or(u8::MAX, |s| place(Source::ALL, &s));
        self.category.set(at, maybe(6)?);
        self.area.set(at, maybe(7)?);
        self.grid.set(at, maybe(8)?);
        self.created_by.set(at, maybe(9)?);
        self.lead_unit.set(at, maybe(10)?);
        self.handler.set(at, maybe(11)?);
        self.visited_by.set(at, maybe(12)?);
        self.received[at] = row.get(13)?;
        self.amber[at] = row.get(14)?;
        self.due[at] = row.get(15)?;
        self.hang_check[at] = row.get::<_, Option<i64>>(16)?.unwrap_or(NEVER);
        self.lon[at] = row.get::<_, Option<f64>>(17)?.unwrap_or(f64::NAN);
        self.lat[at] = row.get::<_, Option<f64>>(18)?.unwrap_or(f64::NAN);
        self.flags[at] = 0;
        for (i, flag) in [
            (2, flag::OPEN),
            (19, flag::ALARM),
            (20, flag::ASKED),
            (21, flag::BOUNCED),
            (22, flag::REDONE),
            (23, flag::PRESSED),
        ] {
            if row.get(i)? {
                self.flags[at] |= flag;
            }
        }
        self.there.put(at);
        Ok(n)
    }

    fn join_all(&mut self, conn: &Connection) -> Result<()> {
        let mut ask = conn.prepare_cached("select n, unit from co_unit")?;
        let mut rows = ask.query([])?;
        while let Some(row) = rows.next()? {
            self.put_joined(row.get(0)?, row.get(1)?);
        }
        Ok(())
    }

    fn join(&mut self, conn: &Connection, n: u32) -> Result<()> {
        for unit in self.joins.remove(&n).unwrap_or_default() {
            if let Some(joined) = self.joined.get_mut(&unit) {
                joined.remove(&n);
            }
        }
        let mut ask = conn.prepare_cached("select unit from co_unit where n = ?1")?;
        let mut rows = ask.query([n])?;
        while let Some(row) = rows.next()? {
            self.put_joined(n, row.get(0)?);
        }
        Ok(())
    }

    fn put_joined(&mut self, n: u32, unit: String) {
        self.joins.entry(n).or_default().push(unit.clone());
        self.joined.entry(unit).or_default().insert(n);
    }
}

fn last(conn: &Connection) -> Result<usize> {
    let sql = "select coalesce(max(n), 0) from ticket";
    Ok(conn.query_row(sql, [], |r| r.get(0))?)
}
