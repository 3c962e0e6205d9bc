//! Drafts: forms as far as they were filled in. They belong to the officer; no sync touches them.

use super::stored::{self, Kind};
use super::{Db, Tx};
use crate::error::Result;
use api::Draft;
use model::Moment;
use rusqlite::params;

/// Saves a draft. One under its name that lies aside stays, under another.
pub fn save(tx: &Tx, draft: &Draft, now: Moment) -> Result<()> {
    let draft = Draft {
        saved_at: Some(now),
        ..draft.clone()
    };
    tx.execute(
        "update draft set id = id || ' ' || saved_at where id = ? and aside = 1",
        [&draft.id],
    )?;
    tx.execute(
        "insert or replace into draft (id, json, saved_at) values (?, ?, ?)",
        params![draft.id, serde_json::to_string(&draft)?, now.0],
    )?;
    Ok(())
}

/// Removes a draft; harmless when there is none. One that lies aside under this name stays.
pub fn drop(tx: &Tx, id: &str) -> Result<()> {
    tx.execute("delete from draft where id = ? and aside = 0", [id])?;
    Ok(())
}

/// All drafts, newest first.
pub fn all(db: &Db) -> Result<Vec<Draft>> {
    let sql = "select id, json from draft where aside = 0 order by saved_at desc, id";
    let mut statement = db.prepare_cached(sql)?;
    let rows = statement.query_map([], |r| {
        // The row's name counts: one taken up again has another than it was saved under.
        let id: String = r.get(0)?;
        let Some(draft): Option<Draft> = stored::parsed(r, 1)? else {
            db.set_aside(Kind::Draft, id);
            return Ok(None);
        };
        Ok(Some(Draft { id, ..draft }))
    })?;
    let drafts = rows.filter_map(rusqlite::Result::transpose);
    Ok(drafts.collect::<rusqlite::Result<_>>()?)
}

/// Drafts that lie aside and read.
pub(super) fn readable_aside(db: &Db) -> Result<Vec<String>> {
    let mut statement = db.prepare_cached("select id, json from draft where aside = 1")?;
    let rows = statement.query_map([], |r| {
        let draft: Option<Draft> = stored::parsed(r, 1)?;
        draft.map(|_| r.get(0)).transpose()
    })?;
    let ids = rows.filter_map(rusqlite::Result::transpose);
    Ok(ids.collect::<rusqlite::Result<_>>()?)
}
