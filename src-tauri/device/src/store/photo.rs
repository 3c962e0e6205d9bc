//! Which photos lie here, which the pool has confirmed, and which tickets they belong to.

use super::{Db, TicketRowId, Tx, stored};
use crate::error::Result;
use api::NewPhoto;
use model::{EditId, Moment, Sha256, TicketId};
use rusqlite::{OptionalExtension, params};

/// SQLite counts with a sign.
fn signed(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// Records a photo whose bytes lie on this device.
pub fn add_local(tx: &Tx, photo: &NewPhoto, now: Moment) -> Result<()> {
    let mut statement = tx.prepare_cached(
        "insert into photo (sha, bytes, w, h, taken_at, original, local, held, added_at) values (?, ?, ?, ?, ?, ?, 1, 0, ?)
         on conflict (sha) do update set local = 1, bytes = excluded.bytes, w = excluded.w, h = excluded.h,
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

/// What this device itself knows of a photo it took in; what it shows is said by whoever names it.
pub struct LocalPhoto {
    pub sha256: Sha256,
    pub bytes: u64,
    pub w: u32,
    pub h: u32,
    pub taken_at: Option<Moment>,
    /// Hash of the camera's own file.
    pub original: Option<Sha256>,
}

/// A photo that lies on this device.
pub fn find(db: &Db, sha: &Sha256) -> Result<Option<LocalPhoto>> {
    let mut statement = db.prepare_cached(
        "select bytes, w, h, taken_at, original from photo where sha = ? and local = 1",
    )?;
    let found = statement.query_row([sha.as_str()], |r| {
        Ok(LocalPhoto {
            sha256: sha.clone(),
            bytes: r.get::<_, i64>(0)?.unsigned_abs(),
            w: r.get(1)?,
            h: r.get(2)?,
            taken_at: r.get::<_, Option<i64>>(3)?.map(Moment),
            original: stored::checked(r, 4, Sha256::new)?,
        })
    });
    Ok(found.optional()?)
}

/// Ties a photo to a ticket by the edit that adds it.
pub fn refer(tx: &Tx, ticket: TicketRowId, sha: &Sha256, edit: &EditId) -> Result<()> {
    let mut statement =
        tx.prepare_cached("insert or replace into photo_ref (ticket, sha, edit) values (?, ?, ?)")?;
    statement.execute(params![ticket, sha.as_str(), edit.0])?;
    Ok(())
}

/// Unties a photo whose edit was not taken.
pub fn unrefer(tx: &Tx, ticket: TicketRowId, edit: &EditId) -> Result<()> {
    tx.prepare_cached("delete from photo_ref where ticket = ? and edit = ?")?
        .execute(params![ticket, edit.0])?;
    Ok(())
}

/// The pool confirmed that it holds the whole image.
pub fn set_held(tx: &Tx, sha: &Sha256) -> Result<()> {
    let mut statement = tx.prepare_cached(
        "insert into photo (sha, bytes, w, h, local, held, added_at) values (?, 0, 0, 0, 0, 1, 0)
         on conflict (sha) do update set held = 1, denial = null",
    )?;
    statement.execute([sha.as_str()])?;
    Ok(())
}

/// Whether the pool has confirmed the whole image.
pub fn is_held(db: &Db, sha: &Sha256) -> Result<bool> {
    let mut statement = db.prepare_cached("select 1 from photo where sha = ? and held = 1")?;
    Ok(statement.exists([sha.as_str()])?)
}

/// The pool did not take a photo this time.
pub fn set_denial(tx: &Tx, sha: &Sha256, denial: &model::Denial) -> Result<()> {
    tx.prepare_cached("update photo set denial = ? where sha = ?")?
        .execute(params![serde_json::to_string(denial)?, sha.as_str()])?;
    Ok(())
}

/// Photos whose edit the pool holds but whose image it does not, with one ticket each.
pub fn to_send(db: &Db) -> Result<Vec<(Sha256, TicketId)>> {
    let mut statement = db.prepare_cached(
        "select p.sha, min(t.id) from photo p join photo_ref r on r.sha = p.sha join ticket t on t.no = r.ticket
         join edit e on e.id = r.edit where p.local = 1 and p.held = 0 and e.state = 2 group by p.sha order by min(e.no)",
    )?;
    let rows = statement.query_map([], |r| {
        let sha = stored::checked(r, 0, Sha256::new)?;
        Ok(sha.zip(stored::checked(r, 1, TicketId::new)?))
    })?;
    let photos = rows.filter_map(rusqlite::Result::transpose);
    Ok(photos.collect::<rusqlite::Result<_>>()?)
}

/// Photos that wait, with their ticket and bytes: for the outbox.
pub fn waiting(db: &Db) -> Result<Vec<(TicketRowId, u64)>> {
    let mut statement = db.prepare_cached(
        "select r.ticket, p.bytes from photo p join photo_ref r on r.sha = p.sha where p.local = 1 and p.held = 0",
    )?;
    let rows = statement.query_map([], |r| Ok((r.get(0)?, r.get::<_, i64>(1)?.unsigned_abs())))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
