//! The encrypted store of one officer: SQLCipher in WAL mode, every commit on disk before it counts, one writer.

pub mod aside;
mod connections;
mod db;
pub mod document;
pub mod draft;
pub mod edit;
mod lists;
pub mod news;
pub mod note;
pub mod photo;
pub mod removal;
pub mod salvage;
mod schema;
pub mod setting;
pub mod side;
mod stored;
pub mod temp_no;
#[cfg(test)]
mod tests;
pub mod ticket;
pub mod told;
pub mod unsent;

pub use db::{Db, Tx};

use crate::error::{Error, Result};
use crate::keys::{self, Key};
use crate::{files, marks};
use connections::Connections;
use model::{Code, Denial};
use rusqlite::types::{FromSql, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use rusqlite::{ErrorCode, TransactionBehavior};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

const FILE: &str = "store.db";
/// Beside it, under its key: whose store it is, for the day on which it does not open.
const IDENTITY: &str = "identity";

/// The row a ticket lies in: its number inside this store, and nowhere else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TicketRowId(i64);

impl ToSql for TicketRowId {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        self.0.to_sql()
    }
}

impl FromSql for TicketRowId {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        i64::column_result(value).map(TicketRowId)
    }
}

/// An open store.
pub struct Store {
    dir: PathBuf,
    connections: Connections,
    commits: AtomicU64,
    index: lists::Index,
}

impl Store {
    /// Makes an empty store under a new key; there must be none.
    pub fn create(dir: &Path, key: &Key) -> Result<Self> {
        Self::with(dir, key, true)
    }

    /// Opens the store. One that does not open under its right key is set aside under another name, never deleted; so is what
    /// is left when the file is gone (`StoreGone`).
    pub fn open(dir: &Path, key: &Key) -> Result<Self> {
        if !files::exists(&dir.join(FILE)) {
            set_rest_aside(dir)?;
            return Err(Code::StoreGone.into());
        }
        Self::with(dir, key, false).map_err(|error| set_aside_broken(dir, error))
    }

    fn with(dir: &Path, key: &Key, create: bool) -> Result<Self> {
        let connections = Connections::open(&dir.join(FILE), key, create)?;
        let lock = marks::still(dir)?;
        connections.write(|writer| {
            writer.pragma_update(None, "journal_mode", "wal")?;
            schema::migrate(writer)
        })?;
        drop(lock);
        Ok(Store {
            dir: dir.to_path_buf(),
            connections,
            commits: AtomicU64::new(0),
            index: lists::Index::default(),
        })
    }

    /// Reads a consistent picture; waits for no writer of this process.
    pub fn read<T>(&self, f: impl FnOnce(&Db) -> Result<T>) -> Result<T> {
        let (outcome, unreadable) = self.connections.read(|reader| {
            let db = Db::of(reader.transaction()?);
            let outcome = f(&db);
            Ok((outcome, db.take_unreadable()))
        })?;
        // Marking may wait, and may fail: what was read is right without it, and the next reader finds the same.
        if !unreadable.is_empty()
            && !self.connections.is_writing()
            && let Err(error) = self.write(|tx| aside::keep(tx, &unreadable))
        {
            tracing::warn!(%error, "what does not read could not be set aside");
        }
        outcome
    }

    /// One durable transaction: all of it is on disk when this returns, or nothing. Waits for other windows at most ten
    /// seconds, then `StoreBusy`; `DeviceWiped` where another window wiped this device.
    pub fn write<T>(&self, f: impl FnOnce(&Tx) -> Result<T>) -> Result<T> {
        self.connections.write(|writer| {
            let _lock = marks::still(&self.dir)?;
            if marks::is_wiped(&self.dir) {
                return Err(Code::DeviceWiped.into());
            }
            let tx = Tx::of(writer.transaction_with_behavior(TransactionBehavior::Immediate)?);
            let value = f(&tx)?;
            aside::keep(&tx, &tx.take_unreadable())?;
            marks::outdate(&self.dir)?;
            tx.commit()?;
            self.commits.fetch_add(1, Ordering::Relaxed);
            Ok(value)
        })
    }

    /// Lets go of the file, as far as this body has to: nobody reads or writes by this store any more.
    pub fn close(&self) {
        self.connections.close();
    }

    /// The device's folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Transactions committed by this opening.
    pub fn commits(&self) -> u64 {
        self.commits.load(Ordering::Relaxed)
    }

