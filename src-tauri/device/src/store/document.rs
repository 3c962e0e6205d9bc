//! Documents: a base and the changes since, each under our own checksum.

use super::ticket::No;
use super::{Db, Tx};
use crate::error::Result;
use model::{EditId, Head};
use rusqlite::{OptionalExtension, params};
use sync::{DocError, Document, Written};

/// Changes after which the pieces are put together, so that a ticket with a long history still opens at once.
const CHUNKS_MAX: u32 = 48;

/// Loads a ticket's document. Damage is an error of this ticket alone.
pub fn load(db: &Db, no: No) -> Result<Document> {
    let base = base(db, no)?;
    let chunks = chunks(db, no)?;
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

fn base(db: &Db, no: No) -> Result<Option<Vec<u8>>> {
    let mut statement = db.prepare_cached("select base from document where ticket = ?")?;
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
pub fn chunks(db: &Db, no: No) -> Result<Vec<Chunk>> {
    let mut statement =
        db.prepare_cached("select edit, head, bytes from chunk where ticket = ? order by no")?;
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
pub fn append(tx: &Tx, no: No, edit: &EditId, written: &Written) -> Result<()> {
    let mut statement =
        tx.prepare_cached("insert into chunk (ticket, edit, head, bytes) values (?, ?, ?, ?)")?;
    statement.execute(params![
        no,
        edit.0,
        written.head.0,
        sync::checksummed(&written.bytes)
    ])?;
    Ok(())
}

/// Replaces everything by one base.
pub fn replace(tx: &Tx, no: No, base: &[u8]) -> Result<()> {
    tx.prepare_cached("insert or replace into document (ticket, base) values (?, ?)")?
        .execute(params![no, sync::checksummed(base)])?;
    tx.prepare_cached("delete from chunk where ticket = ?")?
        .execute([no])?;
    Ok(())
}

/// Puts base and changes together once there are many. Never while work waits: then each change must be found apart.
pub fn compact(tx: &Tx, no: No, document: &mut Document) -> Result<()> {
    let count: u32 = tx
        .prepare_cached("select count(*) from chunk where ticket = ?")?
        .query_row([no], |r| r.get(0))?;
    if count > CHUNKS_MAX && !super::edit::any_waiting(tx, no)? {
        replace(tx, no, &document.save())?;
    }
    Ok(())
}

/// The head that begins with these hexadecimal digits, among those this device knows of the ticket.
pub fn find_head(db: &Db, no: No, document: &mut Document, prefix: &str) -> Result<Option<Head>> {
    let begins = |head: &Head| head.to_string().starts_with(prefix);
    if let Some(head) = document.heads().into_iter().find(begins) {
        return Ok(Some(head));
    }
    let stored = "select head from chunk where ticket = ?1 union all select head from edit where ticket = ?1";
    let mut statement = db.prepare_cached(stored)?;
    for head in statement.query_map([no], |r| r.get::<_, [u8; 32]>(0))? {
        let head = Head(head?);
        if begins(&head) && document.holds(&head) {
            return Ok(Some(head));
        }
    }
    Ok(None)
}

/// What is left of a ticket without some edits: the base and all other changes that can stand without them.
pub fn load_without(db: &Db, no: No, left_out: &[EditId]) -> Result<Document> {
    let base = base(db, no)?;
    let kept: Vec<Chunk> = chunks(db, no)?
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
pub fn forget(tx: &Tx, no: No, edits: &[EditId]) -> Result<()> {
    for edit in edits {
        tx.prepare_cached("delete from chunk where ticket = ? and edit = ?")?
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
