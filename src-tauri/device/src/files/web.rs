//! A table in place of folders: `files.db` in the origin's pool of access handles. It is in clear, since what is put here is
//! sealed already. Each change is one durable transaction, so that "write aside, wait, rename" is one statement.

use rsqlite_vfs::VfsFilesManager;
use rusqlite::{Connection, ErrorCode, OptionalExtension, params};
use sqlite_wasm_vfs::sahpool::{OpfsSAHPoolCfgBuilder, OpfsSAHPoolUtil, install};
use std::cell::RefCell;
use std::io;
use std::path::{Path, PathBuf};

/// Files the pool has room for at first: two databases, their logs, and what is set aside.
const HANDLES: usize = 12;

struct Disk {
    pool: OpfsSAHPoolUtil,
    table: Connection,
}

thread_local! {
    static DISK: RefCell<Option<Disk>> = const { RefCell::new(None) };
}

/// Takes a folder of the origin's private file system for this worker; fails while another tab has it, and where the browser
/// offers none. Needed once, before anything else of this crate.
pub async fn mount(folder: &str) -> io::Result<()> {
    let wish = OpfsSAHPoolCfgBuilder::new()
        .vfs_name("zs12345")
        .directory(folder)
        .initial_capacity(HANDLES)
        .build();
    let pool = install::<sqlite_wasm_rs::WasmOsCallback>(&wish, true)
        .await
        .map_err(|error| io::Error::other(error.to_string()))?;
    // What is set aside keeps its own: there is always room for as many more.
    let used = pool.len().unwrap_or(0);
    pool.ensure_capacity(used + HANDLES)
        .await
        .map_err(|error| io::Error::other(error.to_string()))?;
    let table = open_table().map_err(told)?;
    DISK.with_borrow_mut(|disk| *disk = Some(Disk { pool, table }));
    Ok(())
}

fn open_table() -> rusqlite::Result<Connection> {
    let table = Connection::open("files.db")?;
    // Without shared memory a log needs its one connection to say that it is alone.
    table.pragma_update(None, "locking_mode", "exclusive")?;
    table.pragma_update(None, "journal_mode", "wal")?;
    table.pragma_update(None, "synchronous", "full")?;
    table.execute_batch(
        "CREATE TABLE IF NOT EXISTS file(name TEXT PRIMARY KEY, bytes BLOB NOT NULL);
         CREATE TABLE IF NOT EXISTS database(name TEXT PRIMARY KEY, place TEXT NOT NULL UNIQUE);",
    )?;
    Ok(table)
}

fn told(error: rusqlite::Error) -> io::Error {
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => io::ErrorKind::StorageFull.into(),
        _ => io::Error::other(error),
    }
}

fn with<T>(work: impl FnOnce(&Disk) -> rusqlite::Result<T>) -> io::Result<T> {
    DISK.with_borrow(|disk| {
        let disk = disk.as_ref();
        work(disk.ok_or_else(|| io::Error::other("not mounted"))?).map_err(told)
    })
}

fn name(path: &Path) -> &str {
    path.to_str().unwrap_or_default()
}

fn found<T>(value: Option<T>) -> io::Result<T> {
    value.ok_or_else(|| io::ErrorKind::NotFound.into())
}

/// Reads a whole file.
pub fn read(path: &Path) -> io::Result<Vec<u8>> {
    found(with(|disk| {
        disk.table
            .prepare_cached("SELECT bytes FROM file WHERE name = ?")?
            .query_row([name(path)], |row| row.get(0))
            .optional()
    })?)
}

impl Disk {
    /// Under which name a database lies in the pool, which can give a file no other name: what is renamed is this row.
    fn place(&self, name: &str) -> rusqlite::Result<String> {
        let stored = self
            .table
            .prepare_cached("SELECT place FROM database WHERE name = ?")?
            .query_row([name], |row| row.get(0))
            .optional()?;
        Ok(stored.unwrap_or_else(|| name.to_string()))
    }

    fn holds(&self, place: &str) -> bool {
        self.pool.contains(place).unwrap_or(false)
    }

