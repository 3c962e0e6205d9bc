//! What the rest of the device holds of the store while it works. The statements themselves stay in this room.

use super::stored::{Kind, Unreadable};
use crate::error::Result;
use rusqlite::{CachedStatement, Params, Transaction};
use std::cell::RefCell;
use std::ops::Deref;

/// A consistent picture of the store, whatever is written meanwhile. Its questions, in domain words, are the functions of
/// this room.
pub struct Db<'c> {
    tx: Transaction<'c>,
    unreadable: RefCell<Vec<Unreadable>>,
}

/// A transaction under way. Whoever holds one may also ask.
pub struct Tx<'c>(Db<'c>);

impl<'c> Db<'c> {
    pub(super) fn of(tx: Transaction<'c>) -> Self {
        Db {
            tx,
            unreadable: RefCell::default(),
        }
    }

    pub(super) fn prepare_cached(&self, sql: &str) -> Result<CachedStatement<'_>> {
        Ok(self.tx.prepare_cached(sql)?)
    }

    /// Notes a value that does not read. Whoever asked goes on without it; it is set aside when the asking is over.
    pub(super) fn set_aside(&self, kind: Kind, id: impl ToString) {
        let id = id.to_string();
        self.unreadable.borrow_mut().push(Unreadable { kind, id });
    }

    /// What was found not to read so far.
    pub(super) fn take_unreadable(&self) -> Vec<Unreadable> {
        self.unreadable.take()
    }

    /// The connection itself, for tests that damage a store or look under it.
    #[cfg(test)]
    pub fn raw(&self) -> &rusqlite::Connection {
        &self.tx
    }
}

impl<'c> Tx<'c> {
    pub(super) fn of(tx: Transaction<'c>) -> Self {
        Tx(Db::of(tx))
    }

    pub(super) fn execute(&self, sql: &str, params: impl Params) -> Result<usize> {
        Ok(self.prepare_cached(sql)?.execute(params)?)
    }

    pub(super) fn last_insert_rowid(&self) -> i64 {
        self.0.tx.last_insert_rowid()
    }

    pub(super) fn commit(self) -> Result<()> {
        Ok(self.0.tx.commit()?)
    }
}

impl<'c> Deref for Tx<'c> {
    type Target = Db<'c>;
    fn deref(&self) -> &Self::Target {
        &self.0
    }
}
