//! Why somebody asked for a reporter in clear. People write names into it, so the chain holds a digest alone; the text lies
//! beside it, sealed, until the ticket's personal data is erased or its time is over.

use super::Entry;
use crate::Result;
use crate::store::{Db, Tx};
use model::{Moment, TicketId};
use rusqlite::OptionalExtension;

/// What a line about such a reading is called.
pub const READ: &str = "reporter_read";
/// What a line is called when somebody looked for a reporter, by name or number.
pub const SOUGHT: &str = "reporter_sought";
/// What the line of each ticket is called whose reporter was found so.
pub const FOUND: &str = "reporter_found";
/// What the line is called that says that an old line lost its text; its detail is the number and the hash it had.
pub const BLANKED: &str = "reason_erased";
/// Old lines looked at in one run.
const AT_ONCE: u32 = 200;

/// A reason as it lies beside its line: the line, its ticket and its detail as far as the line is there, the sealed text.
pub type Kept = (i64, Option<String>, Option<String>, Vec<u8>);

impl Db {
    /// The sealed reason that stands beside a line, as long as it is kept.
    pub fn sealed_reason(&self, line: i64) -> Result<Option<Vec<u8>>> {
        let sql = "select sealed from reason where audit = ?1";
        let mut ask = self.conn.prepare_cached(sql)?;
        Ok(ask.query_row([line], |r| r.get(0)).optional()?)
    }
    /// Every reason that is kept.
    pub fn reasons(&self) -> Result<Vec<Kept>> {
        let sql = "select r.audit, a.ticket, a.detail, r.sealed from reason r left join audit a on a.n = r.audit";
        let mut ask = self.conn.prepare_cached(sql)?;
        let rows = ask.query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
    /// What a typed reason leaves in the chain.
    pub fn reason_digest(&self, ticket: &str, reason: &str) -> String {
        self.chain.digest(ticket, reason)
    }
}

impl Tx<'_> {
    /// Writes down under which word a reporter was read or looked for, with the digest of the reason. Its number, under which
    /// the text is sealed.
    pub fn audit_reading(
        &self,
        (what, ticket): (&'static str, &str),
        (who, at): (&str, Moment),
        reason: &str,
    ) -> Result<i64> {
        self.append(&Entry {
            at,
            who: who.to_string(),
            what,
            ticket: ticket.to_string(),
            detail: self.reason_digest(ticket, reason),
        })
    }
    /// Keeps the sealed text beside its line; `n` is the ticket.
    pub fn put_reason(&self, line: i64, n: i64, at: Moment, sealed: &[u8]) -> Result<()> {
        self.conn
            .prepare_cached("insert into reason (audit, n, at, sealed) values (?1, ?2, ?3, ?4)")?
            .execute((line, n, at.0, sealed))?;
        Ok(())
    }
    /// Erases the reasons on one ticket, also those that old lines hold themselves. How many.
    pub fn erase_reasons(&self, n: i64, ticket: &TicketId, now: Moment) -> Result<usize> {
        let sql = "delete from reason where n = ?1";
        let beside = self.conn.prepare_cached(sql)?.execute([n])?;
        let sql = "select n, hash from audit where what = ?1 and ticket = ?2 and keyed = 0 and detail <> ''";
        Ok(beside + self.blank(sql, (READ, ticket.as_str()), now)?)
    }
    /// Erases reasons older than `before`, a bounded number at a time. How many.
    pub fn retire_reasons(&self, before: Moment, now: Moment) -> Result<usize> {
        let sql = "delete from reason where at < ?1";
        let beside = self.conn.prepare_cached(sql)?.execute([before.0])?;
        let sql = "select n, hash from audit where what = ?1 and at < ?2 and keyed = 0 and detail <> '' limit ?3";
        Ok(beside + self.blank(sql, (READ, before.0, AT_ONCE), now)?)
    }
    /// Takes the text out of old lines; a keyed line each says which hash they had.
    fn blank(&self, sql: &str, params: impl rusqlite::Params, now: Moment) -> Result<usize> {
        let mut ask = self.conn.prepare_cached(sql)?;
        let rows = ask.query_map(params, |r| Ok((r.get(0)?, r.get(1)?)))?;
        let lines: Vec<(i64, [u8; 32])> = rows.collect::<Result<_, _>>()?;
        for (line, hash) in &lines {
            self.conn
                .prepare_cached("update audit set detail = '' where n = ?1")?
                .execute([line])?;
            self.audit(&Entry {
                at: now,
                what: BLANKED,
                detail: format!("{line} {}", hex::encode(hash)),
                ..Entry::default()
            })?;
        }
        Ok(lines.len())
    }
}
