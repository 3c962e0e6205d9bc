//! What a batch came to: one plain value that a store writes in one transaction, or not at all.

use super::{Authority, EditError, History, POOL, TicketEditor};
use crate::doc::{Document, Written};
use crate::side::SideRecord;
use model::act::{Act, Private};
use model::edit::{self, Edit, SCHEMA, Verdict, Write};
use model::effect::State;
use model::row::Row;
use model::ticket::Ticket;
use model::{Denial, EditId, Head, Moment, Sha256, TicketId, UserName};

/// An edit that is kept.
#[derive(Debug)]
pub struct KeptEdit {
    /// The edit, as it stands in the document.
    pub edit: Edit,
    /// The change it became; none when it stands aside.
    pub written: Option<Written>,
    /// Why it does not count, if it does not: what a repeat is answered.
    pub answer: Option<Denial>,
}

impl KeptEdit {
    /// The head it became.
    pub fn head(&self) -> Option<Head> {
        self.written.as_ref().map(|w| w.head)
    }
}

/// Everything a batch did to one ticket.
pub struct Changes {
    pub id: TicketId,
    /// What it says now.
    pub ticket: Ticket,
    /// Where it stands now, as ruled.
    pub state: State,
    /// Its row as the store gave it.
    pub before: Option<Row>,
    /// Its row now.
    pub row: Row,
    /// Edits in the order in which they were written, the pool's own ruling last.
    pub edits: Vec<KeptEdit>,
    /// Records of reporters, to be kept beside the document.
    pub sides: Vec<SideRecord>,
    /// Texts of acts that must not stand in the document, by their edit.
    pub texts: Vec<(EditId, Private)>,
    /// What the system does to another ticket in the same transaction (并案, 拆案).
    pub counterpart: Option<(TicketId, Act)>,
    /// Steps that waited for 确认 and were settled: what a repeat is answered now.
    pub settled: Vec<(EditId, Option<Denial>)>,
    /// How much the document holds now.
    pub history: History,
    /// The document itself, for a store that joins its pieces.
    pub document: Document,
}

impl Changes {
    /// Whether something changed but the records of reporters.
    pub fn any(&self) -> bool {
        !self.edits.is_empty()
    }

    /// The bytes of the new changes, in order.
    pub fn pieces(&self) -> Vec<&[u8]> {
        let written = self.edits.iter().filter_map(|k| k.written.as_ref());
        written.map(|w| w.bytes.as_slice()).collect()
    }

    /// The pool's own edit of this batch, when it ruled.
    pub fn ruling(&self) -> Option<(&Edit, Head)> {
        let last = self.edits.last()?;
        let rules = matches!(last.edit.write, Write::Rule(_));
        Some((&last.edit, last.head().filter(|_| rules)?))
    }

    /// Photos that joined, with the edit that names each.
    pub fn photos(&self) -> impl Iterator<Item = (EditId, &Sha256)> {
        self.edits.iter().filter_map(|kept| match &kept.edit.write {
            Write::Photo(photo) if kept.written.is_some() => Some((kept.edit.id, &photo.sha256)),
            _ => None,
        })
    }
}

/// Rulings of a batch, until they become the pool's own edit.
pub(super) struct Rulings {
    /// The number of the first.
    first: u32,
    /// When the ticket was ruled on last with effect.
    pub last: Moment,
    /// Since when it stands where it does.
    pub stands: Moment,
    list: Vec<(EditId, Verdict)>,
    /// The id of the pool's edit, once it is needed.
    edit: Option<EditId>,
    /// The system's own act of this batch.
    pub act: Option<Act>,
}

impl Rulings {
    pub(super) fn new(first: u32, last: Moment, stands: Moment) -> Self {
        Rulings {
            first,
            last,
            stands,
            list: Vec::new(),
            edit: None,
            act: None,
        }
    }

    pub(super) fn any(&self) -> bool {
        !self.list.is_empty()
    }

    pub(super) fn push(&mut self, id: EditId, verdict: Verdict) {
        self.list.push((id, verdict));
    }
}

impl TicketEditor<'_> {
    /// Writes the rulings and answers everything that changed.
    pub fn finish(mut self) -> Result<Changes, EditError> {
        self.write_rulings()?;
        let unwritten = self.edits.iter().all(|k| k.written.is_none());
        let ticket = match self.ticket {
            Some(ticket) if unwritten => ticket,
            _ => self.document.read()?,
        };
        let state = ticket.state();
        Ok(Changes {
            id: self.id,
            row: Row::of(&ticket, &state),
            before: self.before,
            ticket,
            state,
            edits: self.edits,
            sides: self.sides,
            texts: self.texts,
            counterpart: self.counterpart,
            settled: self.settled,
            history: self.history,
            document: self.document,
        })
    }

    /// The id of the pool's edit for this batch.
    pub(super) fn ruling_id(&mut self) -> EditId {
        let outside = &self.terms.outside;
        *self.rulings.edit.get_or_insert_with(|| outside.next_edit())
    }

    fn write_rulings(&mut self) -> Result<(), EditError> {
        if !self.rulings.any() || self.terms.authority != Authority::Pool {
            return Ok(());
        }
        let edit = Edit {
            id: self.ruling_id(),
            ticket: self.id.clone(),
            schema: SCHEMA,
            by: UserName::new(POOL)?,
            at: self.terms.now,
            seen: self.document.heads(),
            write: Write::Rule(Box::new(edit::Rulings {
                first: self.rulings.first,
                act: self.rulings.act.take(),
                rulings: std::mem::take(&mut self.rulings.list),
            })),
        };
        self.write(edit, None)?;
        Ok(())
    }
}
