//! The audit log: append-only, each line bound to all before it by a hash. Details never hold personal data.

use super::{Db, Tx};
use crate::Result;
use model::Moment;
use rusqlite::OptionalExtension;
use sha2::{Digest, Sha256};

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
}

const HEAD: &str = "audit_head";

fn hash(before: &[u8; 32], n: i64, at: i64, texts: [&str; 4]) -> [u8; 32] {
    let mut sum = Sha256::new();
    sum.update(before);
    sum.update(n.to_be_bytes());
    sum.update(at.to_be_bytes());
    for text in texts {
        sum.update((text.len() as u64).to_be_bytes());
        sum.update(text.as_bytes());
    }
    sum.finalize().into()
}

impl Tx<'_> {
    /// Appends one line.
    pub fn audit(&self, entry: &Entry) -> Result<()> {
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
        let hash = hash(&before, n, entry.at.0, texts);
        let sql = "insert into audit (n, at, who, what, ticket, detail, hash) values (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        self.conn
            .prepare_cached(sql)?
            .execute((n, entry.at.0, texts[0], texts[1], texts[2], texts[3], hash))?;
        // The end of the chain stands apart, so that cutting lines off its end is noticed too.
        self.set_setting(HEAD, &format!("{n}:{}", hex::encode(hash)))
    }
}

impl Db {
    /// The last lines, newest first.
    pub fn audit_lines(&self, limit: u32) -> Result<Vec<AuditLine>> {
        let sql =
            "select n, at, who, what, ticket, detail, hash from audit order by n desc limit ?1";
        let mut ask = self.conn.prepare_cached(sql)?;
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
        let mut sql =
            "select n, at, who, what, ticket, detail, hash from audit where n < ?1".to_string();
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
    /// Follows the chain from its beginning; the number of the first line that does not fit, if any.
    pub fn audit_break(&self) -> Result<Option<i64>> {
        let sql = "select n, at, who, what, ticket, detail, hash from audit order by n";
        let mut ask = self.conn.prepare_cached(sql)?;
        let (mut count, mut before) = (0, [0; 32]);
        for found in ask.query_map([], line)? {
            let l = found?;
            count += 1;
            before = hash(&before, l.n, l.at, [&l.who, &l.what, &l.ticket, &l.detail]);
            if l.n != count || l.hash != before {
                return Ok(Some(l.n));
            }
        }
        let head = self.setting(HEAD)?;
        let fits = match head {
            Some(head) => head == format!("{count}:{}", hex::encode(before)),
            None => count == 0,
        };
        Ok((!fits).then_some(count + 1))
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
    })
}
