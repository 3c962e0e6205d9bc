//! Which photos the pool holds, and which tickets list them. Their bytes are files.

use super::{Db, Tx, key};
use crate::Result;
use model::{DeviceId, Moment, Sha256, TicketId};
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
    /// The device that brought it.
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
        let sql = "select tp.sha256 from ticket_photo tp join photo p on p.sha256 = tp.sha256
                   where tp.n = ?1 and tp.held_pos > ?2 and (?3 is null or p.via is null or p.via <> ?3)";
        let mut ask = self.conn.prepare_cached(sql)?;
        let device = not_via.map(key::device).transpose()?;
        let rows = ask
            .query_map((n, cursor, device), |r| r.get(0))?
            .collect::<Result<Vec<[u8; 32]>, _>>()?;
        rows.into_iter().map(key::sha_of).collect()
    }
    /// Tickets that list a photo.
    pub fn tickets_with_photo(&self, sha256: &Sha256) -> Result<Vec<(i64, TicketId)>> {
        let sql = "select t.n, t.id from ticket_photo p join ticket t on t.n = p.n where p.sha256 = ?1 order by t.n";
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
    /// Notes that a ticket lists a photo; when the pool has it already, it counts as held from this position on.
    pub(super) fn list_photo(&self, n: i64, sha256: &Sha256, pos: u64) -> Result<()> {
        let sql = "insert or ignore into ticket_photo (n, sha256, held_pos)
                   values (?1, ?2, case when exists (select 1 from photo where sha256 = ?2) then ?3 end)";
        self.conn
            .prepare_cached(sql)?
            .execute((n, key::sha(sha256)?, pos))?;
        Ok(())
    }
    /// Keeps a photo that is on disk, and tells the feed of every ticket that lists it.
    pub fn hold_photo(&self, photo: &HeldPhoto) -> Result<()> {
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
        if self.conn.prepare_cached(sql)?.execute(row)? == 0 {
            return Ok(());
        }
        for (n, _) in self.tickets_with_photo(&photo.sha256)? {
            let pos = self.next_pos()?;
            self.add_to_feed(pos, n, &super::Before::Same)?;
            self.move_ticket(n, pos)?;
            let sql = "update ticket_photo set held_pos = ?3 where n = ?1 and sha256 = ?2";
            self.conn.prepare_cached(sql)?.execute((n, sha, pos))?;
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
