//! What leaves this device: tickets that left the scope, and the photos nobody needs any more.

use super::{Db, TicketRowId, Tx, news, ticket};
use crate::error::Result;
use model::{Code, Moment, Sha256};

/// Whether any ticket left the scope and is still here.
pub fn any_left(db: &Db) -> Result<bool> {
    let mut statement = db.prepare_cached("select 1 from ticket where leaving = 1 limit 1")?;
    Ok(statement.exists([])?)
}

/// Removes tickets that left the scope and have no unanswered work of ours, set aside or not; photos no other ticket needs are answered.
pub fn remove_left(tx: &Tx) -> Result<Vec<Sha256>> {
    let mut statement = tx.prepare_cached(
        "select no from ticket t where leaving = 1
         and not exists (select 1 from edit where ticket = t.no and (state < 2 or state = 5))
         and not exists (select 1 from side where ticket = t.no and (state < 2 or state = 5))
         and not exists (select 1 from photo_ref r join photo p on p.sha = r.sha where r.ticket = t.no and p.local = 1 and r.held = 0)",
    )?;
    let gone: Vec<TicketRowId> = statement
        .query_map([], |r| r.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let mut photos = Vec::new();
    if !gone.is_empty() {
        ticket::note_removal(tx)?;
    }
    for row in gone {
        news::forget(tx, &ticket::id_of(tx, row)?)?;
        photos.extend(let_photos_go(tx, row)?);
        for table in ["document", "chunk", "edit", "side"] {
            tx.execute(&format!("delete from {table} where ticket = ?"), [row])?;
        }
        tx.execute("delete from ticket where no = ?", [row])?;
    }
    Ok(photos)
}

/// Photos of a ticket that is removed, which no other ticket, no draft and no note needs; their rows go with them.
fn let_photos_go(tx: &Tx, ticket: TicketRowId) -> Result<Vec<Sha256>> {
    let mut statement = tx.prepare_cached(
        "select sha from photo_ref r where ticket = ?1 and not exists (select 1 from photo_ref o where o.sha = r.sha and o.ticket <> ?1)",
    )?;
    let shas: Vec<String> = statement
        .query_map([ticket], |r| r.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    tx.execute("delete from photo_ref where ticket = ?", [ticket])?;
    drop_unused(tx, shas)
}

/// Whether a photo was taken before `before` and went nowhere: looked for with a reader, so that most openings need not
/// write.
pub fn any_forsaken(db: &Db, before: Moment) -> Result<bool> {
    let mut statement = db.prepare_cached(
        "select 1 from photo p where local = 1 and held = 0 and added_at < ? and not exists (select 1 from photo_ref r where r.sha = p.sha)
         and not exists (select 1 from note_photo n where n.sha = p.sha) limit 1",
    )?;
    Ok(statement.exists([before.0])?)
}

/// Photos taken long ago that went into no ticket, no draft and no note; their rows go with them.
pub fn remove_forsaken(tx: &Tx, before: Moment) -> Result<Vec<Sha256>> {
    let mut statement = tx.prepare_cached(
        "select sha from photo p where local = 1 and added_at < ? and not exists (select 1 from photo_ref r where r.sha = p.sha)",
    )?;
    let shas: Vec<String> = statement
        .query_map([before.0], |r| r.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    drop_unused(tx, shas)
}

/// Drops the rows of those photos that no draft and no note needs; which these are.
pub fn drop_unused(tx: &Tx, shas: Vec<String>) -> Result<Vec<Sha256>> {
    let mut gone = Vec::new();
    for sha in shas {
        let in_draft = tx
            .prepare_cached("select 1 from draft where instr(json, ?) limit 1")?
            .exists([&sha])?;
        let in_note = tx
            .prepare_cached("select 1 from note_photo where sha = ?")?
            .exists([&sha])?;
        if !in_draft && !in_note {
            tx.execute("delete from photo where sha = ?", [&sha])?;
            gone.push(Sha256::new(sha)?);
        }
    }
    Ok(gone)
}

/// Puts one photo in the place of another wherever that waits for its ticket, and drops that one's row.
pub fn replace_photo(tx: &Tx, old: &Sha256, new: &Sha256) -> Result<()> {
    let (old, new) = (old.as_str(), new.as_str());
    let used = tx
        .prepare_cached("select 1 from photo_ref where sha = ?")?
        .exists([old])?;
    if used || old == new {
        return Err(Code::PhotoInUse.into());
    }
    tx.execute(
        "update draft set json = replace(json, ?1, ?2) where instr(json, ?1)",
        [old, new],
    )?;
    tx.execute(
        "update note set json = replace(json, ?1, ?2) where instr(json, ?1)",
        [old, new],
    )?;
    tx.execute(
        "update or ignore note_photo set sha = ?2 where sha = ?1",
        [old, new],
    )?;
    tx.execute("delete from note_photo where sha = ?", [old])?;
    tx.execute("delete from photo where sha = ?", [old])?;
    Ok(())
}
