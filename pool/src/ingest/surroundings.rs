//! What the editor of a ticket asks this pool.

use super::Context;
use crate::store::Tx;
use model::decide::{Around, Other};
use model::person::Person;
use model::scope;
use model::{EditId, Sha256, TicketId, UnitCode, UserName};
use sync::editor::{History, Outside, OutsideError, Series};

/// The pool around one ticket, inside a transaction.
pub(super) struct Surroundings<'a> {
    pub tx: &'a Tx<'a>,
    pub cx: &'a Context,
    /// The ticket.
    pub id: TicketId,
    /// Who writes, with every post; none for the system.
    pub person: Option<&'a Person>,
}

impl Around for Surroundings<'_> {
    fn holds_photo(&self, photo: &Sha256) -> bool {
        self.tx.holds_photo(&self.id, photo).unwrap_or(false)
    }
    fn other(&self, id: &TicketId) -> Option<Other> {
        let place = self.tx.ticket(id).ok()??;
        let (now, district) = (self.cx.now, &self.cx.district.district);
        let sees = |p: &Person| scope::sees(&p.at(now, district), &place.scope());
        Some(Other {
            status: place.row.status,
            merged: place.row.parent.is_some(),
            seen: self.person.is_none_or(sees),
        })
    }
    fn handles(&self, user: &UserName, unit: &UnitCode) -> Option<bool> {
        // Here everybody is known: who is not found handles nothing.
        let found = self.tx.user(user.as_str()).ok()?;
        let Some(found) = found.filter(|u| !u.disabled) else {
            return Some(false);
        };
        let person = found.person.at(self.cx.now, &self.cx.district.district);
        Some(person.works_for(unit))
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
    fn author(&self, user: &UserName) -> Option<Person> {
        Some(self.tx.user(user.as_str()).ok()??.person)
    }
    fn aside(&self, ticket: &TicketId) -> Result<History, OutsideError> {
        match self.tx.ticket(ticket)? {
            Some(place) => Ok(self.tx.aside(place.n)?),
            None => Ok(History::default()),
        }
    }
    fn share(&self, ticket: &TicketId, user: &UserName) -> Result<History, OutsideError> {
        match self.tx.ticket(ticket)? {
            Some(place) => Ok(self.tx.share(place.n, user)?),
            None => Ok(History::default()),
        }
    }
}
