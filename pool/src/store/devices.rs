//! Enrolled devices.

use super::{Db, Tx, key};
use crate::{Error, Result};
use model::{DeviceId, Moment, UserName};
use rusqlite::{OptionalExtension, Row};

/// An enrolled device.
#[derive(Debug, Clone)]
pub struct Device {
    /// The 8 bytes its edits begin with.
    pub id: DeviceId,
    pub user: UserName,
    /// Ed25519.
    pub public_key: [u8; 32],
    /// When it was switched off, if it was.
    pub revoked_at: Option<Moment>,
    /// Pulls below this position get whole documents.
    pub whole_until: u64,
    /// The highest cursor it came with.
    pub pulled: u64,
    /// Its own edits up to here are sent again, since it once came back older.
    pub fresh_until: u64,
    /// Scope of its last pull.
    pub scope: String,
    /// The signed end of the audit chain it holds, as it last said.
    pub head: Option<String>,
}

type Columns = (
    [u8; 8],
    String,
    [u8; 32],
    Option<i64>,
    i64,
    i64,
    i64,
    String,
    Option<String>,
);

const COLUMNS: &str =
    "id, user, public_key, revoked_at, whole_until, pulled, fresh_until, scope, head";

fn columns(r: &Row) -> rusqlite::Result<Columns> {
    Ok((
        r.get(0)?,
        r.get(1)?,
        r.get(2)?,
        r.get(3)?,
        r.get(4)?,
        r.get(5)?,
        r.get(6)?,
        r.get(7)?,
        r.get(8)?,
    ))
}

fn device(
    (id, user, public_key, revoked, whole, pulled, fresh, scope, head): Columns,
) -> Result<Device> {
    Ok(Device {
        id: key::device_of(id)?,
        user: UserName::new(user)?,
        public_key,
        revoked_at: revoked.map(Moment),
        whole_until: u64::try_from(whole)
            .ok()
            .filter(|n| *n < i64::MAX as u64)
            .unwrap_or(u64::MAX),
        pulled: u64::try_from(pulled).unwrap_or(0),
        fresh_until: u64::try_from(fresh).unwrap_or(0),
        scope,
        head,
    })
}

impl Db {
    /// The device with this token hash.
    pub fn device_by_token(&self, token: &[u8; 32]) -> Result<Option<Device>> {
        let sql = format!("select {COLUMNS} from device where token = ?1");
        let found = self
            .conn
            .prepare_cached(&sql)?
            .query_row([token], columns)
            .optional()?;
        found.map(device).transpose()
    }
    /// The device with this id.
    pub fn device(&self, id: &DeviceId) -> Result<Option<Device>> {
        let sql = format!("select {COLUMNS} from device where id = ?1");
        let found = self
            .conn
            .prepare_cached(&sql)?
            .query_row([key::device(id)?], columns)
            .optional()?;
        found.map(device).transpose()
    }
}

impl Tx<'_> {
    /// Adds a device.
    pub fn add_device(&self, device: &Device, token: &[u8; 32], at: Moment) -> Result<()> {
        let sql = "insert into device (id, user, public_key, token, enrolled_at) values (?1, ?2, ?3, ?4, ?5)";
        self.conn.prepare_cached(sql)?.execute((
            key::device(&device.id)?,
            device.user.as_str(),
            device.public_key,
            token,
            at.0,
        ))?;
        Ok(())
    }
    /// Gives a device another token; the old one ends.
    pub fn renew_device(&self, id: &DeviceId, token: &[u8; 32]) -> Result<()> {
        self.conn
            .prepare_cached("update device set token = ?2 where id = ?1")?
            .execute((key::device(id)?, token))?;
        Ok(())
    }
    /// Switches a device off, from the next request on; false when it was off already or is not known.
    pub fn revoke_device(&self, id: &DeviceId, at: Moment) -> Result<bool> {
        let sql = "update device set revoked_at = ?2 where id = ?1 and revoked_at is null";
        Ok(self
            .conn
            .prepare_cached(sql)?
            .execute((key::device(id)?, at.0))?
            == 1)
    }
    /// Keeps which signed end of the audit chain a device holds.
    pub fn note_head(&self, id: &DeviceId, head: &str) -> Result<()> {
        self.conn
            .prepare_cached("update device set head = ?2 where id = ?1")?
            .execute((key::device(id)?, head))?;
        Ok(())
    }
    /// Keeps how far a device has pulled.
    pub fn note_pull(&self, device: &Device) -> Result<()> {
        let sql = "update device set whole_until = ?2, pulled = ?3, fresh_until = ?4, scope = ?5 where id = ?1";
        let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
        let done = self.conn.prepare_cached(sql)?.execute((
            key::device(&device.id)?,
            number(device.whole_until),
            number(device.pulled),
            number(device.fresh_until),
            &device.scope,
        ))?;
        if done == 1 {
            Ok(())
        } else {
            Err(Error::Bug("no such device".into()))
        }
    }
}
