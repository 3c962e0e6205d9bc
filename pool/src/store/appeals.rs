//! 申诉: rows with their sealed texts.

use super::{Db, Tx};
use crate::Result;
use model::duty::Names;
use model::score::Indicator;
use model::score::appeal::{AppealReason, AppealState};
use model::{Moment, UnitCode, UserName};
use rusqlite::Row;

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

/// One row, by the names of its columns.
fn appeal(r: &Row) -> Result<Appeal> {
    let text = |name: &str| r.get::<_, String>(name);
    Ok(Appeal {
        id: r.get("i")?,
        month: text("month")?,
        unit: UnitCode::new(text("unit")?)?,
        n: r.get("n")?,
        key: text("key")?,
        ind: text("ind")?.parse()?,
        reason: text("reason")?.parse()?,
        state: text("state")?.parse()?,
        version: r.get("version")?,
        filed: Hand {
            by: UserName::new(text("filed_by")?)?,
            at: Moment(r.get("filed_at")?),
            names: serde_json::from_str(&text("filed_names")?)?,
        },
        opined: opined(r)?,
        decided_by: r
            .get::<_, Option<String>>("decided_by")?
            .map(UserName::new)
            .transpose()?,
        decided_at: r.get::<_, Option<i64>>("decided_at")?.map(Moment),
        sealed: r.get("sealed")?,
    })
}

fn opined(r: &Row) -> Result<Option<Hand>> {
    let by: Option<String> = r.get("opined_by")?;
    by.map(|by| {
        Ok(Hand {
            by: UserName::new(by)?,
            at: Moment(r.get("opined_at")?),
            names: serde_json::from_str(&r.get::<_, String>("opined_names")?)?,
        })
    })
    .transpose()
}

impl Db {
    /// The appeals of a month, oldest first.
    pub fn appeals(&self, month: &str) -> Result<Vec<Appeal>> {
        let sql = format!("select {COLUMNS} from appeal where month = ?1 order by i");
        let mut ask = self.conn.prepare_cached(&sql)?;
        ask.query_and_then([month], appeal)?.collect()
    }
    /// One appeal.
    pub fn appeal(&self, id: i64) -> Result<Option<Appeal>> {
        let sql = format!("select {COLUMNS} from appeal where i = ?1");
        let mut ask = self.conn.prepare_cached(&sql)?;
        let found = ask.query_and_then([id], appeal)?.next();
        found.transpose()
    }
    /// Whether a line was appealed against, and that was not withdrawn.
    pub fn is_appealed(&self, n: i64, key: &str) -> Result<bool> {
        let sql = "select exists (select 1 from appeal where n = ?1 and key = ?2 and state <> 'withdrawn')";
        let mut ask = self.conn.prepare_cached(sql)?;
        Ok(ask.query_row((n, key), |r| r.get(0))?)
    }
}

impl Tx<'_> {
    /// Empties the texts of every appeal against a line of this ticket; how many had any.
    pub fn erase_appeals(&self, n: i64) -> Result<usize> {
        let sql = "update appeal set sealed = x'' where n = ?1 and sealed <> x''";
        Ok(self.conn.prepare_cached(sql)?.execute([n])?)
    }
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
