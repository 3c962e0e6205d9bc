//! What comes down, written into this device's copies. Safe to repeat; a copy that differs is asked for whole.

use super::round::Round;
use crate::error::Result;
use crate::store::edit::{self, State};
use crate::store::ticket::{self, No};
use crate::store::{document, photo};
use api::Voided;
use model::edit::{Verdict, Write};
use model::row::Row;
use model::ticket::Ticket;
use model::{EditId, Head};
use rusqlite::Connection;
use std::cell::RefCell;
use sync::{Document, LooseEdit, Resolver};

/// Edits of the pool or of others, to be written after what is known already.
pub struct Changed {
    resolver: Resolver,
}

impl Changed {
    /// Continues a list of which these positions are known.
    pub fn after(became: Vec<Vec<Head>>) -> Self {
        Changed {
            resolver: Resolver::after(became),
        }
    }

    /// Writes the edits into the ticket's copy and projects it; whether that changed anything. What does not fit makes the
    /// copy wanted whole.
    pub fn apply(
        &mut self,
        round: &mut Round,
        conn: &Connection,
        no: No,
        edits: &[LooseEdit],
        hash: Option<&str>,
    ) -> Result<bool> {
        let mut document = match document::load(conn, no) {
            Err(error) if document::is_damage(&error) => {
                ticket::set_want(conn, no, true)?;
                return Ok(false);
            }
            other => other?,
        };
        let before = document.heads();
        if !self.write_all(conn, no, &mut document, edits)? || !fits(conn, no, &mut document, hash)?
        {
            ticket::set_want(conn, no, true)?;
        }
        document::compact(conn, no, &mut document)?;
        match document.read() {
            Ok(read) => note(round, conn, &read)?,
            Err(_) => ticket::set_want(conn, no, true)?,
        }
        Ok(document.heads() != before)
    }

    fn write_all(
        &mut self,
        conn: &Connection,
        no: No,
        document: &mut Document,
        edits: &[LooseEdit],
    ) -> Result<bool> {
        for loose in edits {
            // One of our own that comes back: the pool has it.
            if let Some(own) = edit::head_of(conn, &loose.id)? {
                edit::arrived(conn, &loose.id)?;
                self.resolver.became(vec![own]);
                continue;
            }
            let seen = {
                let (here, trouble) = (RefCell::new(&mut *document), RefCell::new(None));
                let find = |prefix: &str| match document::find_head(
                    conn,
                    no,
                    &mut here.borrow_mut(),
                    prefix,
                ) {
                    Ok(found) => found,
                    Err(error) => {
                        trouble.replace(Some(error));
                        None
                    }
                };
                let seen = self.resolver.resolve(&loose.refs, find);
                match trouble.into_inner() {
                    Some(error) => return Err(error),
                    None => seen,
                }
            };
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
                document::append(conn, no, &edit.id, &written)?;
            }
            self.resolver.became(vec![written.head]);
        }
        Ok(true)
    }
}

/// Whether the last edit became what the sender says it became.
fn fits(conn: &Connection, no: No, document: &mut Document, hash: Option<&str>) -> Result<bool> {
    match hash {
        Some(hash) => Ok(document::find_head(conn, no, document, hash)?.is_some()),
        None => Ok(true),
    }
}

/// Projects a ticket and notes which of our events turned out without effect.
pub fn note(round: &mut Round, conn: &Connection, read: &Ticket) -> Result<()> {
    ticket::project(conn, read, &Row::of(read, &read.state()))?;
    let device = round.session.me().device.clone();
    for event in read.log.iter().filter(|e| e.id.device() == device) {
        let Some(Verdict::Void(denial)) = event.ruling.as_ref().map(|r| &r.verdict) else {
            continue;
        };
        if edit::state_of(conn, &event.id)?.is_some_and(|s| s != State::Void) {
            edit::set_state(conn, &event.id, State::Void, Some(denial))?;
            round.report.void.push(Voided {
                id: read.id.clone(),
                event: event.id,
                code: denial.code,
            });
        }
    }
    Ok(())
}

/// Replaces a copy by the pool's, loaded and read already, and writes our unanswered edits again on top of it.
pub fn replace(
    round: &mut Round,
    conn: &Connection,
    no: No,
    whole: &[u8],
    document: Document,
    read: &Ticket,
) -> Result<()> {
    document::replace(conn, no, whole)?;
    ticket::set_want(conn, no, false)?;
    ticket::set_leaving(conn, no, false)?;
    if edit::any_waiting(conn, no)? {
        return write_again(round, conn, no, document);
    }
    note(round, conn, read)
}

/// Takes edits out of a copy that the pool did not take, and writes those that still wait again without them.
pub fn rebuild(
    round: &mut Round,
    conn: &Connection,
    no: No,
    left_out: &[EditId],
    rest: Result<Document>,
) -> Result<()> {
    let mut out = left_out.to_vec();
    out.extend(
        edit::of_ticket(conn, no)?
            .iter()
            .filter(|o| o.state.waits())
            .map(|o| o.edit.id),
    );
    let rest = if out.len() == left_out.len() {
        rest
    } else {
        document::load_without(conn, no, &out)
    };
    match rest {
        Ok(document) => {
            document::forget(conn, no, &out)?;
            write_again(round, conn, no, document)
        }
        // Compacted or damaged: the pool's whole copy sorts it out.
        Err(_) => ticket::set_want(conn, no, true),
    }
}

fn write_again(round: &mut Round, conn: &Connection, no: No, mut document: Document) -> Result<()> {
    for own in edit::of_ticket(conn, no)?
        .into_iter()
        .filter(|o| o.state.waits())
    {
        if document.holds(&own.head) {
            continue;
        }
        let mut edit = own.edit.clone();
        if !edit.seen.iter().all(|h| document.holds(h)) {
            // What its author had on the screen is gone; it follows what is there now.
            edit.seen = document.heads();
        }
        match document.write(&edit) {
            Ok(written) => {
                document::append(conn, no, &edit.id, &written)?;
                if edit.seen != own.edit.seen || written.head != own.head {
                    edit::moved(conn, &edit.id, &edit.seen, &written.head)?;
                }
                round.again = true;
            }
            // The pool has it already in another form; the next push hears "known".
            Err(_) => {
                round.again = true;
                return ticket::set_want(conn, no, true);
            }
        }
        if let Write::Photo(photo) = &edit.write {
            photo::refer(conn, no, &photo.sha256, &edit.id)?;
        }
    }
    let read = document.read()?;
    note(round, conn, &read)
}
