//! Single values by name: who this device belongs to, where its pool is, how far sync has come.

use super::{Db, Tx, stored};
use crate::error::Result;
use model::{Code, Denial};
use rusqlite::{OptionalExtension, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Names of settings.
pub mod key {
    /// 8 bytes issued at enrolment.
    pub const DEVICE: &str = "device";
    /// Whose device.
    pub const PERSON: &str = "person";
    /// Bearer token.
    pub const TOKEN: &str = "token";
    /// Signed ends of the pool's audit chain, newest last: what this device witnessed.
    pub const AUDIT_HEADS: &str = "audit_heads";
    /// Ed25519 secret key, hexadecimal.
    pub const SIGNING_KEY: &str = "signing_key";
    /// Key of the photos, hexadecimal.
    pub const PHOTO_KEY: &str = "photo_key";
    /// Address of the pool.
    pub const POOL_URL: &str = "pool_url";
    /// Identity of the pool.
    pub const POOL: &str = "pool";
    /// The pool's public key.
    pub const POOL_KEY: &str = "pool_key";
    /// PEM of the district's own certificate authority.
    pub const CA: &str = "ca";
    /// The district's lists, with their version and colleagues' names.
    pub const DISTRICT: &str = "district";
    /// How far this device has come in the pool's feed.
    pub const CURSOR: &str = "place";
    /// Whether the person's posts have to be asked for again.
    pub const POSTS_OLD: &str = "posts_old";
    /// The pool time that was told last, with its proof.
    pub const TOLD: &str = "told";
    /// Milliseconds the pool's clock is ahead of ours.
    pub const SKEW: &str = "skew";
    /// Last time the pool answered.
    pub const LAST_CONTACT: &str = "last_contact";
    /// Whether the first fetch of all tickets has come to its end; stores from before it was noted hold none and are done.
    pub const FETCHED: &str = "fetched";
    /// What went wrong last.
    pub const TROUBLE: &str = "trouble";
    /// The officer paused the sync.
    pub const PAUSED: &str = "paused";
    /// What the pool said of bundles that are carried for colleagues and that it did not take.
    pub const CARRIED: &str = "carried";
    /// Notifications of the operating system, on unless said otherwise.
    pub const NOTIFY: &str = "notify";
    /// The basemap pack the pool publishes, as last reported.
    pub const BASEMAP: &str = "basemap";
    /// How many 临时编号 were given on each of the last local days.
    pub const TEMP_NO: &str = "temp_no";
}

/// The value under a name. One this version cannot read counts as none: it stays where it is until it is replaced.
pub fn get<T: DeserializeOwned>(db: &Db, key: &str) -> Result<Option<T>> {
    Ok(match read(db, key)? {
        Stored::Reads(value) => Some(value),
        Stored::None => None,
        Stored::Unreadable => {
            tracing::warn!(key, "a setting does not read in this version");
            None
        }
    })
}

/// The value under a name without which nothing works; the refusal names it.
pub fn require<T: DeserializeOwned>(db: &Db, key: &str) -> Result<T> {
    let missing = || Denial::new(Code::StoreFailed).with("detail", format!("setting {key}"));
    Ok(get(db, key)?.ok_or_else(missing)?)
}

/// Whether there is a value under a name, readable or not.
pub fn exists(db: &Db, key: &str) -> Result<bool> {
    let mut statement = db.prepare_cached("select 1 from setting where key = ?")?;
    Ok(statement.exists([key])?)
}

/// Replaces the value under a name. One this version cannot read is set aside under another.
pub fn put<T: Serialize + DeserializeOwned>(tx: &Tx, key: &str, value: &T) -> Result<()> {
    if matches!(read::<T>(tx, key)?, Stored::Unreadable) {
        tx.execute(
            "update or replace setting set key = 'aside ' || key where key = ?",
            [key],
        )?;
        tracing::warn!(key, "set aside: this version cannot read it");
    }
    tx.execute(
        "insert or replace into setting (key, value) values (?, ?)",
        params![key, serde_json::to_string(value)?],
    )?;
    Ok(())
}

enum Stored<T> {
    None,
    Reads(T),
    Unreadable,
}

fn read<T: DeserializeOwned>(db: &Db, key: &str) -> Result<Stored<T>> {
    let mut statement = db.prepare_cached("select value from setting where key = ?")?;
    let found = statement
        .query_row([key], |r| stored::parsed(r, 0))
        .optional()?;
    Ok(match found {
        None => Stored::None,
        Some(Some(value)) => Stored::Reads(value),
        Some(None) => Stored::Unreadable,
    })
}
