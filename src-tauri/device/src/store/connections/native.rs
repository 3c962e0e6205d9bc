//! One writer, and readers that wait for nobody: the system's locks and shared memory keep them apart.

use super::{connect, raw};
use crate::error::Result;
use crate::keys::Key;
use parking_lot::Mutex;
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// Idle readers kept open.
const READERS: usize = 3;

/// The connections of one open store.
pub struct Connections {
    path: PathBuf,
    key: Zeroizing<String>,
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
}

impl Connections {
    /// Opens the file under its key, or makes it.
    pub fn open(path: &Path, key: &Key, create: bool) -> Result<Self> {
        let key = raw(key);
        Ok(Connections {
            writer: Mutex::new(connect(path, &key, create, false)?),
            path: path.to_path_buf(),
            key,
            readers: Mutex::default(),
        })
    }

    /// Works with a reader; waits for no writer.
    pub fn read<T>(&self, work: impl FnOnce(&mut Connection) -> Result<T>) -> Result<T> {
        let kept = self.readers.lock().pop();
        let mut reader = match kept {
            Some(reader) => reader,
            None => connect(&self.path, &self.key, false, false)?,
        };
        // One that failed may fail again: the next caller gets another.
        let value = work(&mut reader)?;
        let mut readers = self.readers.lock();
        if readers.len() < READERS {
            readers.push(reader);
        }
        Ok(value)
    }

    /// Works with the writer, when it is this caller's turn.
    pub fn write<T>(&self, work: impl FnOnce(&mut Connection) -> Result<T>) -> Result<T> {
        work(&mut self.writer.lock())
    }

    /// Nothing to do: whoever still works with them ends by itself, and another opening keeps apart from these.
    pub fn close(&self) {}

    /// Whether somebody writes just now.
    pub fn is_writing(&self) -> bool {
        self.writer.is_locked()
    }
}
