//! Documents: a base and the changes since, each under our own checksum.

use super::ticket::No;
use crate::error::Result;
use model::{EditId, Head};
use rusqlite::{Connection, OptionalExtension, params};
use sync::{DocError, Document, Written};

/// Changes after which the pieces are put together, so that a ticket with a long history still opens at once.
const CHUNKS_MAX: u32 = 48;

/// Loads a ticket's document. Damage is an error of this ticket alone.
pub fn load(conn: &Connection, no: No) -> Result<Document> {
    let base = base(conn, no)?;
    let chunks = chunks(conn, no)?;
    let mut pieces = Vec::with_capacity(chunks.len());
    for chunk in &chunks {
        pieces.push(sync::verified(&chunk.sealed)?);
    }
    let base = match &base {
        Some(sealed) => sync::verified(sealed)?,
        None => &[],
    };
    Ok(Document::load(base, pieces)?)
}

fn base(conn: &Connection, no: No) -> Result<Option<Vec<u8>>> {
    let mut statement = conn.prepare_cached("SELECT base FROM document WHERE ticket = ?")?;
    Ok(statement.query_row([no], |r| r.get(0)).optional()?)
}

/// One stored change.
pub struct Chunk {
    /// The edit it came from.
    pub edit: EditId,
    /// Its hash.
    pub head: Head,
    /// Its bytes under our checksum.
    pub sealed: Vec<u8>,
}

/// The changes since the base, in order.
pub fn chunks(conn: &Connection, no: No) -> Result<Vec<Chunk>> {
    let mut statement =
        conn.prepare_cached("SELECT edit, head, bytes FROM chunk WHERE ticket = ? ORDER BY no")?;
    let rows = statement.query_map([no], |r| {
        Ok((
            r.get::<_, [u8; 16]>(0)?,
            r.get::<_, [u8; 32]>(1)?,
            r.get(2)?,
        ))
    })?;
    rows.map(|row| {
        let (edit, head, sealed) = row?;
        Ok(Chunk {
            edit: EditId(edit),
            head: Head(head),
            sealed,
        })
    })
    .collect()
}

/// Adds a change.
pub fn append(conn: &Connection, no: No, edit: &EditId, written: &Written) -> Result<()> {
    let mut statement =
        conn.prepare_cached("INSERT INTO chunk (ticket, edit, head, bytes) VALUES (?, ?, ?, ?)")?;
    statement.execute(params![
        no,
        edit.0,
        written.head.0,
        sync::checksummed(&written.bytes)
    ])?;
    Ok(())
}

/// Replaces everything by one base.
pub fn replace(conn: &Connection, no: No, base: &[u8]) -> Result<()> {
    conn.prepare_cached("INSERT OR REPLACE INTO document (ticket, base) VALUES (?, ?)")?
        .execute(params![no, sync::checksummed(base)])?;
    conn.prepare_cached("DELETE FROM chunk WHERE ticket = ?")?
        .execute([no])?;
    Ok(())
}

/// Puts base and changes together once there are many. Never while work waits: then each change must be found apart.
pub fn compact(conn: &Connection, no: No, document: &mut Document) -> Result<()> {
    let count: u32 = conn
        .prepare_cached("SELECT count(*) FROM chunk WHERE ticket = ?")?
        .query_row([no], |r| r.get(0))?;
    if count > CHUNKS_MAX && !super::edit::any_waiting(conn, no)? {
        replace(conn, no, &document.save())?;
    }
    Ok(())
}

/// The head that begins with these hexadecimal digits, among those this device knows of the ticket.
pub fn find_head(
    conn: &Connection,
    no: No,
    document: &mut Document,
    prefix: &str,
) -> Result<Option<Head>> {
    let begins = |head: &Head| head.to_string().starts_with(prefix);
    if let Some(head) = document.heads().into_iter().find(begins) {
        return Ok(Some(head));
    }
    let stored = "SELECT head FROM chunk WHERE ticket = ?1 UNION ALL SELECT head FROM edit WHERE ticket = ?1";
    let mut statement = conn.prepare_cached(stored)?;
    for head in statement.query_map([no], |r| r.get::<_, [u8; 32]>(0))? {
        let head = Head(head?);
        if begins(&head) && document.holds(&head) {
            return Ok(Some(head));
        }
    }
    Ok(None)
}

/// What is left of a ticket without some edits: the base and all other changes that can stand without them.
pub fn load_without(conn: &Connection, no: No, left_out: &[EditId]) -> Result<Document> {
    let base = base(conn, no)?;
    let kept: Vec<Chunk> = chunks(conn, no)?
        .into_iter()
        .filter(|c| !left_out.contains(&c.edit))
        .collect();
    let mut pieces = Vec::with_capacity(kept.len());
    for chunk in &kept {
        pieces.push(sync::verified(&chunk.sealed)?);
    }
    let base = base.as_deref().map_or(Ok(&[][..]), sync::verified)?;
    Ok(Document::load(base, pieces)?)
}

/// Removes the stored changes of some edits.
pub fn forget(conn: &Connection, no: No, edits: &[EditId]) -> Result<()> {
    for edit in edits {
        conn.prepare_cached("DELETE FROM chunk WHERE ticket = ? AND edit = ?")?
            .execute(params![no, edit.0])?;
    }
    Ok(())
}

/// Whether the error means that the stored bytes are not what was written.
pub fn is_damage(error: &crate::Error) -> bool {
    matches!(
        error,
        crate::Error::Doc(DocError::Damaged | DocError::NotATicket(_))
    )
}
