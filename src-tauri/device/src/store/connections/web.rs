//! One connection for all: the pool of access handles coordinates no second one.

use super::{connect, raw};
use crate::error::Result;
use crate::keys::{self, Key};
use model::{Code, Denial};
use parking_lot::{Mutex, MutexGuard};
use rusqlite::Connection;
use std::path::Path;
use zeroize::Zeroizing;

/// The connection of one open store.
pub struct Connections(Mutex<Option<Connection>>);

impl Connections {
    /// Opens the file under its key, or makes it.
    pub fn open(path: &Path, key: &Key, create: bool) -> Result<Self> {
        let mut key = raw(key);
        if create {
            key = with_salt(&key)?;
        }
        let only = connect(path, &key, create, true)?;
        Ok(Connections(Mutex::new(Some(only))))
    }

    /// Works with the connection; nothing here reads inside a write.
    pub fn read<T>(&self, work: impl FnOnce(&mut Connection) -> Result<T>) -> Result<T> {
        work(self.take()?.as_mut().ok_or(Code::SignedOut)?)
    }

    /// Works with the connection.
    pub fn write<T>(&self, work: impl FnOnce(&mut Connection) -> Result<T>) -> Result<T> {
        work(self.take()?.as_mut().ok_or(Code::SignedOut)?)
    }

    /// Ends the connection, whoever still holds the store: a second one beside it would write over it.
    pub fn close(&self) {
        if let Ok(mut only) = self.take() {
            *only = None;
        }
    }

    /// Whether somebody writes just now.
    pub fn is_writing(&self) -> bool {
        self.0.is_locked()
    }

    /// On one thread nobody would let go while somebody waits.
    fn take(&self) -> Result<MutexGuard<'_, Option<Connection>>> {
        let nested = || Denial::new(Code::Bug).with("detail", "read inside write");
        Ok(self.0.try_lock().ok_or_else(nested)?)
    }
}

/// A new store brings its own salt: the pool enlarges an empty file before SQLCipher looks there for one, and sixteen zeros
/// would be taken for it.
fn with_salt(key: &str) -> Result<Zeroizing<String>> {
    let salt = hex::encode(keys::random::<16>()?);
    let open = key.trim_end_matches('\'');
    Ok(Zeroizing::new(format!("{open}{salt}'")))
}
