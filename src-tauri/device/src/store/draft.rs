//! Drafts: forms as far as they were filled in. They belong to the officer; no sync touches them.

use super::{Db, Tx};
use crate::error::Result;
use api::Draft;
use model::Moment;
use rusqlite::params;

/// Saves a draft.
pub fn save(tx: &Tx, draft: &Draft, now: Moment) -> Result<()> {
    let draft = Draft {
        saved_at: Some(now),
        ..draft.clone()
    };
    let mut statement =
        tx.prepare_cached("insert or replace into draft (id, json, saved_at) values (?, ?, ?)")?;
    statement.execute(params![draft.id, serde_json::to_string(&draft)?, now.0])?;
    Ok(())
}

/// Removes a draft; harmless when there is none.
pub fn drop(tx: &Tx, id: &str) -> Result<()> {
    tx.prepare_cached("delete from draft where id = ?")?
        .execute([id])?;
    Ok(())
}

/// All drafts, newest first.
pub fn all(db: &Db) -> Result<Vec<Draft>> {
    let mut statement = db.prepare_cached("select json from draft order by saved_at desc, id")?;
    let rows = statement.query_map([], |r| r.get::<_, String>(0))?;
    rows.map(|json| Ok(serde_json::from_str(&json?)?)).collect()
}
