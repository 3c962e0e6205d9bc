//! How a device stands with the pool: its tokens, when it was seen, what keeps it out.

use super::devices::{COLUMNS, columns, device};
use super::{Db, Device, Tx, key};
use crate::Result;
use model::{DeviceId, Moment, UserName};

/// Which of a device's tokens one is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// The one in use.
    Current,
    /// The one it was offered last.
    Offered,
    /// The one before, still standing for a moment.
    Before,
    /// None of them: an old one, or nobody's.
    None,
}

impl Db {
    /// Which of the device's tokens this is, as of `now`.
    pub fn which_token(&self, id: &DeviceId, token: &[u8; 32], now: Moment) -> Result<Which> {
        let sql = "select case when token = ?2 then 0 when token_next = ?2 then 1
                   when token_before = ?2 and before_until > ?3 then 2 else 3 end from device where id = ?1";
        let mut ask = self.conn.prepare_cached(sql)?;
        let which: u8 = ask.query_row((key::device(id)?, token, now.0), |r| r.get(0))?;
        Ok(match which {
            0 => Which::Current,
            1 => Which::Offered,
            2 => Which::Before,
            _ => Which::None,
        })
    }
    /// Every device, or one person's, in the order of their enrolment.
    pub fn devices(&self, user: Option<&UserName>) -> Result<Vec<Device>> {
        let sql = format!(
            "select {COLUMNS} from device where ?1 is null or user = ?1 order by enrolled_at, id"
        );
        let mut ask = self.conn.prepare_cached(&sql)?;
        let rows = ask.query_map([user.map(UserName::as_str)], columns)?;
        let rows = rows.collect::<Result<Vec<_>, _>>()?;
        rows.into_iter().map(device).collect()
    }
}

impl Tx<'_> {
    /// Offers a device another token; the one in use stands until the new one is used.
    pub fn offer_token(&self, id: &DeviceId, token: &[u8; 32], at: Moment) -> Result<()> {
        let sql = "update device set token_next = ?2, offered_at = ?3 where id = ?1";
        self.conn
            .prepare_cached(sql)?
            .execute((key::device(id)?, token, at.0))?;
        Ok(())
    }
    /// The offered token was used: it is the one now. The one before stands until `until`, for requests on their way.
    pub fn take_token(
        &self,
        id: &DeviceId,
        token: &[u8; 32],
        at: Moment,
        until: Moment,
    ) -> Result<()> {
        let sql = "update device set token_before = token, before_until = ?4, token = ?2, token_next = null,
                   token_at = ?3, renew = 0 where id = ?1 and token_next = ?2";
        self.conn
            .prepare_cached(sql)?
            .execute((key::device(id)?, token, at.0, until.0))?;
        Ok(())
    }
    /// From its first signature on a device signs always.
    pub fn note_signs(&self, id: &DeviceId) -> Result<()> {
        self.conn
            .prepare_cached("update device set signs = 1 where id = ?1")?
            .execute([key::device(id)?])?;
        Ok(())
    }
    /// Notes when a device was seen, and with which version of the app.
    pub fn note_seen(&self, id: &DeviceId, at: Moment, app: &str) -> Result<()> {
        self.conn
            .prepare_cached("update device set seen_at = ?2, app = ?3 where id = ?1")?
            .execute((key::device(id)?, at.0, app))?;
        Ok(())
    }
    /// A second copy was found: all tokens end. False when that was known already.
    pub fn end_family(&self, id: &DeviceId, at: Moment) -> Result<bool> {
        let sql = "update device set copied_at = ?2, token_next = null, token_before = null
                   where id = ?1 and copied_at is null";
        Ok(self
            .conn
            .prepare_cached(sql)?
            .execute((key::device(id)?, at.0))?
            == 1)
    }
    /// Lets a device in again: it proves itself by its key and is offered another token.
    pub fn readmit_device(&self, id: &DeviceId, at: Moment) -> Result<()> {
        let sql = "update device set held_at = null, copied_at = null, renew = 1, token_at = ?2, offered_at = 0 where id = ?1";
        self.conn
            .prepare_cached(sql)?
            .execute((key::device(id)?, at.0))?;
        Ok(())
    }
    /// No reporters on a person's devices until they chose a new password, or again from now on.
    pub fn shut_devices(&self, user: &UserName, shut: bool) -> Result<()> {
        self.conn
            .prepare_cached("update device set shut = ?2 where user = ?1")?
            .execute((user.as_str(), shut))?;
        Ok(())
    }
}
