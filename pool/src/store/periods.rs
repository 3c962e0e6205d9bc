//! The course of a month of 考, its 免计时段, and what was frozen of it.

use super::{Db, Tx};
use crate::Result;
use api::{FrozenLine, WindowLine};
use model::duty::Names;
use model::score::period::Period;
use model::{Moment, UserName};
use rusqlite::{OptionalExtension, Row};

/// A month as it is kept.
#[derive(Debug, Clone, Default)]
pub struct KeptPeriod {
    pub period: Period,
    /// The rule pack the draft is scored by.
    pub rules: Option<String>,
    pub proposed_by: Option<UserName>,
    pub proposed_names: Option<Names>,
    /// What is proposed, as JSON.
    pub proposed: Option<String>,
}

type Columns = (
    Option<String>,
    Option<i64>,
    Option<i64>,
    Option<String>,
    Option<String>,
    Option<String>,
    u32,
);

fn columns(r: &Row) -> rusqlite::Result<Columns> {
    r.try_into()
}

type FrozenColumns = (u32, i64, String, String, String, String, Option<String>);

fn frozen(r: &Row) -> rusqlite::Result<FrozenColumns> {
    r.try_into()
}

impl Db {
    /// What is kept of a month.
    pub fn period(&self, month: &str) -> Result<KeptPeriod> {
        let sql = "select rules, drafted_at, appeal_until, proposed_by, proposed_names, proposed, version from period where month = ?1";
        let mut ask = self.conn.prepare_cached(sql)?;
        let found = ask.query_row([month], columns).optional()?;
        let Some((rules, drafted, until, by, names, proposed, version)) = found else {
            return Ok(KeptPeriod::default());
        };
        Ok(KeptPeriod {
            period: Period {
                drafted_at: drafted.map(Moment),
                appeal_until: until.map(Moment),
                proposed: by.is_some(),
                version,
            },
            rules,
            proposed_by: by.map(UserName::new).transpose()?,
            proposed_names: names.map(|n| serde_json::from_str(&n)).transpose()?,
            proposed,
        })
    }
    /// 免计时段 that touch a span.
    pub fn windows(&self, from: Moment, until: Moment) -> Result<Vec<WindowLine>> {
        let sql = "select since, until, reason, by from score_window where since < ?2 and until >= ?1 order by since, i";
        let mut ask = self.conn.prepare_cached(sql)?;
        let rows = ask.query_map((from.0, until.0), |r| {
            Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get::<_, String>(3)?))
        })?;
        rows.map(|row| {
            let (from, until, reason, by) = row?;
            Ok(WindowLine {
                from: Moment(from),
                until: Moment(until),
                reason,
                by: UserName::new(by)?,
            })
        })
        .collect()
    }
    /// The frozen versions of a month, the last one last.
    pub fn frozen(&self, month: &str) -> Result<Vec<FrozenLine>> {
        let sql = "select version, at, rules, sha256, proposed_by, by, reason from frozen where month = ?1 order by version";
        let mut ask = self.conn.prepare_cached(sql)?;
        let rows = ask.query_map([month], frozen)?;
        rows.map(|row| {
            let (version, at, rules, sha256, proposed_by, by, reason) = row?;
            Ok(FrozenLine {
                version,
                at: Moment(at),
                rules,
                sha256,
                proposed_by: UserName::new(proposed_by)?,
                by: UserName::new(by)?,
                reason,
            })
        })
        .collect()
    }
    /// The sheets of a frozen version, as JSON.
    pub fn frozen_sheets(&self, month: &str, version: u32) -> Result<Option<String>> {
        let sql = "select sheets from frozen where month = ?1 and version = ?2";
        let mut ask = self.conn.prepare_cached(sql)?;
        Ok(ask.query_row((month, version), |r| r.get(0)).optional()?)
    }
    /// Every line of a frozen version in its order, or one unit's.
    pub fn frozen_lines(
        &self,
        month: &str,
        version: u32,
        unit: Option<&str>,
    ) -> Result<Vec<String>> {
        let sql = "select line from frozen_line where month = ?1 and version = ?2 and (?3 is null or unit = ?3) order by unit, i";
        let mut ask = self.conn.prepare_cached(sql)?;
        let rows = ask.query_map((month, version, unit), |r| r.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
    /// Months that were frozen, the latest first.
    pub fn frozen_months(&self) -> Result<Vec<(String, u32)>> {
        let sql = "select month, max(version) from frozen group by month order by month desc";
        let mut ask = self.conn.prepare_cached(sql)?;
        let rows = ask.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// A month as it is to be frozen.
pub struct ToFreeze {
    pub line: FrozenLine,
    /// The sheets as JSON.
    pub sheets: String,
    /// Unit and line, in the order over which the hash was made.
    pub lines: Vec<(String, String)>,
}

impl Tx<'_> {
    /// Keeps a month.
    pub fn keep_period(&self, month: &str, kept: &KeptPeriod) -> Result<()> {
        let sql = "insert or replace into period (month, rules, drafted_at, appeal_until, proposed_by, proposed_names, proposed, version) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
        let names = kept.proposed_names.as_ref().map(serde_json::to_string);
        self.conn.prepare_cached(sql)?.execute((
            month,
            &kept.rules,
            kept.period.drafted_at.map(|m| m.0),
            kept.period.appeal_until.map(|m| m.0),
            kept.proposed_by.as_ref().map(UserName::as_str),
            names.transpose()?,
            &kept.proposed,
            kept.period.version,
        ))?;
        Ok(())
    }
    /// Keeps a 免计时段.
    pub fn add_window(&self, line: &WindowLine, at: Moment) -> Result<()> {
        let sql =
            "insert into score_window (since, until, reason, by, at) values (?1, ?2, ?3, ?4, ?5)";
        let row = (
            line.from.0,
            line.until.0,
            &line.reason,
            line.by.as_str(),
            at.0,
        );
        self.conn.prepare_cached(sql)?.execute(row)?;
        Ok(())
    }
    /// Keeps a frozen version: it is only ever added.
    pub fn add_frozen(&self, month: &str, frozen: &ToFreeze) -> Result<()> {
        let sql = "insert into frozen (month, version, at, rules, sha256, proposed_by, by, reason, sheets) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
        let line = &frozen.line;
        self.conn.prepare_cached(sql)?.execute((
            month,
            line.version,
            line.at.0,
            &line.rules,
            &line.sha256,
            line.proposed_by.as_str(),
            line.by.as_str(),
            &line.reason,
            &frozen.sheets,
        ))?;
        let sql =
            "insert into frozen_line (month, version, unit, i, line) values (?1, ?2, ?3, ?4, ?5)";
        let mut add = self.conn.prepare_cached(sql)?;
        for (i, (unit, text)) in (0i64..).zip(&frozen.lines) {
            add.execute((month, line.version, unit, i, text))?;
        }
        Ok(())
    }
}