    /// Limits the file's size in pages, to simulate a full disk.
    #[cfg(test)]
    pub fn limit_pages(&self, pages: u32) {
        let limit = format!("pragma max_page_count = {pages}");
        self.connections
            .write(|writer| Ok(writer.query_row(&limit, [], |_| Ok(()))?))
            .unwrap();
    }
    /// Pages of the file now.
    #[cfg(test)]
    pub fn pages(&self) -> u32 {
        self.connections
            .write(|writer| Ok(writer.query_row("pragma page_count", [], |r| r.get(0))?))
            .unwrap()
    }
}

/// A page that SQLCipher cannot decrypt is an error without a kind of its own, and without a word of any statement.
fn is_broken(error: &rusqlite::Error) -> bool {
    match error {
        rusqlite::Error::SqliteFailure(failure, said) => match failure.code {
            ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt => true,
            ErrorCode::Unknown => said.as_deref().is_none_or(|said| said == "SQL logic error"),
            _ => false,
        },
        _ => false,
    }
}

/// Sets the store aside when this error says that it does not read any more.
pub fn set_aside_broken(dir: &Path, error: Error) -> Error {
    match error {
        Error::Sql(e) if is_broken(&e) => match set_aside(dir) {
            Ok(name) => Denial::new(Code::StoreBroken).with("name", name).into(),
            Err(error) => error,
        },
        error => error,
    }
}

/// Gives the store, its log, its wrapped key and its photos another name, under which they still open with the PIN as far as they
/// read. A new store finds no file that is sealed under a key it does not have.
pub fn set_aside(dir: &Path) -> Result<String> {
    let word = broken(aside_count(dir) + 1);
    move_away(dir, &word)?;
    Ok(format!("{FILE}.{word}"))
}

/// The same for what is left of a store whose database is gone.
fn set_rest_aside(dir: &Path) -> Result<()> {
    let word = |n: &u32| format!("gone-{n}");
    let used = |n: &u32| files::exists(&dir.join(format!("{}.{}", keys::FILE, word(n))));
    let free = (1..).find(|n| !used(n)).unwrap_or(0);
    move_away(dir, &word(&free))
}

fn move_away(dir: &Path, word: &str) -> Result<()> {
    let renamed = |name: &str| format!("{name}.{word}");
    // The key first and the database last: cut off in the middle, the rest goes under the same number before the next enrolment.
    for (name, to) in [
        (keys::FILE, renamed(keys::FILE)),
        (IDENTITY, renamed(IDENTITY)),
        ("tries.json", renamed("tries.json")),
        ("photos", renamed("photos")),
        (marks::UNSENT, renamed(marks::UNSENT)),
        // Where SQLite looks for a log.
        ("store.db-wal", format!("{}-wal", renamed(FILE))),
        ("store.db-shm", format!("{}-shm", renamed(FILE))),
        (FILE, renamed(FILE)),
    ] {
        let from = dir.join(name);
        if files::exists(&from) {
            files::rename(&from, &dir.join(to))?;
        }
    }
    Ok(files::sync_folder(dir)?)
}

/// Removes the store that is here, its keys and its photos: what opens it first, so that cut off in the middle nothing opens.
pub fn remove(dir: &Path) -> Result<()> {
    for name in [
        keys::FILE,
        IDENTITY,
        "tries.json",
        FILE,
        "store.db-wal",
        "store.db-shm",
    ] {
        let path = dir.join(name);
        if files::exists(&path) {
            files::remove(&path)?;
        }
    }
    files::remove_folder(&dir.join("photos"))?;
    Ok(files::sync_folder(dir)?)
}

/// What the names of a store that was set aside under this number end in.
pub fn broken(n: u32) -> String {
    format!("broken-{n}")
}

/// How many stores lie here set aside; the newest has this number.
pub fn aside_count(dir: &Path) -> u32 {
    let here = |n: &u32| files::exists(&dir.join(format!("{FILE}.{}", broken(*n))));
    (1..).find(|n| !here(n)).unwrap_or(1) - 1
}

/// Makes room for a new store: what an enrolment that never finished has left has no key and is set aside.
pub fn clear_unfinished(dir: &Path) -> Result<()> {
    if files::exists(&dir.join(FILE)) {
        set_aside(dir)?;
    }
    Ok(())
}
