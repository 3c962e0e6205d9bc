//! Single values by name: who this device belongs to, where its pool is, how far sync has come.

use super::{Db, Tx};
use crate::error::Result;
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
    /// Milliseconds the pool's clock is ahead of ours.
    pub const SKEW: &str = "skew";
    /// Last time the pool answered.
    pub const LAST_CONTACT: &str = "last_contact";
    /// What went wrong last.
    pub const TROUBLE: &str = "trouble";
    /// The officer paused the sync.
    pub const PAUSED: &str = "paused";
    /// Notifications of the operating system, on unless said otherwise.
    pub const NOTIFY: &str = "notify";
    /// The basemap pack the pool publishes, as told last.
    pub const BASEMAP: &str = "basemap";
    /// Local day and how many 临时编号 were given on it.
    pub const TEMP_NO: &str = "temp_no";
}

/// The value under a name.
pub fn get<T: DeserializeOwned>(db: &Db, key: &str) -> Result<Option<T>> {
    let mut statement = db.prepare_cached("select value from setting where key = ?")?;
    let text: Option<String> = statement.query_row([key], |r| r.get(0)).optional()?;
    Ok(text.map(|t| serde_json::from_str(&t)).transpose()?)
}

/// Replaces the value under a name.
pub fn put<T: Serialize>(tx: &Tx, key: &str, value: &T) -> Result<()> {
    let mut statement =
        tx.prepare_cached("insert or replace into setting (key, value) values (?, ?)")?;
    statement.execute(params![key, serde_json::to_string(value)?])?;
    Ok(())
}
