//! Which photos lie here, which the pool has confirmed, and which tickets they belong to.

use super::{Db, TicketRowId, Tx, stored};
use crate::error::Result;
use api::NewPhoto;
use model::{Code, Denial, EditId, Moment, Sha256, TicketId};
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

/// A photo did not reach the pool, or was not taken by it, this time.
pub fn set_denial(tx: &Tx, sha: &Sha256, denial: &Denial) -> Result<()> {
    tx.prepare_cached("update photo set denial = ? where sha = ?")?
        .execute(params![serde_json::to_string(denial)?, sha.as_str()])?;
    Ok(())
}

/// A photo that the pool will never take, or that something on the way does not let through.
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

    /// Whether a smaller picture may go where this one did not.
    pub fn is_too_large(&self) -> bool {
        let gateway = Blocked::of(&self.denial).is_some_and(|b| b.status == picture::TOO_LARGE);
        self.denial.code == Code::PhotoTooLarge || gateway
    }

    /// Whether it is to be told still, when refusals are told since a moment: what waits always is, and what is refused for
    /// ever as long as no smaller picture has taken its place.
    pub fn is_told(&self, since: Moment) -> bool {
        let replaced = self.denial.params.get(ANEW).is_some_and(|said| said != "-");
        self.denial.code == Code::PhotoBlocked || self.added_at >= since && !replaced
    }

    /// Notes what was done about it.
    pub fn settle(&self, tx: &Tx, anew: Option<&Sha256>) -> Result<()> {
        let said = anew.map_or("-", Sha256::as_str);
        set_denial(tx, &self.sha256, &self.denial.clone().with(ANEW, said))
    }
}

/// Parameters of a refusal on the way: how often it came, and when the photo is sent again.
const TIMES: &str = "times";
const AGAIN: &str = "again";

/// What is noted of a photo that something on the way does not let through (`Code::PhotoBlocked`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blocked {
    /// HTTP status of the last answer.
    pub status: u16,
    times: u32,
    again: Moment,
    anew: Option<String>,
}

impl Blocked {
    /// What a refusal notes; none when it is another one.
    pub fn of(denial: &Denial) -> Option<Self> {
        let param = |name: &str| denial.params.get(name);
        (denial.code == Code::PhotoBlocked).then(|| Blocked {
            status: param("status").and_then(|s| s.parse().ok()).unwrap_or(0),
            times: param(TIMES).and_then(|n| n.parse().ok()).unwrap_or(0),
            again: Moment(param(AGAIN).and_then(|at| at.parse().ok()).unwrap_or(0)),
            anew: param(ANEW).cloned(),
        })
    }

    /// The refusal with when the photo goes again, after what was noted before.
    pub fn again(denial: &Denial, before: Option<&Blocked>, now: Moment) -> Denial {
        let times = before.map_or(0, |b| b.times).saturating_add(1);
        let again = now.plus_minutes(picture::minutes_until_again(times));
        let noted = denial.clone().with(TIMES, times).with(AGAIN, again.0);
        match before.and_then(|b| b.anew.as_ref()) {
            Some(anew) => noted.with(ANEW, anew),
            None => noted,
        }
    }

    /// Whether it is time. A clock that was set back keeps nothing waiting longer than was meant.
    pub fn is_due(&self, now: Moment) -> bool {
        let longest = now.plus_minutes(picture::minutes_until_again(u32::MAX));
        now >= self.again || self.again > longest
    }
}

/// Photos that the pool will never take or that are stopped on the way, oldest first.
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
        .filter(|p| picture::is_final(p.denial.code) || p.denial.code == Code::PhotoBlocked)
        .collect())
}

/// A photo whose turn it is.
pub struct WaitingPhoto {
    pub sha256: Sha256,
    /// One ticket that lists it.
    pub ticket: TicketId,
    /// Why it did not arrive the last time.
    pub denial: Option<Denial>,
}

/// Photos whose edit the pool holds but whose image it does not; none that it will never take. Those that did not arrive before
/// come last.
pub fn to_send(db: &Db) -> Result<Vec<WaitingPhoto>> {
    let mut statement = db.prepare_cached(
        "select p.sha, min(t.id), p.denial from photo p join photo_ref r on r.sha = p.sha join ticket t on t.no = r.ticket
         join edit e on e.id = r.edit where p.local = 1 and r.held = 0 and e.state = 2 group by p.sha
         order by p.denial is not null, min(e.no)",
    )?;
    let rows = statement.query_map([], |r| {
        let sha = stored::checked(r, 0, Sha256::new)?;
        // A note that another version wrote keeps no photo here.
        let denial: Option<Denial> = stored::parsed(r, 2).unwrap_or_default();
        let sha = sha.filter(|_| !denial.as_ref().is_some_and(|d| picture::is_final(d.code)));
        let ticket = stored::checked(r, 1, TicketId::new)?;
        Ok(sha.zip(ticket).map(|(sha256, ticket)| WaitingPhoto {
            sha256,
            ticket,
            denial,
        }))
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
