//! Which photos lie here, which the pool has confirmed, and which tickets they belong to.

use super::{Db, TicketRowId, Tx, stored};
use crate::error::Result;
use api::NewPhoto;
use model::{Denial, EditId, Moment, Sha256, TicketId};
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
    let mut statement = tx.prepare_cached(
        "insert into photo_ref (ticket, sha, edit) values (?, ?, ?)
         on conflict (ticket, sha) do update set edit = excluded.edit",
    )?;
    statement.execute(params![ticket, sha.as_str(), edit.0])?;
    Ok(())
}

/// Unties a photo whose edit was not taken.
pub fn unrefer(tx: &Tx, ticket: TicketRowId, edit: &EditId) -> Result<()> {
    tx.prepare_cached("delete from photo_ref where ticket = ? and edit = ?")?
        .execute(params![ticket, edit.0])?;
    Ok(())
}

/// The pool confirmed that it holds the whole image for this ticket; for all of ours, when we brought it ourselves.
pub fn set_held(tx: &Tx, ticket: Option<TicketRowId>, sha: &Sha256) -> Result<()> {
    tx.prepare_cached(
        "update photo_ref set held = 1 where sha = ?1 and (?2 is null or ticket = ?2)",
    )?
    .execute(params![sha.as_str(), ticket])?;
    let mut statement = tx.prepare_cached(
        "insert into photo (sha, bytes, w, h, local, held, added_at) values (?, 0, 0, 0, 0, 1, 0)
         on conflict (sha) do update set held = 1, denial = null",
    )?;
    statement.execute([sha.as_str()])?;
    Ok(())
}

/// Whether the pool has confirmed the whole image: for this ticket, when the photo there is ours.
pub fn is_held(db: &Db, ticket: Option<TicketRowId>, sha: &Sha256) -> Result<bool> {
    let mut statement = db.prepare_cached(
        "select coalesce((select held from photo_ref where ticket = ?1 and sha = ?2),
                         (select held from photo where sha = ?2), 0)",
    )?;
    Ok(statement.query_row(params![ticket, sha.as_str()], |r| r.get(0))?)
}

/// The pool did not take a photo this time.
pub fn set_denial(tx: &Tx, sha: &Sha256, denial: &Denial) -> Result<()> {
    tx.prepare_cached("update photo set denial = ? where sha = ?")?
        .execute(params![serde_json::to_string(denial)?, sha.as_str()])?;
    Ok(())
}

/// A photo that the pool will never take.
pub struct RefusedPhoto {
    pub sha256: Sha256,
    pub ticket: TicketId,
    pub row: TicketRowId,
    pub denial: Denial,
    pub added_at: Moment,
}

/// Parameter of a refusal that has been answered with a smaller picture, or could not be.
const ANEW: &str = "anew";

impl RefusedPhoto {
    /// Whether nothing was done about it yet.
    pub fn is_open(&self) -> bool {
        !self.denial.params.contains_key(ANEW)
    }

    /// Whether no smaller picture has taken its place.
    pub fn stays_refused(&self) -> bool {
        self.denial
            .params
            .get(ANEW)
            .is_none_or(|said| said.as_str() == "-")
    }

    /// Notes what was done about it.
    pub fn settle(&self, tx: &Tx, anew: Option<&Sha256>) -> Result<()> {
        let said = anew.map_or("-", Sha256::as_str);
        set_denial(tx, &self.sha256, &self.denial.clone().with(ANEW, said))
    }
}

