//! Documents: a base and the changes since, each under our own checksum.

use super::{Db, TicketRowId, Tx};
use crate::error::Result;
use model::{EditId, Head};
use rusqlite::{OptionalExtension, params};
use sync::editor::{Held, History};
use sync::{DocError, Document, Written};

/// Changes after which the pieces are put together, so that a ticket with a long history still opens at once.
const CHUNKS_MAX: u32 = 48;

/// Loads a ticket's document. Damage is an error of this ticket alone.
pub fn load(db: &Db, row: TicketRowId) -> Result<Document> {
    Ok(load_sized(db, row)?.0)
}

/// A ticket's document with how much it holds, for its editor.
pub fn held(db: &Db, row: TicketRowId) -> Result<Held> {
    let (mut document, bytes) = load_sized(db, row)?;
    let history = History {
        changes: document.changes() as u64,
        bytes,
    };
    Ok(Held {
        document,
        history,
        row: None,
    })
}

fn load_sized(db: &Db, row: TicketRowId) -> Result<(Document, u64)> {
    let base = base(db, row)?;
    let chunks = chunks(db, row)?;
    let mut pieces = Vec::with_capacity(chunks.len());
    for chunk in &chunks {
        pieces.push(sync::verified(&chunk.stored)?);
    }
    let base = base.as_deref().map_or(Ok(&[][..]), sync::verified)?;
    let bytes = base.len() + pieces.iter().map(|p| p.len()).sum::<usize>();
    Ok((Document::load(base, pieces)?, bytes as u64))
}

fn base(db: &Db, row: TicketRowId) -> Result<Option<Vec<u8>>> {
    let mut statement = db.prepare_cached("select base from document where ticket = ?")?;
    let found = statement.query_row([row], |r| Ok(r.get(0).map_err(|_| DocError::Damaged)));
    Ok(found.optional()?.transpose()?)
}

/// One stored change.
pub struct Chunk {
    /// The edit it came from.
    pub edit: EditId,
    /// Its bytes under our checksum.
    pub stored: Vec<u8>,
}

/// The changes since the base, in order.
pub fn chunks(db: &Db, row: TicketRowId) -> Result<Vec<Chunk>> {
    let mut statement =
        db.prepare_cached("select edit, bytes from chunk where ticket = ? order by no")?;
    let rows = statement.query_map([row], |r| {
        // What is no chunk at all is damage of this ticket, not of the store.
        let read = || -> rusqlite::Result<Chunk> {
            Ok(Chunk {
                edit: EditId(r.get(0)?),
                stored: r.get(1)?,
            })
        };
        Ok(read().map_err(|_| DocError::Damaged))
    })?;
    rows.map(|chunk| Ok(chunk??)).collect()
}

/// Adds a change.
pub fn append(tx: &Tx, row: TicketRowId, edit: &EditId, written: &Written) -> Result<()> {
    let mut statement =
        tx.prepare_cached("insert into chunk (ticket, edit, head, bytes) values (?, ?, ?, ?)")?;
    statement.execute(params![
        row,
        edit.0,
        written.head.0,
        sync::checksummed(&written.bytes)
    ])?;
    Ok(())
}

/// Replaces everything by one base.
pub fn replace(tx: &Tx, row: TicketRowId, base: &[u8]) -> Result<()> {
    tx.prepare_cached("insert or replace into document (ticket, base) values (?, ?)")?
        .execute(params![row, sync::checksummed(base)])?;
    tx.prepare_cached("delete from chunk where ticket = ?")?
        .execute([row])?;
    Ok(())
}

/// Puts base and changes together once there are many. Never while work waits: then each change must be found apart.
pub fn compact(tx: &Tx, row: TicketRowId, document: &mut Document) -> Result<()> {
    let count: u32 = tx
        .prepare_cached("select count(*) from chunk where ticket = ?")?
        .query_row([row], |r| r.get(0))?;
    if count > CHUNKS_MAX && !super::edit::any_waiting(tx, row)? {
        replace(tx, row, &document.save())?;
    }
    Ok(())
}

/// The head that begins with these hexadecimal digits, among those this device knows of the ticket.
pub fn find_head(
    db: &Db,
    row: TicketRowId,
    document: &mut Document,
    prefix: &str,
) -> Result<Option<Head>> {
    let begins = |head: &Head| head.to_string().starts_with(prefix);
    if let Some(head) = document.heads().into_iter().find(begins) {
        return Ok(Some(head));
    }
    let stored = "select head from chunk where ticket = ?1 union all select head from edit where ticket = ?1";
    let mut statement = db.prepare_cached(stored)?;
    let heads = statement.query_map([row], |r| Ok(r.get::<_, [u8; 32]>(0).ok().map(Head)))?;
    for head in heads {
        if let Some(head) = head?.filter(begins)
            && document.holds(&head)
        {
            return Ok(Some(head));
        }
    }
    Ok(None)
}

/// What is left of a ticket without some edits: the base and all other changes that can stand without them.
pub fn load_without(db: &Db, row: TicketRowId, left_out: &[EditId]) -> Result<Document> {
    let base = base(db, row)?;
    let kept: Vec<Chunk> = chunks(db, row)?
        .into_iter()
        .filter(|c| !left_out.contains(&c.edit))
        .collect();
    let mut pieces = Vec::with_capacity(kept.len());
    for chunk in &kept {
        pieces.push(sync::verified(&chunk.stored)?);
    }
    let base = base.as_deref().map_or(Ok(&[][..]), sync::verified)?;
    Ok(Document::load(base, pieces)?)
}

/// Removes the stored changes of some edits.
pub fn forget(tx: &Tx, row: TicketRowId, edits: &[EditId]) -> Result<()> {
    for edit in edits {
        tx.prepare_cached("delete from chunk where ticket = ? and edit = ?")?
            .execute(params![row, edit.0])?;
    }
    Ok(())
}

/// Whether the error means that the stored bytes are not what was written.
pub fn is_damage(error: &crate::Error) -> bool {
    matches!(
        error,
        crate::Error::Doc(DocError::Damaged | DocError::NotATicket(_) | DocError::Refused(_))
    )
}
