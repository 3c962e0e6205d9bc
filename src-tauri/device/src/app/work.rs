//! One ticket being written to inside one transaction: document, edits, projection and photos together.

use super::{Me, Session};
use crate::error::Result;
use crate::store::ticket::No;
use crate::store::{Db, Tx, document, edit, photo, ticket};
use model::edit::{Edit, SCHEMA, Write};
use model::row::Row;
use model::ticket::Ticket;
use model::{EditId, Head, Moment, TicketId};
use sync::{Document, Written};

/// A ticket at hand.
pub(crate) struct Work {
    id: TicketId,
    no: Option<No>,
    document: Document,
    fresh: Vec<(Edit, Written)>,
}

impl Work {
    /// Begins a ticket.
    pub fn begin(id: TicketId) -> Self {
        Work {
            id,
            no: None,
            document: Document::new(),
            fresh: Vec::new(),
        }
    }

    /// Takes a ticket held here; `NotFound` when it is not.
    pub fn take(conn: &Db, id: &TicketId) -> Result<Self> {
        let no = ticket::expect(conn, id)?;
        Ok(Work {
            id: id.clone(),
            no: Some(no),
            document: document::load(conn, no)?,
            fresh: Vec::new(),
        })
    }

    /// What the document says now.
    pub fn read(&mut self) -> Result<Ticket> {
        Ok(self.document.read()?)
    }

    /// What the document said at these heads, as a form had it on the screen.
    pub fn read_at(&mut self, seen: &[Head]) -> Result<Ticket> {
        // Nearly always the form showed the present; reading the past costs a fork of the document.
        if seen == self.heads() {
            return self.read();
        }
        Ok(self.document.at(seen)?.read()?)
    }

    /// The present heads.
    pub fn heads(&mut self) -> Vec<Head> {
        self.document.heads()
    }

    /// Whether these heads are known, so that a form which showed them may be saved on them.
    pub fn knows(&mut self, heads: &[Head]) -> bool {
        heads.iter().all(|h| self.document.holds(h))
    }

    /// Writes one edit of ours.
    pub fn write(
        &mut self,
        id: EditId,
        me: &Me,
        at: Moment,
        seen: Vec<Head>,
        write: Write,
    ) -> Result<()> {
        let edit = Edit {
            id,
            ticket: self.id.clone(),
            schema: SCHEMA,
            by: me.person.user.clone(),
            at,
            seen,
            write,
        };
        let written = self.document.write(&edit)?;
        self.fresh.push((edit, written));
        Ok(())
    }

    /// Keeps everything in the caller's transaction; the ticket's number and what it says now.
    pub fn keep(mut self, conn: &Tx) -> Result<(No, Ticket)> {
        let read = self.document.read()?;
        let no = ticket::project(conn, &read, &Row::of(&read, &read.state()))?;
        debug_assert!(self.no.is_none_or(|n| n == no));
        for (edit, written) in &self.fresh {
            edit::insert(conn, no, edit, &written.head)?;
            document::append(conn, no, &edit.id, written)?;
            if let Write::Photo(photo) = &edit.write {
                photo::refer(conn, no, &photo.sha256, &edit.id)?;
            }
        }
        Ok((no, read))
    }
}

/// A ticket's document and what it says.
pub(crate) fn read(conn: &Db, no: No) -> Result<Ticket> {
    Ok(document::load(conn, no)?.read()?)
}

/// Marks a damaged copy, so that the next pull replaces it. Only this ticket suffers.
pub(crate) fn heal_later<T>(session: &Session, id: &TicketId, outcome: Result<T>) -> Result<T> {
    if let Err(error) = &outcome
        && document::is_damage(error)
    {
        session.store.write(|tx| match ticket::find(tx, id)? {
            Some(no) => ticket::set_want(tx, no, true),
            None => Ok(()),
        })?;
    }
    outcome
}
