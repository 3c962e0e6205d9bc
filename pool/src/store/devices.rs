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
    /// Its tokens, when it was seen, what keeps it out.
    pub standing: Standing,
}

/// How a device stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// It signed a request once, so that none without a signature counts any more.
    pub signs: bool,
    /// When its token was given.
    pub token_at: Moment,
    /// When it was offered another.
    pub offered_at: Moment,
    /// Proves itself by its key and is offered another token.
    pub renew: bool,
    /// Its last pull.
    pub seen_at: Option<Moment>,
    /// Version of the app, as it says itself.
    pub app: String,
    /// A second copy of it was found then.
    pub copied_at: Option<Moment>,
    /// It waits for the administrator since a restore.
    pub held_at: Option<Moment>,
    /// No reporters until the person chose a new password.
    pub shut: bool,
    /// When it was enrolled.
    pub enrolled_at: Moment,
}

/// A row as stored.
pub(super) struct Columns {
    id: [u8; 8],
    user: String,
    public_key: [u8; 32],
    revoked_at: Option<i64>,
    whole_until: i64,
    pulled: i64,
    fresh_until: i64,
    scope: String,
    head: Option<String>,
    standing: Standing,
}

pub(super) const COLUMNS: &str = "id, user, public_key, revoked_at, whole_until, pulled, fresh_until, scope, head, \
     signs, token_at, renew, seen_at, app, copied_at, held_at, shut, enrolled_at, offered_at";

pub(super) fn columns(r: &Row) -> rusqlite::Result<Columns> {
    let moment = |i: usize| -> rusqlite::Result<Option<Moment>> {
        Ok(r.get::<_, Option<i64>>(i)?.map(Moment))
    };
    Ok(Columns {
        id: r.get(0)?,
        user: r.get(1)?,
        public_key: r.get(2)?,
        revoked_at: r.get(3)?,
        whole_until: r.get(4)?,
        pulled: r.get(5)?,
        fresh_until: r.get(6)?,
        scope: r.get(7)?,
        head: r.get(8)?,
        standing: Standing {
            signs: r.get(9)?,
            token_at: Moment(r.get(10)?),
            renew: r.get(11)?,
            seen_at: moment(12)?,
            app: r.get(13)?,
            copied_at: moment(14)?,
            held_at: moment(15)?,
            shut: r.get(16)?,
            enrolled_at: Moment(r.get(17)?),
            offered_at: Moment(r.get(18)?),
        },
    })
}

pub(super) fn device(c: Columns) -> Result<Device> {
    Ok(Device {
        id: key::device_of(c.id)?,
        user: UserName::new(c.user)?,
        public_key: c.public_key,
        revoked_at: c.revoked_at.map(Moment),
        whole_until: u64::try_from(c.whole_until)
            .ok()
            .filter(|n| *n < i64::MAX as u64)
            .unwrap_or(u64::MAX),
        pulled: u64::try_from(c.pulled).unwrap_or(0),
        fresh_until: u64::try_from(c.fresh_until).unwrap_or(0),
        scope: c.scope,
        head: c.head,
        standing: c.standing,
    })
}

impl Db {
    /// The device with this token: the one in use, one it was offered, or the one before.
    pub fn device_by_token(&self, token: &[u8; 32]) -> Result<Option<Device>> {
        let sql = format!(
            "select {COLUMNS} from device where token = ?1 or token_next = ?1 or token_before = ?1"
        );
        let found = self
            .conn
            .prepare_cached(&sql)?
            .query_row([token], columns)
            .optional()?;
        found.map(device).transpose()
    }
    /// Whether a device was ever enrolled.
    pub fn has_devices(&self) -> Result<bool> {
        let sql = "select exists(select 1 from device)";
        Ok(self.conn.query_row(sql, [], |r| r.get(0))?)
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
        let sql = "insert into device (id, user, public_key, token, enrolled_at, token_at, signs) values (?1, ?2, ?3, ?4, ?5, ?5, ?6)";
        self.conn.prepare_cached(sql)?.execute((
            key::device(&device.id)?,
            device.user.as_str(),
            device.public_key,
            token,
            at.0,
            device.standing.signs,
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
