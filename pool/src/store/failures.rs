//! Tries to sign in that did not go well, or not yet, by hashes of account names (known or not) and who tries.

use super::{Db, Tx};
use crate::Result;
use model::Moment;
use rusqlite::OptionalExtension;

impl Db {
    /// How often in a row, and when last.
    pub fn failures(&self, account: &[u8; 32]) -> Result<(u32, Moment)> {
        let sql = "select count, last_at from failure where account = ?1";
        let mut ask = self.conn.prepare_cached(sql)?;
        let found = ask
            .query_row([account], |r| Ok((r.get(0)?, Moment(r.get(1)?))))
            .optional()?;
        Ok(found.unwrap_or_default())
    }
}

impl Tx<'_> {
    /// Counts one more, and forgets what is older than `forget`.
    pub fn count_failure(&self, account: &[u8; 32], at: Moment, forget: Moment) -> Result<()> {
        self.conn
            .prepare_cached("delete from failure where last_at < ?1")?
            .execute([forget.0])?;
        let sql = "insert into failure (account, count, last_at) values (?1, 1, ?2)
                   on conflict (account) do update set count = count + 1, last_at = ?2";
        self.conn.prepare_cached(sql)?.execute((account, at.0))?;
        Ok(())
    }
    /// Takes one back.
    pub fn uncount_failure(&self, account: &[u8; 32]) -> Result<()> {
        let sql = "update failure set count = count - 1 where account = ?1 and count > 0";
        self.conn.prepare_cached(sql)?.execute([account])?;
        Ok(())
    }
    /// Begins at zero again.
    pub fn clear_failures(&self, account: &[u8; 32]) -> Result<()> {
        self.conn
            .prepare_cached("delete from failure where account = ?1")?
            .execute([account])?;
        Ok(())
    }
}
