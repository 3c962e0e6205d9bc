//! Replies to commands that carry an id: the same id again answers alike and does nothing twice.

use super::{Db, Tx};
use crate::Result;
use model::{Moment, UserName};
use rusqlite::OptionalExtension;

/// How long a reply is kept: two days.
const KEPT_MINUTES: i64 = 2 * 24 * 60;

impl Db {
    /// The hash of the call and its reply, when this person gave this id before.
    pub fn command(&self, user: &UserName, id: &str) -> Result<Option<([u8; 32], String)>> {
        let sql = "select call, reply from command where user = ?1 and id = ?2";
        let mut ask = self.conn.prepare_cached(sql)?;
        Ok(ask
            .query_row([user.as_str(), id], |r| Ok((r.get(0)?, r.get(1)?)))
            .optional()?)
    }
}

impl Tx<'_> {
    /// Keeps a reply.
    pub fn keep_command(
        &self,
        user: &UserName,
        id: &str,
        call: &[u8; 32],
        reply: &str,
        at: Moment,
    ) -> Result<()> {
        self.conn
            .prepare_cached("delete from command where at < ?1")?
            .execute([at.plus_minutes(-KEPT_MINUTES).0])?;
        let sql = "insert into command (user, id, call, reply, at) values (?1, ?2, ?3, ?4, ?5)";
        self.conn
            .prepare_cached(sql)?
            .execute((user.as_str(), id, call, reply, at.0))?;
        Ok(())
    }
}
