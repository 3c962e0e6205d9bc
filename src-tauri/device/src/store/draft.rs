//! Drafts: forms as far as they were filled in. They belong to the officer; no sync touches them.

use crate::error::Result;
use api::Draft;
use model::Moment;
use rusqlite::{Connection, params};

/// Saves a draft.
pub fn save(conn: &Connection, draft: &Draft, now: Moment) -> Result<()> {
    let draft = Draft {
        saved_at: Some(now),
        ..draft.clone()
    };
    let mut statement =
        conn.prepare_cached("INSERT OR REPLACE INTO draft (id, json, saved_at) VALUES (?, ?, ?)")?;
    statement.execute(params![draft.id, serde_json::to_string(&draft)?, now.0])?;
    Ok(())
}

/// Removes a draft; harmless when there is none.
pub fn drop(conn: &Connection, id: &str) -> Result<()> {
    conn.prepare_cached("DELETE FROM draft WHERE id = ?")?
        .execute([id])?;
    Ok(())
}

/// All drafts, newest first.
pub fn all(conn: &Connection) -> Result<Vec<Draft>> {
    let mut statement = conn.prepare_cached("SELECT json FROM draft ORDER BY saved_at DESC, id")?;
    let rows = statement.query_map([], |r| r.get::<_, String>(0))?;
    rows.map(|json| Ok(serde_json::from_str(&json?)?)).collect()
}