/// Photos that the pool will never take, oldest first.
pub fn refused(db: &Db) -> Result<Vec<RefusedPhoto>> {
    let mut statement = db.prepare_cached(
        "select p.sha, t.id, t.no, p.denial, p.added_at from photo p join photo_ref r on r.sha = p.sha
         join ticket t on t.no = r.ticket where p.local = 1 and r.held = 0 and p.denial is not null group by p.sha order by p.added_at",
    )?;
    let rows = statement.query_map([], |r| {
        let denial: Option<Denial> = stored::parsed(r, 3)?;
        let sha = stored::checked(r, 0, Sha256::new)?;
        let (ticket, row, at) = (stored::checked(r, 1, TicketId::new)?, r.get(2)?, r.get(4)?);
        Ok(sha
            .zip(ticket)
            .zip(denial)
            .map(|((sha256, ticket), denial)| RefusedPhoto {
                sha256,
                ticket,
                row,
                denial,
                added_at: Moment(at),
            }))
    })?;
    let all = rows.filter_map(rusqlite::Result::transpose);
    let all: Vec<RefusedPhoto> = all.collect::<rusqlite::Result<_>>()?;
    Ok(all
        .into_iter()
        .filter(|p| picture::is_final(p.denial.code))
        .collect())
}

/// Photos whose edit the pool holds but whose image it does not, with one ticket each; none that it will never take.
pub fn to_send(db: &Db) -> Result<Vec<(Sha256, TicketId)>> {
    let mut statement = db.prepare_cached(
        "select p.sha, min(t.id), p.denial from photo p join photo_ref r on r.sha = p.sha join ticket t on t.no = r.ticket
         join edit e on e.id = r.edit where p.local = 1 and r.held = 0 and e.state = 2 group by p.sha order by min(e.no)",
    )?;
    let rows = statement.query_map([], |r| {
        let sha = stored::checked(r, 0, Sha256::new)?;
        let sha = sha.filter(|_| waits(r, 2).unwrap_or(true));
        Ok(sha.zip(stored::checked(r, 1, TicketId::new)?))
    })?;
    let photos = rows.filter_map(rusqlite::Result::transpose);
    Ok(photos.collect::<rusqlite::Result<_>>()?)
}

/// A photo that the pool does not have yet.
pub struct UnsentPhoto {
    pub sha256: Sha256,
    /// One ticket that lists it.
    pub ticket: TicketId,
    pub bytes: u64,
}

/// Photos of tickets that the pool does not have yet, whether or not it has the edits that list them; none that it will never
/// take.
pub fn unsent(db: &Db) -> Result<Vec<UnsentPhoto>> {
    let mut statement = db.prepare_cached(
        "select p.sha, min(t.id), p.denial, p.bytes from photo p join photo_ref r on r.sha = p.sha join ticket t on t.no = r.ticket
         join edit e on e.id = r.edit where p.local = 1 and r.held = 0 and e.state < 3 group by p.sha order by min(e.no)",
    )?;
    let rows = statement.query_map([], |r| {
        let sha = stored::checked(r, 0, Sha256::new)?;
        let sha = sha.filter(|_| waits(r, 2).unwrap_or(true));
        let (ticket, bytes) = (stored::checked(r, 1, TicketId::new)?, r.get::<_, i64>(3)?);
        Ok(sha.zip(ticket).map(|(sha256, ticket)| UnsentPhoto {
            sha256,
            ticket,
            bytes: bytes.unsigned_abs(),
        }))
    })?;
    let photos = rows.filter_map(rusqlite::Result::transpose);
    Ok(photos.collect::<rusqlite::Result<_>>()?)
}

/// Whether the refusal in a column, if there is one, leaves hope.
fn waits(row: &rusqlite::Row, column: usize) -> rusqlite::Result<bool> {
    let denial: Option<Denial> = stored::parsed(row, column)?;
    Ok(denial.is_none_or(|denial| !picture::is_final(denial.code)))
}

/// Photos that wait, with their ticket and bytes: for the outbox.
pub fn waiting(db: &Db) -> Result<Vec<(TicketRowId, u64)>> {
    let mut statement = db.prepare_cached(
        "select r.ticket, p.bytes, p.denial from photo p join photo_ref r on r.sha = p.sha where p.local = 1 and r.held = 0",
    )?;
    let rows = statement.query_map([], |r| {
        let waits = waits(r, 2)?;
        Ok(waits.then_some((r.get(0)?, r.get::<_, i64>(1)?.unsigned_abs())))
    })?;
    let photos = rows.filter_map(rusqlite::Result::transpose);
    Ok(photos.collect::<rusqlite::Result<_>>()?)
}
