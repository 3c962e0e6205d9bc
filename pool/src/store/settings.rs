//! What the pool knows about itself.

use super::{Db, Tx};
use crate::Result;
use rusqlite::OptionalExtension;

impl Db {
    /// One setting.
    pub fn setting(&self, name: &str) -> Result<Option<String>> {
        let mut ask = self
            .conn
            .prepare_cached("select value from setting where name = ?1")?;
        Ok(ask.query_row([name], |r| r.get(0)).optional()?)
    }
    /// The epoch: grows whenever the pool may have lost positions it once gave out.
    pub fn epoch(&self) -> Result<u64> {
        Ok(self
            .setting("epoch")?
            .and_then(|v| v.parse().ok())
            .unwrap_or(1))
    }
}

impl Tx<'_> {
    /// Keeps one setting.
    pub fn set_setting(&self, name: &str, value: &str) -> Result<()> {
        let sql = "insert into setting (name, value) values (?1, ?2) on conflict (name) do update set value = ?2";
        self.conn.prepare_cached(sql)?.execute([name, value])?;
        Ok(())
    }
    /// Starts a new epoch above everything a device has seen.
    pub fn raise_epoch(&self, above: u64) -> Result<u64> {
        let epoch = self.epoch()?.max(above).saturating_add(1);
        self.set_setting("epoch", &epoch.to_string())?;
        Ok(epoch)
    }
}
