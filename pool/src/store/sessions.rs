//! Sessions of people at a desk. Only a hash of the token is kept.

use super::{Db, Tx};
use crate::Result;
use model::{Moment, UserName};
use rusqlite::OptionalExtension;

/// A running session.
#[derive(Debug, Clone)]
pub struct Session {
    pub user: UserName,
    /// Last use, as far as it was written down.
    pub used_at: Moment,
    /// End in any case.
    pub expires_at: Moment,
}

impl Db {
    /// The session with this token hash.
    pub fn session(&self, token: &[u8; 32]) -> Result<Option<Session>> {
        let sql = "select user, used_at, expires_at from session where token = ?1";
        let mut ask = self.conn.prepare_cached(sql)?;
        let found: Option<(String, i64, i64)> = ask
            .query_row([token], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))
            .optional()?;
        found
            .map(|(user, used, ends)| {
                Ok(Session {
                    user: UserName::new(user)?,
                    used_at: Moment(used),
                    expires_at: Moment(ends),
                })
            })
            .transpose()
    }
}

impl Tx<'_> {
    /// Begins a session, and forgets those that ended.
    pub fn begin_session(&self, token: &[u8; 32], session: &Session) -> Result<()> {
        self.conn
            .prepare_cached("delete from session where expires_at < ?1")?
            .execute([session.used_at.0])?;
        let sql = "insert into session (token, user, used_at, expires_at) values (?1, ?2, ?3, ?4)";
        self.conn.prepare_cached(sql)?.execute((
            token,
            session.user.as_str(),
            session.used_at.0,
            session.expires_at.0,
        ))?;
        Ok(())
    }
    /// Notes that a session is in use.
    pub fn touch_session(&self, token: &[u8; 32], at: Moment) -> Result<()> {
        self.conn
            .prepare_cached("update session set used_at = ?2 where token = ?1")?
            .execute((token, at.0))?;
        Ok(())
    }
    /// Ends one session.
    pub fn end_session(&self, token: &[u8; 32]) -> Result<()> {
        self.conn
            .prepare_cached("delete from session where token = ?1")?
            .execute([token])?;
        Ok(())
    }
    /// Ends a person's sessions, except one.
    pub fn end_sessions_of(&self, user: &UserName, except: &[u8; 32]) -> Result<()> {
        let sql = "delete from session where user = ?1 and token <> ?2";
        self.conn
            .prepare_cached(sql)?
            .execute((user.as_str(), except))?;
        Ok(())
    }
}
