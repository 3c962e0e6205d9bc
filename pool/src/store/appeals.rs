//! 申诉: rows with their sealed texts.

use super::{Db, Tx};
use crate::Result;
use model::duty::Names;
use model::score::Indicator;
use model::score::appeal::{AppealReason, AppealState};
use model::{Moment, UnitCode, UserName};
use rusqlite::{OptionalExtension, Row};

/// One appeal as it is kept.
#[derive(Debug, Clone)]
pub struct Appeal {
    pub id: i64,
    pub month: String,
    pub unit: UnitCode,
    /// The ticket's number in the store, and the line's key.
    pub n: i64,
    pub key: String,
    pub ind: Indicator,
    pub reason: AppealReason,
    pub state: AppealState,
    pub version: u32,
    pub filed: Hand,
    pub opined: Option<Hand>,
    pub decided_by: Option<UserName>,
    pub decided_at: Option<Moment>,
    /// Its texts, sealed.
    pub sealed: Vec<u8>,
}

/// Who did a step, when, and in whose names.
#[derive(Debug, Clone)]
pub struct Hand {
    pub by: UserName,
    pub at: Moment,
    pub names: Names,
}

const COLUMNS: &str = "i, month, unit, n, key, ind, reason, state, version, filed_by, filed_at, filed_names, opined_by, opined_at, opined_names, decided_by, decided_at, sealed";

type Columns = (
    (
        i64,
        String,
        String,
        i64,
        String,
        String,
        String,
        String,
        u32,
    ),
    (String, i64, String),
    (Option<String>, Option<i64>, Option<String>),
    (Option<String>, Option<i64>, Vec<u8>),
);

fn columns(r: &Row) -> rusqlite::Result<Columns> {
    Ok((
        (
            r.get(0)?,
            r.get(1)?,
            r.get(2)?,
            r.get(3)?,
            r.get(4)?,
            r.get(5)?,
            r.get(6)?,
            r.get(7)?,
            r.get(8)?,
        ),
        (r.get(9)?, r.get(10)?, r.get(11)?),
        (r.get(12)?, r.get(13)?, r.get(14)?),
        (r.get(15)?, r.get(16)?, r.get(17)?),
    ))
}

fn appeal((first, filed, opined, last): Columns) -> Result<Appeal> {
    let (id, month, unit, n, key, ind, reason, state, version) = first;
    let hand = |by: String, at: i64, names: String| -> Result<Hand> {
        Ok(Hand {
            by: UserName::new(by)?,
            at: Moment(at),
            names: serde_json::from_str(&names)?,
        })
    };
    let opined = match opined {
        (Some(by), Some(at), Some(names)) => Some(hand(by, at, names)?),
        _ => None,
    };
    Ok(Appeal {
        id,
        month,
        unit: UnitCode::new(unit)?,
        n,
        key,
        ind: ind.parse()?,
        reason: reason.parse()?,
        state: state.parse()?,
        version,
        filed: hand(filed.0, filed.1, filed.2)?,
        opined,
        decided_by: last.0.map(UserName::new).transpose()?,
        decided_at: last.1.map(Moment),
        sealed: last.2,
    })
}

impl Db {
    /// The appeals of a month, oldest first.
    pub fn appeals(&self, month: &str) -> Result<Vec<Appeal>> {
        let sql = format!("select {COLUMNS} from appeal where month = ?1 order by i");
        let mut ask = self.conn.prepare_cached(&sql)?;
        let rows = ask.query_map([month], columns)?;
        let rows = rows.collect::<Result<Vec<_>, _>>()?;
        rows.into_iter().map(appeal).collect()
    }
    /// One appeal.
    pub fn appeal(&self, id: i64) -> Result<Option<Appeal>> {
        let sql = format!("select {COLUMNS} from appeal where i = ?1");
        let mut ask = self.conn.prepare_cached(&sql)?;
        let found = ask.query_row([id], columns).optional()?;
        found.map(appeal).transpose()
    }
    /// Whether a line was appealed against, and that was not withdrawn.
    pub fn is_appealed(&self, n: i64, key: &str) -> Result<bool> {
        let sql = "select exists (select 1 from appeal where n = ?1 and key = ?2 and state <> 'withdrawn')";
        let mut ask = self.conn.prepare_cached(sql)?;
        Ok(ask.query_row((n, key), |r| r.get(0))?)
    }
}

impl Tx<'_> {
    /// The number of the next appeal.
    pub fn next_appeal(&self) -> Result<i64> {
        self.draw("appeal")
    }
    /// Keeps an appeal as it stands.
    pub fn keep_appeal(&self, appeal: &Appeal) -> Result<()> {
        let places: Vec<String> = (1..=18).map(|i| format!("?{i}")).collect();
        let sql = format!(
            "insert or replace into appeal ({COLUMNS}) values ({})",
            places.join(", ")
        );
        let names = |hand: &Hand| serde_json::to_string(&hand.names);
        let opined = appeal.opined.as_ref();
        self.conn.prepare_cached(&sql)?.execute(rusqlite::params![
            appeal.id,
            appeal.month,
            appeal.unit.as_str(),
            appeal.n,
            appeal.key,
            appeal.ind.as_str(),
            appeal.reason.as_str(),
            appeal.state.as_str(),
            appeal.version,
            appeal.filed.by.as_str(),
            appeal.filed.at.0,
            names(&appeal.filed)?,
            opined.map(|h| h.by.as_str()),
            opined.map(|h| h.at.0),
            opined.map(names).transpose()?,
            appeal.decided_by.as_ref().map(|u| u.as_str()),
            appeal.decided_at.map(|m| m.0),
            appeal.sealed,
        ])?;
        Ok(())
    }
}
