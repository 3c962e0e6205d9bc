//! The audit log: append-only, each line bound to all before it under the pool's key. Details never hold personal data.

mod heads;
mod reasons;
#[cfg(test)]
mod tests;
mod walk;

pub use heads::HeadFit;
pub use reasons::{FOUND, READ, SOUGHT};

use super::{Db, Tx};
use crate::Result;
use model::Moment;
use rusqlite::OptionalExtension;

/// What is to be written down.
#[derive(Debug, Clone, Default)]
pub struct Entry {
    pub at: Moment,
    /// Sign-in name or device; empty for the pool itself.
    pub who: String,
    /// What happened, as one English word.
    pub what: &'static str,
    /// Which ticket, or empty.
    pub ticket: String,
    /// A code or a short fact.
    pub detail: String,
}

/// One line as stored.
#[derive(Debug, Clone)]
pub struct AuditLine {
    /// Position, from 1 without gaps.
    pub n: i64,
    /// When, in milliseconds.
    pub at: i64,
    pub who: String,
    pub what: String,
    pub ticket: String,
    pub detail: String,
    /// Over the line and the hash before it.
    pub hash: [u8; 32],
    /// Bound by the pool's key; lines of older versions are not.
    pub keyed: bool,
}

const HEAD: &str = "audit_head";
const COLUMNS: &str = "n, at, who, what, ticket, detail, hash, keyed";

impl Tx<'_> {
    /// Appends one line.
    pub fn audit(&self, entry: &Entry) -> Result<()> {
        self.append(entry).map(drop)
    }
    /// Appends one line; its number.
    fn append(&self, entry: &Entry) -> Result<i64> {
        let sql = "select n, hash from audit order by n desc limit 1";
        let last: Option<(i64, [u8; 32])> = self
            .conn
            .prepare_cached(sql)?
            .query_row([], |r| Ok((r.get(0)?, r.get(1)?)))
            .optional()?;
        let (n, before) = last.map_or((1, [0; 32]), |(n, hash)| (n + 1, hash));
        let texts = [
            entry.who.as_str(),
            entry.what,
            entry.ticket.as_str(),
            entry.detail.as_str(),
        ];
        let hash = self.chain.line(&before, n, entry.at.0, texts);
        let sql = "insert into audit (n, at, who, what, ticket, detail, hash, keyed) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, 1)";
        self.conn
            .prepare_cached(sql)?
            .execute((n, entry.at.0, texts[0], texts[1], texts[2], texts[3], hash))?;
        // The end of the chain stands apart, so that cutting lines off its end is noticed too.
        self.set_setting(HEAD, &self.chain.end(n, &hash))?;
        Ok(n)
    }
    /// Closes a chain of plain hashes, as kept before there was a key: the first keyed line covers all of it.
    pub(super) fn seal_audit(&self, now: Moment) -> Result<()> {
        match self.audit_lines(1)?.first() {
            Some(last) if !last.keyed => self.audit(&Entry {
                at: now,
                what: "audit_sealed",
                detail: last.n.to_string(),
                ..Entry::default()
            }),
            _ => Ok(()),
        }
    }
}

impl Db {
    /// A MAC under the key of the audit log.
    pub fn mac(&self, parts: &[&[u8]]) -> [u8; 32] {
        self.chain.mac(parts)
    }
    /// The last lines, newest first.
    pub fn audit_lines(&self, limit: u32) -> Result<Vec<AuditLine>> {
        let sql = format!("select {COLUMNS} from audit order by n desc limit ?1");
        let mut ask = self.conn.prepare_cached(&sql)?;
        let lines = ask.query_map([limit], line)?.collect::<Result<_, _>>()?;
        Ok(lines)
    }
    /// Lines before a number, newest first, by whom and what when given.
    pub fn audit_page(
        &self,
        before: Option<i64>,
        who: Option<&str>,
        what: Option<&str>,
        limit: u32,
    ) -> Result<Vec<AuditLine>> {
        let mut sql = format!("select {COLUMNS} from audit where n < ?1");
        for (given, part) in [
            (who.is_some(), " and who = ?2"),
            (what.is_some(), " and what = ?3"),
        ] {
            sql.push_str(if given { part } else { "" });
        }
        sql.push_str(" and ?2 is ?2 and ?3 is ?3 order by n desc limit ?4");
        let mut ask = self.conn.prepare_cached(&sql)?;
        let before = before.unwrap_or(i64::MAX);
        let lines = ask.query_map((before, who, what, limit), line)?;
        Ok(lines.collect::<Result<_, _>>()?)
    }
}

fn line(r: &rusqlite::Row) -> rusqlite::Result<AuditLine> {
    Ok(AuditLine {
        n: r.get(0)?,
        at: r.get(1)?,
        who: r.get(2)?,
        what: r.get(3)?,
        ticket: r.get(4)?,
        detail: r.get(5)?,
        hash: r.get(6)?,
        keyed: r.get(7)?,
    })
}
