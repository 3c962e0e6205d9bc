//! The connections of one open store: how many there may be is the body's, how each is made is the same for all.

#[cfg(not(target_family = "wasm"))]
mod native;
#[cfg(target_family = "wasm")]
mod web;

#[cfg(not(target_family = "wasm"))]
pub use native::Connections;
#[cfg(target_family = "wasm")]
pub use web::Connections;

use crate::error::Result;
use crate::keys::Key;
use crate::{files, lock};
use parking_lot::Mutex;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use std::path::Path;
use zeroize::Zeroizing;

/// The raw key in SQLCipher's words: Argon2id has stretched the PIN already, it need not be done again for each connection.
fn raw(key: &Key) -> Zeroizing<String> {
    Zeroizing::new(format!("x'{}'", hex::encode(key.as_slice())))
}

/// Opens the file; `alone` by what a body without shared memory has to say before its first read.
fn connect(path: &Path, key: &str, create: bool, alone: bool) -> Result<Connection> {
    let mut flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    if create {
        flags |= OpenFlags::SQLITE_OPEN_CREATE;
    }
    prepare_cipher()?;
    let conn = Connection::open_with_flags(files::place(path)?, flags)?;
    // It would write its own lines to the officer's terminal; the error itself comes back to us.
    conn.pragma_update(None, "cipher_log_level", "NONE")?;
    conn.pragma_update(None, "key", key)?;
    if alone {
        conn.pragma_update(None, "locking_mode", "exclusive")?;
    }
    conn.busy_timeout(lock::PATIENCE)?;
    conn.pragma_update(None, "synchronous", "full")?;
    // Nothing of a sort or a rollback may reach the disk in clear.
    conn.pragma_update(None, "temp_store", "memory")?;
    conn.pragma_update(None, "cache_size", -8_000)?;
    conn.set_prepared_statement_cache_capacity(64);
    // The first read is what finds a wrong key or a damaged file.
    conn.query_row("select count(*) from sqlite_master", [], |_| Ok(()))?;
    Ok(conn)
}

/// Opens a store that was set aside, as it is: nothing is written into it, its log stays where it is.
pub fn connect_aside(path: &Path, key: &Key) -> Result<Connection> {
    let alone = cfg!(target_family = "wasm");
    let conn = connect(path, &raw(key), false, alone)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    conn.pragma_update(None, "query_only", true)?;
    Ok(conn)
}

/// Lets SQLCipher make itself ready before the first of our connections. SQLite calls itself initialised before SQLCipher's
/// part has run (`SQLITE_EXTRA_INIT`, outside its mutex), so that of two first connections the second could find no cipher.
fn prepare_cipher() -> Result<()> {
    static READY: Mutex<bool> = Mutex::new(false);
    let mut ready = READY.lock();
    if !*ready {
        Connection::open_in_memory()?;
        *ready = true;
    }
    Ok(())
}
