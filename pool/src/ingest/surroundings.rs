//! What the editor of a ticket asks this pool.

use super::Context;
use crate::store::Tx;
use model::decide::{Around, Other};
use model::{EditId, Sha256, TicketId, UnitCode, UserName};
use sync::editor::{History, Outside, OutsideError, Series};

/// The pool around one ticket, inside a transaction.
pub(super) struct Surroundings<'a> {
    pub tx: &'a Tx<'a>,
    pub cx: &'a Context,
}

impl Around for Surroundings<'_> {
    fn holds_photo(&self, photo: &Sha256) -> bool {
        self.tx.photo(photo).is_ok_and(|p| p.is_some())
    }
    fn other(&self, id: &TicketId) -> Option<Other> {
        let row = self.tx.ticket(id).ok()??.row;
        Some(Other {
            status: row.status,
            merged: row.parent.is_some(),
        })
    }
    fn handles(&self, user: &UserName, unit: &UnitCode) -> Option<bool> {
        let person = self.tx.user(user.as_str()).ok()??.person;
        let person = person.at(self.cx.now, &self.cx.district.district);
        Some(person.belongs_to(unit))
    }
}

impl Outside for Surroundings<'_> {
    fn next_edit(&self) -> EditId {
        self.cx.store.next_edit()
    }
    fn draw(&self, series: Series, day: &str) -> Result<u32, OutsideError> {
        let seq = self.tx.draw(&format!("{}:{day}", series.as_str()))?;
        Ok(u32::try_from(seq).unwrap_or(u32::MAX))
    }
    fn aside(&self, ticket: &TicketId) -> Result<History, OutsideError> {
        match self.tx.ticket(ticket)? {
            Some(place) => Ok(self.tx.aside(place.n)?),
            None => Ok(History::default()),
        }
    }
}
