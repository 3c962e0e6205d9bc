//! One unchanging sight of all tickets: a view of the database, and the columns exactly as far as this view.

use super::Db;
use super::columns::{Columns, head};
use crate::Result;
use parking_lot::{RwLockReadGuard, RwLockWriteGuard};
use std::cmp::Ordering;
use std::ops::Deref;

/// The sight. Who is done with the columns and still reads rows lets go of them: others wait to bring them up to date.
pub struct Sight<'a> {
    db: &'a Db,
    pub(super) columns: RwLockReadGuard<'a, Columns>,
}

impl<'a> Sight<'a> {
    /// The view alone.
    pub fn let_go(self) -> &'a Db {
        self.db
    }
}

impl Deref for Sight<'_> {
    type Target = Db;
    fn deref(&self) -> &Db {
        self.db
    }
}

impl Db {
    /// Runs questions about many tickets on one unchanging sight of them.
    pub fn sight<T>(&self, work: impl FnOnce(Sight<'_>) -> Result<T>) -> Result<T> {
        // Most often at once; again when another reader, with a newer view, has moved the columns beyond this one.
        let sight = loop {
            self.begin_view()?;
            match self.look() {
                Ok(Some(sight)) => break sight,
                Ok(None) => self.end_view()?,
                Err(e) => {
                    self.end_view()?;
                    return Err(e);
                }
            }
        };
        let done = work(sight);
        self.end_view()?;
        done
    }

    /// The columns at the view that is open; none when they are beyond it already.
    fn look(&self) -> Result<Option<Sight<'_>>> {
        let head = head(&self.conn)?;
        let columns = self.columns.read();
        let columns = match columns.covers().cmp(&Some(head)) {
            Ordering::Equal => columns,
            Ordering::Greater => return Ok(None),
            Ordering::Less => {
                drop(columns);
                let mut columns = self.columns.write();
                match columns.covers().cmp(&Some(head)) {
                    Ordering::Equal => {}
                    Ordering::Greater => return Ok(None),
                    Ordering::Less => columns.catch_up(&self.conn, head)?,
                }
                RwLockWriteGuard::downgrade(columns)
            }
        };
        Ok(Some(Sight { db: self, columns }))
    }
}
