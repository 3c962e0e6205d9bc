//! 记事本: free notes with photos. They stay on this device; a note that became a ticket names it.

use crate::error::Result;
use api::Note;
use model::{Code, Moment, Sha256, TicketId};
use rusqlite::{Connection, params};

/// Saves a note. Whether it became a ticket is this device's own knowledge, whatever the page says.
pub fn save(conn: &Connection, note: &Note, now: Moment) -> Result<()> {
    let note = Note {
        saved_at: Some(now),
        ticket: None,
        ..note.clone()
    };
    conn.prepare_cached(
        "INSERT INTO note (id, json, saved_at) VALUES (?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET json = excluded.json, saved_at = excluded.saved_at",
    )?
    .execute(params![note.id, serde_json::to_string(&note)?, now.0])?;
    conn.prepare_cached("DELETE FROM note_photo WHERE note = ?")?
        .execute([&note.id])?;
    let mut refer =
        conn.prepare_cached("INSERT OR IGNORE INTO note_photo (note, sha) VALUES (?, ?)")?;
    for photo in &note.photos {
        refer.execute(params![note.id, photo.sha256.as_str()])?;
    }
    Ok(())
}

/// All notes, newest first.
pub fn all(conn: &Connection) -> Result<Vec<Note>> {
    let mut statement =
        conn.prepare_cached("SELECT json, ticket FROM note ORDER BY saved_at DESC, id")?;
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
pub fn count(conn: &Connection) -> Result<usize> {
    let count: i64 = conn
        .prepare_cached("SELECT count(*) FROM note")?
        .query_row([], |r| r.get(0))?;
    Ok(usize::try_from(count).unwrap_or(0))
}

/// Whether there is a note of this id.
pub fn exists(conn: &Connection, id: &str) -> Result<bool> {
    Ok(conn
        .prepare_cached("SELECT 1 FROM note WHERE id = ?")?
        .exists([id])?)
}

/// The note became this ticket. One that became another ticket, still held here, is refused: nothing is handed in twice.
pub fn became(conn: &Connection, id: &str, ticket: &TicketId) -> Result<()> {
    let used = conn
        .prepare_cached(
            "SELECT 1 FROM note n JOIN ticket t ON t.id = n.ticket WHERE n.id = ? AND t.id <> ?",
        )?
        .exists([id, ticket.as_str()])?;
    if used {
        return Err(Code::NoteUsed.into());
    }
    conn.prepare_cached("UPDATE note SET ticket = ? WHERE id = ?")?
        .execute(params![ticket.as_str(), id])?;
    Ok(())
}

/// Removes a note; the photos that nothing else needs now are answered, their rows gone.
pub fn drop(conn: &Connection, id: &str) -> Result<Vec<Sha256>> {
    let mut statement = conn.prepare_cached(
        "SELECT sha FROM note_photo n WHERE note = ?1
         AND NOT EXISTS (SELECT 1 FROM note_photo o WHERE o.sha = n.sha AND o.note <> ?1)
         AND NOT EXISTS (SELECT 1 FROM photo_ref r WHERE r.sha = n.sha)",
    )?;
    let shas: Vec<String> = statement
        .query_map([id], |r| r.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    conn.prepare_cached("DELETE FROM note_photo WHERE note = ?")?
        .execute([id])?;
    conn.prepare_cached("DELETE FROM note WHERE id = ?")?
        .execute([id])?;
    super::photo::drop_unused(conn, shas)
}
