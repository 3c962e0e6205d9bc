//! What comes down, written into this device's copies. Safe to repeat; a copy that differs is asked for whole.

use super::intake::Intake;
use crate::error::Result;
use crate::store::edit::{self, Own, State};
use crate::store::{TicketRowId, Tx, document, photo, ticket};
use model::edit::{Verdict, Write};
use model::row::Row;
use model::ticket::Ticket;
use model::{EditId, Head};
use sync::{Document, LooseEdit, Resolver};

/// Edits of the pool or of others for one copy, and the hash the last of them should become.
pub struct Incoming<'a> {
    /// What earlier positions of the list became, when it continues a pushed one.
    pub became: Vec<Vec<Head>>,
    pub edits: &'a [LooseEdit],
    pub hash: Option<&'a str>,
}

/// Writes the edits into the ticket's copy and projects it; whether that changed anything. What does not fit makes the copy
/// wanted whole.
pub fn extend(intake: &mut Intake, row: TicketRowId, incoming: Incoming) -> Result<bool> {
    let tx = intake.tx;
    let mut document = match document::load(tx, row) {
        Err(error) if document::is_damage(&error) => {
            ticket::set_want(tx, row, true)?;
            return Ok(false);
        }
        other => other?,
    };
    let before = document.heads();
    let hash = incoming.hash;
    if !write_all(tx, row, &mut document, incoming)? || !fits(tx, row, &mut document, hash)? {
        ticket::set_want(tx, row, true)?;
    }
    document::compact(tx, row, &mut document)?;
    project_as_read(intake, row, &mut document)?;
    Ok(document.heads() != before)
}

/// Writes edits until one does not fit; whether all did.
fn write_all(
    tx: &Tx,
    row: TicketRowId,
    document: &mut Document,
    incoming: Incoming,
) -> Result<bool> {
    let mut resolver = Resolver::after(incoming.became);
    for loose in incoming.edits {
        // One of our own that comes back: the pool has it.
        if let Some(own) = edit::head_of(tx, &loose.id)? {
            edit::arrived(tx, &loose.id)?;
            resolver.became(vec![own]);
            continue;
        }
        let mut trouble = None;
        let seen = resolver.resolve(&loose.refs, |prefix| {
            document::find_head(tx, row, document, prefix).unwrap_or_else(|error| {
                trouble = Some(error);
                None
            })
        });
        if let Some(error) = trouble {
            return Err(error);
        }
        let (Some(edit), Some(seen)) = (&loose.edit, seen) else {
            return Ok(false);
        };
        let mut edit = edit.clone();
        edit.seen = seen;
        let before = document.heads();
        let Ok(written) = document.write(&edit) else {
            return Ok(false);
        };
        if document.heads() != before {
            document::append(tx, row, &edit.id, &written)?;
        }
        resolver.became(vec![written.head]);
    }
    Ok(true)
}

/// Whether the last edit became what the sender says it became.
fn fits(tx: &Tx, row: TicketRowId, document: &mut Document, hash: Option<&str>) -> Result<bool> {
    match hash {
        Some(hash) => Ok(document::find_head(tx, row, document, hash)?.is_some()),
        None => Ok(true),
    }
}

/// Replaces a copy by the pool's, loaded and read already, and writes our unanswered edits again on top of it.
pub fn replace(
    intake: &mut Intake,
    row: TicketRowId,
    bytes: &[u8],
    document: Document,
    read: &Ticket,
) -> Result<()> {
    let tx = intake.tx;
    document::replace(tx, row, bytes)?;
    ticket::set_want(tx, row, false)?;
    ticket::set_leaving(tx, row, false)?;
    let waiting = waiting(tx, row)?;
    if waiting.is_empty() {
        return project(intake, read);
    }
    write_again(intake, row, document, &waiting)
}

/// Takes edits out of a copy that the pool did not take, and writes those that still wait again without them.
pub fn leave_out(intake: &mut Intake, row: TicketRowId, left_out: &[EditId]) -> Result<()> {
    let tx = intake.tx;
    let waiting = waiting(tx, row)?;
    let mut out = left_out.to_vec();
    out.extend(waiting.iter().map(|own| own.edit.id));
    match document::load_without(tx, row, &out) {
        Ok(document) => {
            document::forget(tx, row, &out)?;
            write_again(intake, row, document, &waiting)
        }
        // Compacted or damaged: the pool's whole copy sorts it out.
        Err(_) => ticket::set_want(tx, row, true),
    }
}

fn waiting(tx: &Tx, row: TicketRowId) -> Result<Vec<Own>> {
    let mut all = edit::of_ticket(tx, row)?;
    all.retain(|own| own.state.waits());
    Ok(all)
}

fn write_again(
    intake: &mut Intake,
    row: TicketRowId,
    mut document: Document,
    waiting: &[Own],
) -> Result<()> {
    let tx = intake.tx;
    for own in waiting {
        if document.holds(&own.head) {
            continue;
        }
        let mut edit = own.edit.clone();
        if !edit.seen.iter().all(|h| document.holds(h)) {
            // What its author had on the screen is gone; it follows what is there now.
            edit.seen = document.heads();
        }
        intake.found.rewritten = true;
        // The pool has it already in another form; the next push hears "known".
        let Ok(written) = document.write(&edit) else {
            return ticket::set_want(tx, row, true);
        };
        document::append(tx, row, &edit.id, &written)?;
        if edit.seen != own.edit.seen || written.head != own.head {
            edit::moved(tx, &edit.id, &edit.seen, &written.head)?;
        }
        if let Write::Photo(photo) = &edit.write {
            photo::refer(tx, row, &photo.sha256, &edit.id)?;
        }
    }
    project_as_read(intake, row, &mut document)
}

/// Projects what a copy says now; one that does not read is wanted whole and stops nobody else.
fn project_as_read(intake: &mut Intake, row: TicketRowId, document: &mut Document) -> Result<()> {
    match document.read() {
        Ok(read) => project(intake, &read),
        Err(_) => ticket::set_want(intake.tx, row, true),
    }
}

/// Projects a ticket and notes which of our events turned out without effect.
fn project(intake: &mut Intake, read: &Ticket) -> Result<()> {
    let tx = intake.tx;
    ticket::project(tx, read, &Row::of(read, &read.state()))?;
    for event in read.log.iter().filter(|e| e.id.device() == *intake.device) {
        let Some(Verdict::Void(denial)) = event.ruling.as_ref().map(|r| &r.verdict) else {
            continue;
        };
        if edit::state_of(tx, &event.id)?.is_some_and(|s| s != State::Void) {
            edit::set_state(tx, &event.id, State::Void, Some(denial))?;
            intake.found.add_void(&read.id, event.id, denial);
        }
    }
    Ok(())
}