    /// The old place gets the new name, the old name a place where nothing lies yet.
    fn move_database(&self, from: &str, to: &str) -> rusqlite::Result<()> {
        let old = self.place(from)?;
        let fresh = (1..)
            .map(|n| format!("{from}~{n}"))
            .find(|place| !self.holds(place));
        let together = self.table.unchecked_transaction()?;
        let put = "INSERT OR REPLACE INTO database(name, place) VALUES(?, ?)";
        together.execute(put, [from, &fresh.unwrap_or_default()])?;
        together.execute(put, [to, &old])?;
        together.commit()
    }
}

/// A database's log lies beside it and goes where it goes.
fn is_log(name: &str) -> bool {
    name.ends_with("-wal") || name.ends_with("-shm")
}

/// Where SQLite finds a database of this name.
pub fn place(path: &Path) -> io::Result<PathBuf> {
    with(|disk| disk.place(name(path))).map(PathBuf::from)
}

/// Whether there is one, file or folder; databases lie in the pool itself.
pub fn exists(path: &Path) -> bool {
    with(|disk| {
        Ok(disk.holds(&disk.place(name(path))?)
            || disk
                .table
                .prepare_cached(
                    "SELECT 1 FROM file WHERE name = ?1 OR substr(name, 1, length(?1) + 1) = ?1 || '/'",
                )?
                .exists([name(path)])?)
    })
    .unwrap_or(false)
}

/// Gives a file, or a folder with what is in it, another name, over whatever had it.
pub fn rename(from: &Path, to: &Path) -> io::Result<()> {
    if is_log(name(from)) {
        return Ok(());
    }
    if with(|disk| Ok(disk.holds(&disk.place(name(from))?)))? {
        return with(|disk| disk.move_database(name(from), name(to)));
    }
    let moved = with(|disk| {
        disk.table.execute(
            "UPDATE OR REPLACE file SET name = ?1 || substr(name, length(?2) + 1)
             WHERE name = ?2 OR substr(name, 1, length(?2) + 1) = ?2 || '/'",
            [name(to), name(from)],
        )
    })?;
    found((moved > 0).then_some(()))
}

/// Removes a file; a database with its log.
pub fn remove(path: &Path) -> io::Result<()> {
    let database = with(|disk| {
        let place = disk.place(name(path))?;
        for log in ["-wal", "-shm", "-journal"] {
            let _ = disk.pool.remove(&format!("{place}{log}"));
        }
        Ok(disk.holds(&place) && disk.pool.remove(&place).unwrap_or(false))
    })?;
    if database {
        return Ok(());
    }
    let gone = with(|disk| {
        disk.table
            .execute("DELETE FROM file WHERE name = ?", [name(path)])
    })?;
    found((gone > 0).then_some(()))
}

/// Removes what is in a folder.
pub fn remove_folder(folder: &Path) -> io::Result<()> {
    let begin = format!("{}/", name(folder));
    with(|disk| {
        disk.table
            .execute(
                "DELETE FROM file WHERE substr(name, 1, length(?1)) = ?1",
                [&begin],
            )
            .map(drop)
    })
}

/// The names in a folder.
pub fn names(folder: &Path) -> io::Result<Vec<String>> {
    let begin = format!("{}/", name(folder));
    with(|disk| {
        disk.table
            .prepare_cached(
                "SELECT substr(name, length(?1) + 1) FROM file WHERE substr(name, 1, length(?1)) = ?1",
            )?
            .query_map([&begin], |row| row.get(0))?
            .collect()
    })
}

/// Writes a file so that it is durable under its name.
pub fn write_durably(path: &Path, bytes: &[u8]) -> io::Result<()> {
    with(|disk| {
        disk.table
            .prepare_cached("INSERT OR REPLACE INTO file(name, bytes) VALUES(?, ?)")?
            .execute(params![name(path), bytes])
            .map(drop)
    })
}

/// The same here.
pub fn write_synced(path: &Path, bytes: &[u8]) -> io::Result<()> {
    write_durably(path, bytes)
}

/// Names are durable with what they name.
pub fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

/// The whole file system is the origin's own.
pub fn make_private_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

/// A browser says it only to whoever can wait: the worker measures, and says so by `App::measure_space_by`.
pub fn free(_: &Path) -> Option<u64> {
    None
}
