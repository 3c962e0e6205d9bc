//! Why somebody asked for a reporter in clear: sealed, bound to its line of the audit log, which holds its digest alone.

use crate::store::{Db, Keys, Tx};
use crate::{Result, sealed};
use model::{Moment, TicketId};

fn place(line: i64) -> String {
    format!("reason/{line}")
}

/// Writes a reading down with its reason; `n` is the ticket in the store.
pub fn note(
    tx: &Tx,
    keys: &Keys,
    (n, ticket): (i64, &TicketId),
    (who, at): (&str, Moment),
    reason: &str,
) -> Result<()> {
    let line = tx.audit_reading(ticket, (who, at), reason)?;
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
