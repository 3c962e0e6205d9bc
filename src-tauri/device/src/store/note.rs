//! 记事本: free notes with photos. They stay on this device; a note that became a ticket names it.

use super::{Db, Tx};
use crate::error::Result;
use api::Note;
use model::{Code, Moment, Sha256, TicketId};
use rusqlite::params;

/// Saves a note. Whether it became a ticket is this device's own knowledge, whatever the page says.
pub fn save(tx: &Tx, note: &Note, now: Moment) -> Result<()> {
    let note = Note {
        saved_at: Some(now),
        ticket: None,
        ..note.clone()
    };
    tx.prepare_cached(
        "insert into note (id, json, saved_at) values (?, ?, ?)
         on conflict (id) do update set json = excluded.json, saved_at = excluded.saved_at",
    )?
    .execute(params![note.id, serde_json::to_string(&note)?, now.0])?;
    tx.prepare_cached("delete from note_photo where note = ?")?
        .execute([&note.id])?;
    let mut refer =
        tx.prepare_cached("insert or ignore into note_photo (note, sha) values (?, ?)")?;
    for photo in &note.photos {
        refer.execute(params![note.id, photo.sha256.as_str()])?;
    }
    Ok(())
}

/// All notes, newest first.
pub fn all(db: &Db) -> Result<Vec<Note>> {
    let mut statement =
        db.prepare_cached("select json, ticket from note order by saved_at desc, id")?;
    let rows = statement.query_map([], |r| {
        Ok((r.get::<_, String>(0)?, r.get::<_, Option<String>>(1)?))
    })?;
    rows.map(|row| {
        let (json, ticket) = row?;
        let note: Note = serde_json::from_str(&json)?;
        Ok(Note {
            ticket: ticket.map(TicketId::new).transpose()?,
            ..note
        })
    })
    .collect()
}

/// Notes held here.
pub fn count(db: &Db) -> Result<usize> {
    let count: i64 = db
        .prepare_cached("select count(*) from note")?
        .query_row([], |r| r.get(0))?;
    Ok(usize::try_from(count).unwrap_or(0))
}

/// Whether there is a note of this id.
pub fn exists(db: &Db, id: &str) -> Result<bool> {
    Ok(db
        .prepare_cached("select 1 from note where id = ?")?
        .exists([id])?)
}

/// The note became this ticket. One that became another ticket, still held here, is refused: nothing is handed in twice.
pub fn became(tx: &Tx, id: &str, ticket: &TicketId) -> Result<()> {
    let used = tx
        .prepare_cached(
            "select 1 from note n join ticket t on t.id = n.ticket where n.id = ? and t.id <> ?",
        )?
        .exists([id, ticket.as_str()])?;
    if used {
        return Err(Code::NoteUsed.into());
    }
    tx.prepare_cached("update note set ticket = ? where id = ?")?
        .execute(params![ticket.as_str(), id])?;
    Ok(())
}

/// Removes a note; the photos that nothing else needs now are answered, their rows gone.
pub fn drop(tx: &Tx, id: &str) -> Result<Vec<Sha256>> {
    let mut statement = tx.prepare_cached(
        "select sha from note_photo n where note = ?1
         and not exists (select 1 from note_photo o where o.sha = n.sha and o.note <> ?1)
         and not exists (select 1 from photo_ref r where r.sha = n.sha)",
    )?;
    let shas: Vec<String> = statement
        .query_map([id], |r| r.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    tx.prepare_cached("delete from note_photo where note = ?")?
        .execute([id])?;
    tx.prepare_cached("delete from note where id = ?")?
        .execute([id])?;
    super::removal::drop_unused(tx, shas)
}
