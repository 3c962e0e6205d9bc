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
pub mod setting;
pub mod side;
mod stored;
pub mod temp_no;
#[cfg(test)]
mod tests;
pub mod ticket;
pub mod told;

pub use db::{Db, Tx};

use crate::error::{Error, Result};
use crate::keys::Key;
use crate::{files, lock};
use connections::Connections;
use model::{Code, Denial};
use rusqlite::types::{FromSql, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Connection, ErrorCode, TransactionBehavior};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

mod migrations {
    refinery::embed_migrations!("migrations");
}

const FILE: &str = "store.db";

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

    /// Opens the store. One that does not open under its right key is set aside under another name, never deleted.
    pub fn open(dir: &Path, key: &Key) -> Result<Self> {
        Self::with(dir, key, false).map_err(|error| match error {
            Error::Sql(e) if is_broken(&e) => match set_aside(dir) {
                Ok(name) => Denial::new(Code::StoreBroken).with("name", name).into(),
                Err(error) => error,
            },
            error => error,
        })
    }

    fn with(dir: &Path, key: &Key, create: bool) -> Result<Self> {
        let connections = Connections::open(&dir.join(FILE), key, create)?;
        let lock = lock::hold(&dir.join("lock"), lock::PATIENCE)?;
        connections.write(|writer| {
            writer.pragma_update(None, "journal_mode", "wal")?;
            migrate(writer)
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
    /// seconds, then `StoreBusy`.
    pub fn write<T>(&self, f: impl FnOnce(&Tx) -> Result<T>) -> Result<T> {
        self.connections.write(|writer| {
            let _lock = lock::hold(&self.dir.join("lock"), lock::PATIENCE)?;
            let tx = Tx::of(writer.transaction_with_behavior(TransactionBehavior::Immediate)?);
            let value = f(&tx)?;
            aside::keep(&tx, &tx.take_unreadable())?;
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

fn migrate(conn: &mut Connection) -> Result<()> {
    let newest = migrations::migrations::runner()
        .get_migrations()
        .iter()
        .map(|m| i64::from(m.version()))
        .max()
        .unwrap_or(0);
    let version: i64 = conn.query_row("pragma user_version", [], |r| r.get(0))?;
    if version > newest {
        // A downgrade: say so rather than read what this version does not know.
        return Err(Denial::new(Code::SchemaUnknown)
            .with("schema", version)
            .into());
    }
    if version < newest {
        let failed = |e: refinery::Error| {
            Denial::new(Code::StoreFailed).with("detail", format!("migration: {:?}", e.kind()))
        };
        migrations::migrations::runner().run(conn).map_err(failed)?;
        conn.pragma_update(None, "user_version", newest)?;
    }
    Ok(())
}

fn is_broken(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt)
    )
}

/// Gives the store, its log, its wrapped key and its photos another name; support can still open them with the PIN. A new store
/// finds no file that is sealed under a key it does not have.
pub fn set_aside(dir: &Path) -> Result<String> {
    let free = (1..)
        .find(|n| !files::exists(&dir.join(format!("{FILE}.broken-{n}"))))
        .unwrap_or(0);
    // The key first and the database last: cut off in the middle, the rest goes under the same number before the next enrolment.
    for name in [
        "device.json",
        "tries.json",
        "photos",
        "store.db-wal",
        "store.db-shm",
        FILE,
    ] {
        let from = dir.join(name);
        if files::exists(&from) {
            files::rename(&from, &dir.join(format!("{name}.broken-{free}")))?;
        }
    }
    files::sync_folder(dir)?;
    Ok(format!("{FILE}.broken-{free}"))
}

/// Makes room for a new store: what an enrolment that never finished has left has no key and is set aside.
pub fn clear_unfinished(dir: &Path) -> Result<()> {
    if files::exists(&dir.join(FILE)) {
        set_aside(dir)?;
    }
    Ok(())
}
