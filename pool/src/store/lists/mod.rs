//! Lists: the columns of the shared room, brought up to one view of the database, and what is read beside them.

mod alike;
#[cfg(test)]
mod alike_tests;
#[cfg(test)]
mod filter_tests;
mod led;
#[cfg(test)]
mod list_tests;
#[cfg(test)]
pub(super) mod rows_for_tests;
#[cfg(test)]
pub(crate) mod scope_tests;

pub use alike::{Candidate, Search};

use super::Db;
use super::columns::{Loaded, head, warn_unreadable};
use crate::Result;
use ::lists::{Bits, Columns, Lists, OwnAct, Source};
use model::row::Row;
use model::search::Query;
use model::{Moment, UserName};
use parking_lot::{RwLockReadGuard, RwLockWriteGuard};
use std::cmp::Ordering;
use std::ops::Deref;

/// All tickets at one moment: a view of the database, and the columns exactly as far as this view. Others wait for the
/// columns to be free before they bring them up to date, so that whoever needs only the view from now on calls
/// [`Snapshot::release`].
pub struct Snapshot<'a> {
    db: &'a Db,
    loaded: RwLockReadGuard<'a, Loaded>,
}

impl<'a> Snapshot<'a> {
    /// The questions of the shared room.
    pub fn lists(&self) -> Lists<'_, Db> {
        Lists {
            columns: self.columns(),
            source: self.db,
        }
    }
    /// The columns.
    pub fn columns(&self) -> &Columns {
        &self.loaded.columns
    }
    /// Frees the columns and keeps the view.
    pub fn release(self) -> &'a Db {
        self.db
    }
}

impl Deref for Snapshot<'_> {
    type Target = Db;
    fn deref(&self) -> &Db {
        self.db
    }
}

impl Db {
    /// Runs questions about many tickets on one snapshot of them.
    pub fn with_columns<T>(&self, work: impl FnOnce(Snapshot<'_>) -> Result<T>) -> Result<T> {
        // Most often at once; again when another reader, with a newer view, has moved the columns beyond this one.
        let snapshot = loop {
            self.begin_view()?;
            match self.snapshot() {
                Ok(Some(snapshot)) => break snapshot,
                Ok(None) => self.end_view()?,
                Err(e) => {
                    self.end_view()?;
                    return Err(e);
                }
            }
        };
        let done = work(snapshot);
        self.end_view()?;
        done
    }

    /// The columns at the view that is open; none when they are beyond it already.
    fn snapshot(&self) -> Result<Option<Snapshot<'_>>> {
        let head = head(&self.conn)?;
        let index = &self.index;
        let loaded = index.loaded.read();
        let loaded = match loaded.covers.cmp(&Some(head)) {
            Ordering::Equal if !index.has_aside() => loaded,
            Ordering::Greater => return Ok(None),
            _ => {
                drop(loaded);
                let mut loaded = index.loaded.write();
                if loaded.covers > Some(head) {
                    return Ok(None);
                }
                // First, so that a row that was mended meanwhile is taken in again.
                loaded.set_aside(index.take_aside());
                loaded.catch_up(&self.conn, head)?;
                RwLockWriteGuard::downgrade(loaded)
            }
        };
        Ok(Some(Snapshot { db: self, loaded }))
    }

    /// A row as it was stored; one in a form that this version cannot read is named in the log, by its id alone.
    pub(super) fn readable(&self, id: [u8; 16], row: &[u8]) -> Option<Row> {
        let read = serde_json::from_slice(row);
        if read.is_err() {
            warn_unreadable(Some(id));
        }
        read.ok()
    }
}

impl Source for Db {
    type Error = crate::Error;

    fn narrow(&self, query: &Query, masked: bool, bits: &mut Bits) -> Result<()> {
        let mut found = Bits::default();
        let at = |n: i64| usize::try_from(n - 1).unwrap_or(usize::MAX);
        if masked {
            self.each_found(query, |n, text| {
                // What the mask hides is not found either.
                if bits.has(at(n)) && model::search::matches(&mask(text()?), query) {
                    found.put(at(n));
                }
                Ok(())
            })?;
        } else {
            let numbers = self.found(query)?.into_iter();
            numbers.for_each(|n| found.put(at(n)));
        }
        bits.and(&found);
        Ok(())
    }

    fn row(&self, n: i64) -> Result<Option<Row>> {
        let sql = "select id, row from ticket where n = ?1";
        let mut ask = self.conn.prepare_cached(sql)?;
        let (id, text): ([u8; 16], Vec<u8>) =
            ask.query_row([n], |r| Ok((r.get(0)?, r.get_ref(1)?.as_bytes()?.to_vec())))?;
        let row = self.readable(id, &text);
        if row.is_none() {
            self.index.put_aside(n);
        }
        Ok(row)
    }

    fn own_acts(&self, user: &UserName, since: Moment) -> Result<Vec<OwnAct>> {
        // Facts and photos that came too late stand beside the document, without a head: they are no acts.
        let sql = "select n, at, answer is not null from edit
            where n in (select n from edit where by = ?1 and at >= ?2 and answer is not null)
            and by = ?1 and head is not null and write like '{\"act\":%' order by n, pos, rowid";
        let mut ask = self.conn.prepare_cached(sql)?;
        let acts = ask.query_map((user.as_str(), since.0), |r| {
            Ok(OwnAct {
                n: r.get(0)?,
                at: Moment(r.get(1)?),
                void: r.get(2)?,
            })
        })?;
        Ok(acts.collect::<Result<_, _>>()?)
    }
}

/// The words with the address (fourth line) masked.
fn mask(text: &str) -> String {
    let mut lines: Vec<String> = text.split('\n').map(str::to_string).collect();
    if let Some(address) = lines.get_mut(3) {
        *address = model::mask::address(address);
    }
    lines.join("\n")
}
