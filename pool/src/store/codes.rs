//! One-time codes with which devices make themselves known.

use super::{Db, Tx, key};
use crate::Result;
use model::{DeviceId, Moment, UserName};
use rusqlite::OptionalExtension;

/// An enrolment code, by its hash.
#[derive(Debug, Clone)]
pub struct EnrolCode {
    /// Whose device it makes.
    pub user: UserName,
    /// End of its validity.
    pub expires_at: Moment,
    /// When it was used, if it was.
    pub used_at: Option<Moment>,
    /// The device it made.
    pub device: Option<DeviceId>,
}

impl Db {
    /// The code with this hash.
    pub fn enrol_code(&self, hash: &[u8; 32]) -> Result<Option<EnrolCode>> {
        let sql = "select user, expires_at, used_at, device from enrol_code where hash = ?1";
        type Columns = (String, i64, Option<i64>, Option<[u8; 8]>);
        let found: Option<Columns> = self
            .conn
            .prepare_cached(sql)?
            .query_row([hash], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?)))
            .optional()?;
        found
            .map(|(user, ends, used, device)| {
                Ok(EnrolCode {
                    user: UserName::new(user)?,
                    expires_at: Moment(ends),
                    used_at: used.map(Moment),
                    device: device.map(key::device_of).transpose()?,
                })
            })
            .transpose()
    }
}

impl Tx<'_> {
    /// Keeps a new code.
    pub fn add_enrol_code(
        &self,
        hash: &[u8; 32],
        user: &UserName,
        expires_at: Moment,
    ) -> Result<()> {
        let sql = "insert into enrol_code (hash, user, expires_at) values (?1, ?2, ?3)";
        self.conn
            .prepare_cached(sql)?
            .execute((hash, user.as_str(), expires_at.0))?;
        Ok(())
    }
    /// Marks a code as used by a device.
    pub fn use_enrol_code(&self, hash: &[u8; 32], device: &DeviceId, at: Moment) -> Result<()> {
        let sql = "update enrol_code set used_at = ?2, device = ?3 where hash = ?1";
        self.conn
            .prepare_cached(sql)?
            .execute((hash, at.0, key::device(device)?))?;
        Ok(())
    }
}
