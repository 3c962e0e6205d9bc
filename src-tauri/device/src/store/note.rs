//! 记事本: free notes with photos. They stay on this device; a note that became a ticket names it.

use super::stored::{self, Kind};
use super::{Db, Tx};
use crate::error::Result;
use api::Note;
use model::{Code, Moment, Sha256, TicketId};
use rusqlite::params;

/// Saves a note. One under its name that lies aside stays, under another. Whether it became a ticket is this device's own knowledge, whatever the page says.
pub fn save(tx: &Tx, note: &Note, now: Moment) -> Result<()> {
    let note = Note {
        saved_at: Some(now),
        ticket: None,
        ..note.clone()
    };
    for sql in [
        "update note_photo set note = (select id || ' ' || saved_at from note where id = ?1)
         where note = ?1 and exists (select 1 from note where id = ?1 and aside = 1)",
        "update note set id = id || ' ' || saved_at where id = ?1 and aside = 1",
    ] {
        tx.execute(sql, [&note.id])?;
    }
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
    let sql = "select id, json, ticket from note where aside = 0 order by saved_at desc, id";
    let mut statement = db.prepare_cached(sql)?;
    let rows = statement.query_map([], |r| {
        // The row's name counts: one taken up again has another than it was saved under.
        let id: String = r.get(0)?;
        let Some(note): Option<Note> = stored::parsed(r, 1)? else {
            db.set_aside(Kind::Note, id);
            return Ok(None);
        };
        let ticket = stored::checked(r, 2, TicketId::new)?;
        Ok(Some(Note { id, ticket, ..note }))
    })?;
    let notes = rows.filter_map(rusqlite::Result::transpose);
    Ok(notes.collect::<rusqlite::Result<_>>()?)
}

/// Notes that lie aside and read.
pub(super) fn readable_aside(db: &Db) -> Result<Vec<String>> {
    let mut statement = db.prepare_cached("select id, json from note where aside = 1")?;
    let rows = statement.query_map([], |r| {
        let note: Option<Note> = stored::parsed(r, 1)?;
        note.map(|_| r.get(0)).transpose()
    })?;
    let ids = rows.filter_map(rusqlite::Result::transpose);
    Ok(ids.collect::<rusqlite::Result<_>>()?)
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

/// Removes a note; the photos that nothing else needs now are answered, their rows gone. One that lies aside under this name
/// stays with its photos.
pub fn drop(tx: &Tx, id: &str) -> Result<Vec<Sha256>> {
    let aside = tx
        .prepare_cached("select 1 from note where id = ? and aside = 1")?
        .exists([id])?;
    if aside {
        return Ok(Vec::new());
    }
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
