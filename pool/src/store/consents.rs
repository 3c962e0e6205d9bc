//! What waits for a second person's consent.

use super::{Db, Tx};
use crate::Result;
use model::{Moment, UserName};
use rusqlite::{OptionalExtension, Row};

/// One request that waits, or waited.
#[derive(Debug, Clone)]
pub struct Asked {
    pub id: i64,
    /// Who it is about.
    pub user: UserName,
    /// The call as JSON.
    pub ask: String,
    pub asked_by: UserName,
    pub asked_at: Moment,
    /// Until when somebody may consent.
    pub expires_at: Moment,
    /// Granted or refused already.
    pub decided: bool,
}

type Columns = (i64, String, String, String, i64, i64, bool);

const COLUMNS: &str = "i, user, ask, asked_by, asked_at, expires_at, decided_by is not null";

fn columns(r: &Row) -> rusqlite::Result<Columns> {
    r.try_into()
}

fn asked((id, user, ask, by, at, expires, decided): Columns) -> Result<Asked> {
    Ok(Asked {
        id,
        user: UserName::new(user)?,
        ask,
        asked_by: UserName::new(by)?,
        asked_at: Moment(at),
        expires_at: Moment(expires),
        decided,
    })
}

impl Db {
    /// What waits as of `now`, oldest first.
    pub fn consents(&self, now: Moment) -> Result<Vec<Asked>> {
        let sql = format!(
            "select {COLUMNS} from consent where decided_by is null and expires_at > ?1 order by i"
        );
        let mut ask = self.conn.prepare_cached(&sql)?;
        let rows = ask.query_map([now.0], columns)?;
        let rows = rows.collect::<Result<Vec<_>, _>>()?;
        rows.into_iter().map(asked).collect()
    }
    /// One request.
    pub fn consent(&self, id: i64) -> Result<Option<Asked>> {
        let sql = format!("select {COLUMNS} from consent where i = ?1");
        let mut ask = self.conn.prepare_cached(&sql)?;
        let found = ask.query_row([id], columns).optional()?;
        found.map(asked).transpose()
    }
}

impl Tx<'_> {
    /// Keeps a request; it replaces one about the same person that still waits. Its number.
    pub fn ask_consent(
        &self,
        user: &UserName,
        ask: &str,
        by: &UserName,
        at: Moment,
        until: Moment,
    ) -> Result<i64> {
        self.conn
            .prepare_cached("delete from consent where user = ?1 and decided_by is null")?
            .execute([user.as_str()])?;
        let sql = "insert into consent (user, ask, asked_by, asked_at, expires_at) values (?1, ?2, ?3, ?4, ?5) returning i";
        let row = (user.as_str(), ask, by.as_str(), at.0, until.0);
        Ok(self
            .conn
            .prepare_cached(sql)?
            .query_row(row, |r| r.get(0))?)
    }
    /// Ends what waits about a person; the numbers of what that was.
    pub fn end_consents(&self, user: &UserName) -> Result<Vec<i64>> {
        let sql = "delete from consent where user = ?1 and decided_by is null returning i";
        let mut end = self.conn.prepare_cached(sql)?;
        let ended = end.query_map([user.as_str()], |r| r.get(0))?;
        Ok(ended.collect::<Result<_, _>>()?)
    }
    /// Keeps what the second person said.
    pub fn decide_consent(&self, id: i64, by: &UserName, at: Moment, granted: bool) -> Result<()> {
        let sql = "update consent set decided_by = ?2, decided_at = ?3, granted = ?4 where i = ?1";
        self.conn
            .prepare_cached(sql)?
            .execute((id, by.as_str(), at.0, granted))?;
        Ok(())
    }
    /// Nothing waits any more.
    pub fn drop_consents(&self) -> Result<()> {
        self.conn
            .execute("delete from consent where decided_by is null", [])?;
        Ok(())
    }
}
