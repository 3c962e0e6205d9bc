//! Which photos the pool holds, and which tickets list them. Their bytes are files.

use super::{Db, Tx, key};
use crate::Result;
use model::{DeviceId, Moment, Sha256, TicketId, UserName};
use rusqlite::OptionalExtension;
use std::collections::BTreeSet;

/// A photo the pool holds.
#[derive(Debug, Clone)]
pub struct HeldPhoto {
    /// Of its bytes.
    pub sha256: Sha256,
    /// Content type, by content.
    pub mime: String,
    /// Size in bytes.
    pub bytes: u64,
    /// Width in pixels.
    pub w: u32,
    /// Height in pixels.
    pub h: u32,
    /// Since when.
    pub held_at: Moment,
    /// Inside a backup since then, if it is.
    pub safe_at: Option<Moment>,
    /// The device that brings it.
    pub via: Option<DeviceId>,
}

impl Db {
    /// The photo with this hash, if it is here.
    pub fn photo(&self, sha256: &Sha256) -> Result<Option<HeldPhoto>> {
        let sql = "select mime, bytes, w, h, held_at, safe_at from photo where sha256 = ?1";
        let mut ask = self.conn.prepare_cached(sql)?;
        let found = ask
            .query_row([key::sha(sha256)?], |r| {
                Ok(HeldPhoto {
                    sha256: sha256.clone(),
                    mime: r.get(0)?,
                    bytes: r.get(1)?,
                    w: r.get(2)?,
                    h: r.get(3)?,
                    held_at: Moment(r.get(4)?),
                    safe_at: r.get::<_, Option<i64>>(5)?.map(Moment),
                    via: None,
                })
            })
            .optional()?;
        Ok(found)
    }
    /// Hashes of all photos held.
    pub fn photos(&self) -> Result<Vec<Sha256>> {
        let mut ask = self
            .conn
            .prepare_cached("select sha256 from photo order by sha256")?;
        let rows = ask
            .query_map([], |r| r.get(0))?
            .collect::<Result<Vec<[u8; 32]>, _>>()?;
        rows.into_iter().map(key::sha_of).collect()
    }
    /// Photos of a ticket the pool holds.
    pub fn held_photos(&self, n: i64) -> Result<BTreeSet<Sha256>> {
        self.held_since(n, 0, None)
            .map(|list| list.into_iter().collect())
    }
    /// Photos of a ticket of which the feed said after the cursor that the pool holds them; not those one device brought.
    pub fn held_since(
        &self,
        n: i64,
        cursor: u64,
        not_via: Option<&DeviceId>,
    ) -> Result<Vec<Sha256>> {
        let sql = "select sha256 from ticket_photo
                   where n = ?1 and held_pos > ?2 and (?3 is null or via is null or via <> ?3)";
        let mut ask = self.conn.prepare_cached(sql)?;
        let device = not_via.map(key::device).transpose()?;
        let rows = ask
            .query_map((n, cursor, device), |r| r.get(0))?
            .collect::<Result<Vec<[u8; 32]>, _>>()?;
        rows.into_iter().map(key::sha_of).collect()
    }
    /// Whether a ticket holds this photo: it is listed there, and its bytes came for it.
    pub fn holds_photo(&self, ticket: &TicketId, sha256: &Sha256) -> Result<bool> {
        let sql = "select 1 from ticket t join ticket_photo p on p.n = t.n
                   where t.id = ?1 and p.sha256 = ?2 and p.held_pos is not null";
        let mut ask = self.conn.prepare_cached(sql)?;
        Ok(ask.exists((key::ticket(ticket)?, key::sha(sha256)?))?)
    }
    /// Tickets that hold a photo. To list its hash is no claim to its bytes.
    pub fn tickets_holding(&self, sha256: &Sha256) -> Result<Vec<(i64, TicketId)>> {
        let sql = "select t.n, t.id from ticket_photo p join ticket t on t.n = p.n
                   where p.sha256 = ?1 and p.held_pos is not null order by t.n";
        let mut ask = self.conn.prepare_cached(sql)?;
        let rows = ask.query_map([key::sha(sha256)?], |r| Ok((r.get(0)?, r.get(1)?)))?;
        rows.map(|r| {
            let (n, id): (i64, [u8; 16]) = r?;
            Ok((n, key::ticket_of(id)?))
        })
        .collect()
    }
}

impl Tx<'_> {
    /// Notes that a ticket lists a photo. When this person brought its bytes before, it counts as held from this position on.
    pub(super) fn list_photo(
        &self,
        n: i64,
        sha256: &Sha256,
        by: &UserName,
        pos: u64,
    ) -> Result<()> {
        let sql = "insert or ignore into ticket_photo (n, sha256, by, held_pos) values (?1, ?2, ?3,
                   case when exists (select 1 from photo_bearer where sha256 = ?2 and user = ?3) then ?4 end)";
        self.conn
            .prepare_cached(sql)?
            .execute((n, key::sha(sha256)?, by.as_str(), pos))?;
        Ok(())
    }
    /// Keeps a photo that is on disk, and who brought it.
    pub fn keep_photo(&self, photo: &HeldPhoto, by: &UserName) -> Result<()> {
        let sql = "insert or ignore into photo (sha256, mime, bytes, w, h, held_at, via) values (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        let sha = key::sha(&photo.sha256)?;
        let via = photo.via.as_ref().map(key::device).transpose()?;
        let row = (
            sha,
            &photo.mime,
            photo.bytes,
            photo.w,
            photo.h,
            photo.held_at.0,
            via,
        );
        self.conn.prepare_cached(sql)?.execute(row)?;
        let sql = "insert or ignore into photo_bearer (sha256, user) values (?1, ?2)";
        self.conn.prepare_cached(sql)?.execute((sha, by.as_str()))?;
        Ok(())
    }
    /// A person brought a photo that is on disk for a ticket: this ticket holds it from now on, and so does every other in which
    /// the same person listed it. The feed tells of each.
    pub fn hold_photo(&self, n: i64, photo: &HeldPhoto, by: &UserName) -> Result<()> {
        self.keep_photo(photo, by)?;
        let sha = key::sha(&photo.sha256)?;
        let via = photo.via.as_ref().map(key::device).transpose()?;
        let sql = "select n from ticket_photo where sha256 = ?1 and held_pos is null and (n = ?2 or by = ?3)";
        let mut ask = self.conn.prepare_cached(sql)?;
        let waiting = ask
            .query_map((sha, n, by.as_str()), |r| r.get(0))?
            .collect::<Result<Vec<i64>, _>>()?;
        for n in waiting {
            let pos = self.next_pos()?;
            self.add_to_feed(pos, n, &super::Before::Same)?;
            self.move_ticket(n, pos)?;
            let sql =
                "update ticket_photo set held_pos = ?3, via = ?4 where n = ?1 and sha256 = ?2";
            self.conn.prepare_cached(sql)?.execute((n, sha, pos, via))?;
        }
        Ok(())
    }
    /// Everything held until then is inside a backup.
    pub fn photos_safe(&self, held_until: Moment, at: Moment) -> Result<()> {
        let sql = "update photo set safe_at = ?2 where safe_at is null and held_at <= ?1";
        self.conn
            .prepare_cached(sql)?
            .execute((held_until.0, at.0))?;
        Ok(())
    }
}
