//! What the last syncs changed, for the report after a sync. Written with the pages themselves.

use crate::error::Result;
use api::{Change, News, SyncReport};
use model::{Moment, TicketId};
use rusqlite::{Connection, OptionalExtension, params};

/// Syncs that are kept.
pub const SYNCS: u32 = 20;
/// Changes of one sync that are kept.
pub const CHANGES: u32 = 200;

/// The number of one sync's news.
pub type No = i64;

/// Begins or continues the news of a sync, and forgets the oldest.
pub fn keep(conn: &Connection, no: Option<No>, at: Moment, report: &SyncReport) -> Result<No> {
    let report = serde_json::to_string(report)?;
    if let Some(no) = no {
        conn.prepare_cached("UPDATE news SET at = ?, report = ? WHERE no = ?")?
            .execute(params![at.0, report, no])?;
        return Ok(no);
    }
    conn.prepare_cached("INSERT INTO news (at, report) VALUES (?, ?)")?
        .execute(params![at.0, report])?;
    let no = conn.last_insert_rowid();
    let oldest = no - i64::from(SYNCS);
    for table in ["news_change WHERE news", "news WHERE no"] {
        conn.prepare_cached(&format!("DELETE FROM {table} <= ?"))?
            .execute([oldest])?;
    }
    Ok(no)
}

/// Keeps one change of a sync. The same ticket again replaces it, but never the reason why own work did not come about.
pub fn add(conn: &Connection, no: No, change: &Change) -> Result<()> {
    let before: Option<String> = conn
        .prepare_cached("SELECT json FROM news_change WHERE news = ? AND ticket = ?")?
        .query_row(params![no, change.id.as_str()], |r| r.get(0))
        .optional()?;
    let mut change = change.clone();
    match before {
        Some(json) if change.code.is_none() => {
            change.code = serde_json::from_str::<Change>(&json)?.code;
        }
        Some(_) => {}
        None => {
            let count: u32 = conn
                .prepare_cached("SELECT count(*) FROM news_change WHERE news = ?")?
                .query_row([no], |r| r.get(0))?;
            // Own work that did not come about is told whatever else changed.
            if count >= CHANGES && change.code.is_none() {
                return Ok(());
            }
            if count >= CHANGES {
                conn.prepare_cached(
                    "DELETE FROM news_change WHERE news = ?1 AND ticket = (SELECT ticket FROM news_change
                     WHERE news = ?1 AND json_extract(json, '$.code') IS NULL ORDER BY no DESC LIMIT 1)",
                )?
                .execute([no])?;
            }
        }
    }
    conn.prepare_cached(
        "INSERT INTO news_change (news, ticket, no, json)
         VALUES (?1, ?2, (SELECT ifnull(max(no), 0) + 1 FROM news_change WHERE news = ?1), ?3)
         ON CONFLICT (news, ticket) DO UPDATE SET json = excluded.json",
    )?
    .execute(params![
        no,
        change.id.as_str(),
        serde_json::to_string(&change)?
    ])?;
    Ok(())
}

/// All news, newest first; inside each, own work that did not come about comes first.
pub fn all(conn: &Connection) -> Result<Vec<News>> {
    let mut statement = conn.prepare_cached("SELECT no, at, report FROM news ORDER BY no DESC")?;
    let rows = statement.query_map([], |r| {
        Ok((
            r.get::<_, No>(0)?,
            r.get::<_, i64>(1)?,
            r.get::<_, String>(2)?,
        ))
    })?;
    rows.map(|row| {
        let (no, at, report) = row?;
        Ok(News {
            at: Moment(at),
            report: serde_json::from_str(&report)?,
            changes: changes(conn, no)?,
        })
    })
    .collect()
}

fn changes(conn: &Connection, no: No) -> Result<Vec<Change>> {
    let mut statement = conn.prepare_cached(
        "SELECT json FROM news_change WHERE news = ?1 ORDER BY json_extract(json, '$.code') IS NULL, no LIMIT ?2",
    )?;
    let rows = statement.query_map(params![no, CHANGES], |r| r.get::<_, String>(0))?;
    rows.map(|json| Ok(serde_json::from_str(&json?)?)).collect()
}

/// Forgets what is told of a ticket that left the scope: its title is no longer this device's to show.
pub fn forget(conn: &Connection, ticket: &TicketId) -> Result<()> {
    conn.prepare_cached("DELETE FROM news_change WHERE ticket = ?")?
        .execute([ticket.as_str()])?;
    Ok(())
}
