//! What the last syncs changed, for the report after a sync. Written with the pages themselves.

use super::{Db, Tx, stored};
use crate::error::Result;
use api::{Change, News, SyncReport};
use model::{Moment, TicketId};
use rusqlite::{OptionalExtension, params};

/// Syncs that are kept.
pub const SYNCS: u32 = 20;
/// Changes of one sync that are kept.
pub const CHANGES: u32 = 200;

/// The row the news of one sync lie in.
pub type NewsRowId = i64;

/// Begins or continues the news of a sync, and forgets the oldest.
pub fn keep(tx: &Tx, row: Option<NewsRowId>, at: Moment, report: &SyncReport) -> Result<NewsRowId> {
    let report = serde_json::to_string(report)?;
    if let Some(row) = row {
        tx.prepare_cached("update news set at = ?, report = ? where no = ?")?
            .execute(params![at.0, report, row])?;
        return Ok(row);
    }
    tx.prepare_cached("insert into news (at, report) values (?, ?)")?
        .execute(params![at.0, report])?;
    let row = tx.last_insert_rowid();
    let oldest = row - i64::from(SYNCS);
    for table in ["news_change where news", "news where no"] {
        tx.prepare_cached(&format!("delete from {table} <= ?"))?
            .execute([oldest])?;
    }
    Ok(row)
}

/// Keeps one change of a sync. The same ticket again replaces it, but never the reason why own work failed.
pub fn add(tx: &Tx, row: NewsRowId, change: &Change) -> Result<()> {
    let before: Option<String> = tx
        .prepare_cached("select json from news_change where news = ? and ticket = ?")?
        .query_row(params![row, change.id.as_str()], |r| r.get(0))
        .optional()?;
    let mut change = change.clone();
    match before {
        Some(json) if change.code.is_none() => {
            let before = serde_json::from_str::<Change>(&json);
            change.code = before.ok().and_then(|before| before.code);
        }
        Some(_) => {}
        None => {
            let count: u32 = tx
                .prepare_cached("select count(*) from news_change where news = ?")?
                .query_row([row], |r| r.get(0))?;
            // Own work that failed is reported whatever else changed.
            if count >= CHANGES && change.code.is_none() {
                return Ok(());
            }
            if count >= CHANGES {
                tx.prepare_cached(
                    "delete from news_change where news = ?1 and ticket = (select ticket from news_change
                     where news = ?1 and iif(json_valid(json), json_extract(json, '$.code'), null) is null order by no desc limit 1)",
                )?
                .execute([row])?;
            }
        }
    }
    tx.prepare_cached(
        "insert into news_change (news, ticket, no, json)
         values (?1, ?2, (select ifnull(max(no), 0) + 1 from news_change where news = ?1), ?3)
         on conflict (news, ticket) do update set json = excluded.json",
    )?
    .execute(params![
        row,
        change.id.as_str(),
        serde_json::to_string(&change)?
    ])?;
    Ok(())
}

/// All news, newest first; inside each, own work that failed comes first. What another version wrote and this one cannot
/// read is passed over: it was read then, and goes after some syncs.
pub fn all(db: &Db) -> Result<Vec<News>> {
    let mut statement = db.prepare_cached("select no, at, report from news order by no desc")?;
    let rows = statement.query_map([], |r| {
        let report: Option<SyncReport> = stored::parsed(r, 2)?;
        report
            .map(|report| Ok((r.get(0)?, Moment(r.get(1)?), report)))
            .transpose()
    })?;
    rows.filter_map(rusqlite::Result::transpose)
        .map(|found| {
            let (row, at, report) = found?;
            Ok(News {
                at,
                report,
                changes: changes(db, row)?,
            })
        })
        .collect()
}

fn changes(db: &Db, row: NewsRowId) -> Result<Vec<Change>> {
    let mut statement = db.prepare_cached(
        "select json from news_change where news = ?1 order by iif(json_valid(json), json_extract(json, '$.code'), null) is null, no limit ?2",
    )?;
    let rows = statement.query_map(params![row, CHANGES], |r| stored::parsed(r, 0))?;
    let changes = rows.filter_map(rusqlite::Result::transpose);
    Ok(changes.collect::<rusqlite::Result<_>>()?)
}

/// Forgets what was kept of a ticket that left the scope: its title is no longer this device's to show.
pub fn forget(tx: &Tx, ticket: &TicketId) -> Result<()> {
    tx.prepare_cached("delete from news_change where ticket = ?")?
        .execute([ticket.as_str()])?;
    Ok(())
}
