//! What a restore must not bring back: sessions, codes, and what was taken from devices and people since the backup. The
//! store that is being replaced says what that was; without it, every device waits.

use super::{DATABASE, Keys, Tx};
use crate::Result;
use model::Moment;
use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags, OptionalExtension, params_from_iter};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Where the pool's folder lies, as of its last opening.
pub(super) const FOLDER: &str = "folder";

/// The folder in which a database that is not open was opened last.
pub fn last_folder(folder: &Path) -> Result<Option<PathBuf>> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(folder.join(DATABASE), flags)?;
    let sql = "select value from setting where name = ?1";
    let found: Option<String> = db.query_row(sql, [FOLDER], |r| r.get(0)).optional()?;
    Ok(found.map(PathBuf::from))
}

/// What was taken over from the store that is being replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TakenOver {
    pub people: usize,
    pub devices: usize,
    /// Last line of its audit chain.
    pub lines: i64,
}

impl Tx<'_> {
    /// Ends what nobody can vouch for after a restore: every session, every code that was not used, every request that waits
    /// for a consent.
    pub fn end_the_open(&self, now: Moment) -> Result<()> {
        self.conn.execute("delete from session", [])?;
        self.drop_consents()?;
        let sql = "update enrol_code set used_at = ?1 where used_at is null";
        self.conn.execute(sql, [now.0])?;
        Ok(())
    }
    /// Every device waits for the administrator, and proves itself by its key. How many.
    pub fn hold_devices(&self, now: Moment) -> Result<usize> {
        let sql = "update device set held_at = ?1, renew = 1 where revoked_at is null";
        Ok(self.conn.execute(sql, [now.0])?)
    }
    /// Takes people and devices over as they stood in another folder of the same pool; none when it holds another pool.
    pub fn take_over(&self, keys: &Keys, folder: &Path) -> Result<Option<TakenOver>> {
        if Keys::read(folder)?.pool != keys.pool {
            return Ok(None);
        }
        let old = Connection::open_with_flags(
            folder.join(DATABASE),
            OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
        )?;
        old.busy_timeout(Duration::from_secs(10))?;
        let lines = "select coalesce(max(n), 0) from audit";
        Ok(Some(TakenOver {
            people: self.copy(&old, "user")?,
            devices: self.copy(&old, "device")?,
            lines: old.query_row(lines, [], |r| r.get(0))?,
        }))
    }
    /// Copies the rows of a table in the columns that both have.
    fn copy(&self, old: &Connection, table: &str) -> Result<usize> {
        let columns = |conn: &Connection| -> Result<BTreeSet<String>> {
            let mut ask = conn.prepare("select name from pragma_table_info(?1)")?;
            let names = ask.query_map([table], |r| r.get(0))?;
            Ok(names.collect::<Result<_, _>>()?)
        };
        let (ours, theirs) = (columns(&self.conn)?, columns(old)?);
        let shared: Vec<&str> = ours.intersection(&theirs).map(String::as_str).collect();
        let (names, places) = (shared.join(", "), vec!["?"; shared.len()].join(", "));
        let mut put = self.conn.prepare(&format!(
            "insert or replace into {table} ({names}) values ({places})"
        ))?;
        let mut ask = old.prepare(&format!("select {names} from {table}"))?;
        let mut rows = ask.query([])?;
        let mut count = 0;
        while let Some(row) = rows.next()? {
            let values = (0..shared.len()).map(|i| row.get::<_, Value>(i));
            let values = values.collect::<Result<Vec<_>, _>>()?;
            put.execute(params_from_iter(values))?;
            count += 1;
        }
        Ok(count)
    }
}
