//! Which photos lie here, which the pool has confirmed, and which tickets they belong to.

use super::ticket::No;
use crate::error::Result;
use api::NewPhoto;
use model::{EditId, Moment, PhotoKind, Sha256, TicketId};
use rusqlite::{Connection, OptionalExtension, params};

/// SQLite counts with a sign.
fn signed(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// Records a photo whose bytes lie on this device.
pub fn add_local(conn: &Connection, photo: &NewPhoto, now: Moment) -> Result<()> {
    let mut statement = conn.prepare_cached(
        "INSERT INTO photo (sha, bytes, w, h, taken_at, original, local, held, added_at) VALUES (?, ?, ?, ?, ?, ?, 1, 0, ?)
         ON CONFLICT (sha) DO UPDATE SET local = 1, bytes = excluded.bytes, w = excluded.w, h = excluded.h,
           taken_at = excluded.taken_at, original = excluded.original",
    )?;
    let original = photo.original.as_ref().map(Sha256::as_str);
    statement.execute(params![
        photo.sha256.as_str(),
        signed(photo.bytes),
        photo.w,
        photo.h,
        photo.taken_at.map(|m| m.0),
        original,
        now.0
    ])?;
    Ok(())
}

/// What this device knows of a photo it took in.
pub fn find(conn: &Connection, sha: &Sha256) -> Result<Option<NewPhoto>> {
    let mut statement = conn.prepare_cached(
        "SELECT bytes, w, h, taken_at, original FROM photo WHERE sha = ? AND local = 1",
    )?;
    let found = statement
        .query_row([sha.as_str()], |r| {
            Ok((
                r.get::<_, i64>(0)?.unsigned_abs(),
                r.get(1)?,
                r.get(2)?,
                r.get::<_, Option<i64>>(3)?,
                r.get::<_, Option<String>>(4)?,
            ))
        })
        .optional()?;
    let Some((bytes, w, h, taken_at, original)) = found else {
        return Ok(None);
    };
    let original = original.map(Sha256::new).transpose()?;
    Ok(Some(NewPhoto {
        sha256: sha.clone(),
        kind: PhotoKind::Scene,
        bytes,
        w,
        h,
        taken_at: taken_at.map(Moment),
        original,
        caption: None,
    }))
}

/// Ties a photo to a ticket by the edit that adds it.
pub fn refer(conn: &Connection, ticket: No, sha: &Sha256, edit: &EditId) -> Result<()> {
    let mut statement = conn
        .prepare_cached("INSERT OR REPLACE INTO photo_ref (ticket, sha, edit) VALUES (?, ?, ?)")?;
    statement.execute(params![ticket, sha.as_str(), edit.0])?;
    Ok(())
}

/// Unties a photo whose edit was not taken.
pub fn unrefer(conn: &Connection, ticket: No, edit: &EditId) -> Result<()> {
    conn.prepare_cached("DELETE FROM photo_ref WHERE ticket = ? AND edit = ?")?
        .execute(params![ticket, edit.0])?;
    Ok(())
}

/// The pool confirmed that it holds the whole image.
pub fn set_held(conn: &Connection, sha: &Sha256) -> Result<()> {
    let mut statement = conn.prepare_cached(
        "INSERT INTO photo (sha, bytes, w, h, local, held, added_at) VALUES (?, 0, 0, 0, 0, 1, 0)
         ON CONFLICT (sha) DO UPDATE SET held = 1, denial = NULL",
    )?;
    statement.execute([sha.as_str()])?;
    Ok(())
}

/// Whether the pool has confirmed the whole image.
pub fn is_held(conn: &Connection, sha: &Sha256) -> Result<bool> {
    let mut statement = conn.prepare_cached("SELECT 1 FROM photo WHERE sha = ? AND held = 1")?;
    Ok(statement.exists([sha.as_str()])?)
}

/// The pool did not take a photo this time.
pub fn set_denial(conn: &Connection, sha: &Sha256, denial: &model::Denial) -> Result<()> {
    conn.prepare_cached("UPDATE photo SET denial = ? WHERE sha = ?")?
        .execute(params![serde_json::to_string(denial)?, sha.as_str()])?;
    Ok(())
}

/// Photos whose edit the pool holds but whose image it does not, with one ticket each.
pub fn to_send(conn: &Connection) -> Result<Vec<(Sha256, TicketId)>> {
    let mut statement = conn.prepare_cached(
        "SELECT p.sha, min(t.id) FROM photo p JOIN photo_ref r ON r.sha = p.sha JOIN ticket t ON t.no = r.ticket
         JOIN edit e ON e.id = r.edit WHERE p.local = 1 AND p.held = 0 AND e.state = 2 GROUP BY p.sha ORDER BY min(e.no)",
    )?;
    let rows = statement.query_map([], |r| Ok((r.get::<_, String>(0)?, r.get::<_, String>(1)?)))?;
    rows.map(|row| {
        let (sha, ticket) = row?;
        Ok((Sha256::new(sha)?, TicketId::new(ticket)?))
    })
    .collect()
}

/// Photos that wait, with their ticket and bytes: for the outbox.
pub fn waiting(conn: &Connection) -> Result<Vec<(No, u64)>> {
    let mut statement = conn.prepare_cached(
        "SELECT r.ticket, p.bytes FROM photo p JOIN photo_ref r ON r.sha = p.sha WHERE p.local = 1 AND p.held = 0",
    )?;
    let rows = statement.query_map([], |r| Ok((r.get(0)?, r.get::<_, i64>(1)?.unsigned_abs())))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Photos of a ticket that is removed, which no other ticket, no draft and no note needs; their rows go with them.
pub fn let_go(conn: &Connection, ticket: No) -> Result<Vec<Sha256>> {
    let mut statement = conn.prepare_cached(
        "SELECT sha FROM photo_ref r WHERE ticket = ?1 AND NOT EXISTS (SELECT 1 FROM photo_ref o WHERE o.sha = r.sha AND o.ticket <> ?1)",
    )?;
    let shas: Vec<String> = statement
        .query_map([ticket], |r| r.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    conn.prepare_cached("DELETE FROM photo_ref WHERE ticket = ?")?
        .execute([ticket])?;
    drop_unused(conn, shas)
}

/// Photos taken long ago that went into no ticket, no draft and no note; their rows go with them.
pub fn forsaken(conn: &Connection, before: Moment) -> Result<Vec<Sha256>> {
    let mut statement = conn.prepare_cached(
        "SELECT sha FROM photo p WHERE local = 1 AND added_at < ? AND NOT EXISTS (SELECT 1 FROM photo_ref r WHERE r.sha = p.sha)",
    )?;
    let shas: Vec<String> = statement
        .query_map([before.0], |r| r.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    drop_unused(conn, shas)
}

/// Drops the rows of those photos that no draft and no note needs; which these are.
pub fn drop_unused(conn: &Connection, shas: Vec<String>) -> Result<Vec<Sha256>> {
    let mut gone = Vec::new();
    for sha in shas {
        if conn
            .prepare_cached("SELECT 1 FROM draft WHERE instr(json, ?) LIMIT 1")?
            .exists([&sha])?
            || conn
                .prepare_cached("SELECT 1 FROM note_photo WHERE sha = ?")?
                .exists([&sha])?
        {
            continue;
        }
        conn.prepare_cached("DELETE FROM photo WHERE sha = ?")?
            .execute([&sha])?;
        gone.push(Sha256::new(sha)?);
    }
    Ok(gone)
}
