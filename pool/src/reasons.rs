//! Why somebody asked for a reporter in clear: sealed, bound to its line of the audit log, which holds its digest alone.

use crate::store::{Db, Keys, SOUGHT, Tx};
pub use crate::store::{FOUND, READ};
use crate::{Result, sealed};
use model::{Moment, TicketId};

/// Where the store has no ticket: numbers begin at 1.
const NO_TICKET: i64 = 0;

fn place(line: i64) -> String {
    format!("reason/{line}")
}

/// Writes a reading down with its reason; `n` is the ticket in the store, and `what` [`READ`] or [`FOUND`].
pub fn note(
    tx: &Tx,
    keys: &Keys,
    (n, ticket): (i64, &TicketId),
    (what, who, at): (&'static str, &str, Moment),
    reason: &str,
) -> Result<()> {
    let line = tx.audit_reading((what, ticket.as_str()), (who, at), reason)?;
    keep(tx, keys, line, (n, at), reason)
}

/// Writes down that somebody looked for a reporter. The reason is kept beside this line alone when nobody was found, else
/// beside those of the tickets that were, with which it is erased.
pub fn note_seeking(
    tx: &Tx,
    keys: &Keys,
    (who, at): (&str, Moment),
    reason: &str,
    found: bool,
) -> Result<()> {
    let line = tx.audit_reading((SOUGHT, ""), (who, at), reason)?;
    if found {
        return Ok(());
    }
    keep(tx, keys, line, (NO_TICKET, at), reason)
}

fn keep(tx: &Tx, keys: &Keys, line: i64, (n, at): (i64, Moment), reason: &str) -> Result<()> {
    let sealed = sealed::seal(keys, &place(line), reason.as_bytes())?;
    tx.put_reason(line, n, at, &sealed)
}

/// The reason beside a line, as long as it is kept.
pub fn read(db: &Db, keys: &Keys, line: i64) -> Result<Option<String>> {
    let found = db.sealed_reason(line)?;
    found.map(|sealed| open(keys, line, &sealed)).transpose()
}

fn open(keys: &Keys, line: i64, sealed: &[u8]) -> Result<String> {
    let text = sealed::open(keys, &place(line), sealed)?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}

/// Lines whose reason does not open, or is not the one that was digested.
pub fn unfit(db: &Db, keys: &Keys) -> Result<Vec<i64>> {
    let kept = db.reasons()?.into_iter();
    let fits = |(line, ticket, detail, sealed): &(i64, Option<String>, Option<String>, Vec<u8>)| {
        let text = open(keys, *line, sealed).ok();
        let sum = text.zip(ticket.as_ref());
        let sum = sum.map(|(text, ticket)| db.reason_digest(ticket, &text));
        sum.is_some() && sum == *detail
    };
    Ok(kept.filter(|k| !fits(k)).map(|k| k.0).collect())
}
