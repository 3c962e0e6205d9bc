//! A ticket between the store and its editor: loaded, then kept in the caller's transaction: document, edits, row, photos and
//! records of reporters together.

use super::surroundings::Surroundings;
use crate::error::Result;
use crate::session::Session;
use crate::store::{Db, TicketRowId, Tx, document, edit, photo, side, ticket};
use model::TicketId;
use model::ticket::Ticket;
use sync::TicketEditor;

/// A ticket in the hands of its editor.
pub(crate) struct OpenTicket<'a> {
    /// Writes to it.
    pub editor: TicketEditor<'a>,
    tx: &'a Tx<'a>,
}

impl<'a> OpenTicket<'a> {
    /// Begins a ticket.
    pub fn begin(tx: &'a Tx<'a>, around: Surroundings<'a>, id: TicketId) -> Result<Self> {
        Ok(OpenTicket {
            editor: TicketEditor::begin(around.terms()?, id),
            tx,
        })
    }

    /// Takes a ticket up that is held here; `NotFound` when it is not.
    pub fn load(tx: &'a Tx<'a>, around: Surroundings<'a>, id: &TicketId) -> Result<Self> {
        let held = document::held(tx, ticket::expect(tx, id)?)?;
        Ok(OpenTicket {
            editor: TicketEditor::load(around.terms()?, id.clone(), held)?,
            tx,
        })
    }

    /// Keeps everything; the row the ticket lies in and what it says now.
    pub fn keep(self) -> Result<(TicketRowId, Ticket)> {
        let (tx, changes) = (self.tx, self.editor.finish()?);
        let row = ticket::project(tx, &changes.ticket, &changes.row)?;
        for kept in &changes.edits {
            if let Some(written) = &kept.written {
                edit::insert(tx, row, &kept.edit, &written.head)?;
                document::append(tx, row, &kept.edit.id, written)?;
            }
        }
        for (edit, sha) in changes.photos() {
            photo::refer(tx, row, sha, &edit)?;
        }
        for record in &changes.sides {
            side::insert(tx, row, record)?;
        }
        Ok((row, changes.ticket))
    }
}

/// What a ticket's document says.
pub(crate) fn read(db: &Db, row: TicketRowId) -> Result<Ticket> {
    Ok(document::load(db, row)?.read()?)
}

/// Marks a damaged copy, so that the next pull replaces it. Only this ticket suffers.
pub(crate) fn heal_later<T>(session: &Session, id: &TicketId, outcome: Result<T>) -> Result<T> {
    if let Err(error) = &outcome
        && document::is_damage(error)
    {
        session.store.write(|tx| match ticket::find(tx, id)? {
            Some(row) => ticket::set_want(tx, row, true),
            None => Ok(()),
        })?;
    }
    outcome
}
