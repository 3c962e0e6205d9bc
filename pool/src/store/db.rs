//! A connection in the pool's settings, and a transaction on it.

use super::chain::ChainKey;
use super::columns::Index;
use crate::Result;
use rusqlite::{Connection, OpenFlags};
use std::ops::Deref;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

mod migrations {
    refinery::embed_migrations!("migrations");
}

/// One connection. Its questions, in domain words, are spread over the files of this room.
pub struct Db {
    pub(super) conn: Connection,
    /// Shared by all connections to one file.
    pub(super) index: Arc<Index>,
    /// Binds the lines of the audit log.
    pub(super) chain: ChainKey,
}

/// A write transaction on the writer's connection.
pub struct Tx<'a> {
    db: &'a Db,
}

impl Db {
    /// Opens for writing and brings the tables up to date.
    pub fn open(path: &Path, chain: ChainKey) -> Result<Self> {
        let mut conn = Connection::open(path)?;
        settle(&conn, 32_000)?;
        conn.pragma_update(None, "journal_mode", "wal")?;
        conn.pragma_update(None, "synchronous", "full")?;
        conn.pragma_update(None, "wal_autocheckpoint", 4000)?;
        migrations::migrations::runner()
            .run(&mut conn)
            .map_err(|e| crate::Error::Damaged(format!("migration: {e}")))?;
        let db = Db {
            conn,
            index: Arc::default(),
            chain,
        };
        if db.lacks_index()? {
            eprintln!("检索的索引换了写法，正在重建，一百万件约一分半钟");
            let tx = db.begin()?;
            tx.fill_index()?;
            tx.commit()?;
        }
        Ok(db)
    }
    /// Another connection to the same file, for reading only.
    pub(super) fn open_reader(path: &Path, index: &Arc<Index>, chain: &ChainKey) -> Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let conn = Connection::open_with_flags(path, flags)?;
        settle(&conn, 8_000)?;
        Ok(Db {
            conn,
            index: index.clone(),
            chain: chain.clone(),
        })
    }
    /// Runs several questions on one snapshot of the database; see [`Db::with_columns`] for questions about many tickets.
    pub fn with_snapshot<T>(&self, work: impl FnOnce(&Db) -> Result<T>) -> Result<T> {
        self.begin_view()?;
        let done = work(self);
        self.end_view()?;
        done
    }
    pub(super) fn begin_view(&self) -> Result<()> {
        Ok(self.conn.execute_batch("begin deferred")?)
    }
    pub(super) fn end_view(&self) -> Result<()> {
        let rollback = |_| self.conn.execute_batch("rollback");
        Ok(self.conn.execute_batch("commit").or_else(rollback)?)
    }
    pub(super) fn begin(&self) -> Result<Tx<'_>> {
        self.conn.execute_batch("begin immediate")?;
        Ok(Tx { db: self })
    }
    /// Rolls back whatever is open.
    pub(super) fn abandon(&self) {
        if !self.conn.is_autocommit() {
            let _ = self.conn.execute_batch("rollback");
        }
    }
    pub(super) fn close(self) {
        let _ = self
            .conn
            .execute_batch("pragma optimize; pragma wal_checkpoint(passive);");
        let _ = self.conn.close();
    }
    /// Whether the file's pages and indexes are sound.
    pub fn sound(&self) -> Result<bool> {
        let word: String = self
            .conn
            .query_row("pragma integrity_check(1)", [], |r| r.get(0))?;
        Ok(word == "ok")
    }
    /// Writes the log of changes back into the file and empties it, so that nothing deleted stays in it; whether that was
    /// possible, since nobody was reading.
    pub fn empty_log(&self) -> Result<bool> {
        let sql = "pragma wal_checkpoint(truncate)";
        let busy: i64 = self.conn.query_row(sql, [], |r| r.get(0))?;
        Ok(busy == 0)
    }
    /// Copies the whole database into a new file while others write.
    pub fn copy_to(&self, path: &Path) -> Result<()> {
        let mut target = Connection::open(path)?;
        let backup = rusqlite::backup::Backup::new(&self.conn, &mut target)?;
        // In one step: in pieces it would start again with every write that comes between.
        match backup.step(-1)? {
            rusqlite::backup::StepResult::Done => Ok(()),
            _ => Err(crate::Error::Bug("the copy did not end".into())),
        }
    }
}

impl Tx<'_> {
    pub(super) fn commit(self) -> Result<()> {
        self.db.conn.execute_batch("commit")?;
        Ok(())
    }
    /// Runs a part that is undone as a whole when it fails.
    pub fn savepoint<T>(&self, work: impl FnOnce(&Tx) -> Result<T>) -> Result<T> {
        self.db.conn.execute_batch("savepoint part")?;
        let done = work(self);
        if done.is_err() && !self.db.conn.is_autocommit() {
            self.db.conn.execute_batch("rollback to part")?;
        }
        if !self.db.conn.is_autocommit() {
            self.db.conn.execute_batch("release part")?;
        }
        done
    }
    /// Whether the database gave the whole transaction up (disk full, I/O error).
    pub fn is_lost(&self) -> bool {
        self.db.conn.is_autocommit()
    }
    /// The next number of a named counter, beginning at 1.
    pub fn draw(&self, name: &str) -> Result<i64> {
        let sql = "insert into counter (name, value) values (?1, 1) on conflict (name) do update set value = value + 1 returning value";
        Ok(self
            .conn
            .prepare_cached(sql)?
            .query_row([name], |r| r.get(0))?)
    }
}

impl Deref for Tx<'_> {
    type Target = Db;
    fn deref(&self) -> &Db {
        self.db
    }
}

fn settle(conn: &Connection, cache_kib: i64) -> Result<()> {
    conn.busy_timeout(Duration::from_secs(15))?;
    conn.set_prepared_statement_cache_capacity(128);
    conn.pragma_update(None, "cache_size", -cache_kib)?;
    conn.pragma_update(None, "temp_store", "memory")?;
    conn.pragma_update(None, "foreign_keys", "on")?;
    conn.pragma_update(None, "trusted_schema", "off")?;
    conn.pragma_update(None, "secure_delete", "on")?;
    Ok(())
}
