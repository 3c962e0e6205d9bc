//! Side records: personal data beside the document, in a table of its own so that it can be erased.

use super::edit::State;
use super::ticket::No;
use super::{Db, Tx};
use crate::error::Result;
use model::issue::Reporter;
use model::{Denial, EditId, Moment, TicketId};
use rusqlite::{OptionalExtension, params};
use sync::SideRecord;

/// Keeps a new side record.
pub fn insert(tx: &Tx, ticket: No, record: &SideRecord) -> Result<()> {
    let json = serde_json::to_string(&record.reporter)?;
    let mut statement =
        tx.prepare_cached("insert into side (id, ticket, at, json) values (?, ?, ?, ?)")?;
    statement.execute(params![record.id.0, ticket, record.at.0, json])?;
    Ok(())
}

/// The reporter last recorded here for a ticket, and whether the pool has that record.
pub fn latest(db: &Db, ticket: No) -> Result<Option<(Reporter, bool)>> {
    let mut statement = db.prepare_cached(
        "select json, state from side where ticket = ? and state < 4 order by no desc limit 1",
    )?;
    let found: Option<(String, i64)> = statement
        .query_row([ticket], |r| Ok((r.get(0)?, r.get(1)?)))
        .optional()?;
    found
        .map(|(json, state)| Ok((serde_json::from_str(&json)?, state >= State::Held as i64)))
        .transpose()
}

/// Side records that wait, with the ticket's number here.
pub fn waiting(db: &Db) -> Result<Vec<(No, SideRecord)>> {
    let mut statement =
        db.prepare_cached("select s.ticket, s.id, t.id, s.at, s.json from side s join ticket t on t.no = s.ticket where s.state < 2 order by s.no")?;
    let rows = statement.query_map([], |r| {
        Ok((
            r.get::<_, No>(0)?,
            r.get::<_, [u8; 16]>(1)?,
            r.get::<_, String>(2)?,
            r.get::<_, i64>(3)?,
            r.get::<_, String>(4)?,
        ))
    })?;
    rows.map(|row| {
        let (no, id, ticket, at, json) = row?;
        let record = SideRecord {
            id: EditId(id),
            ticket: TicketId::new(ticket)?,
            at: Moment(at),
            reporter: serde_json::from_str(&json)?,
        };
        Ok((no, record))
    })
    .collect()
}

/// Records what became of a side record.
pub fn set_state(tx: &Tx, id: &EditId, state: State, denial: Option<&Denial>) -> Result<()> {
    let denial = denial.map(serde_json::to_string).transpose()?;
    tx.prepare_cached("update side set state = ?, denial = ? where id = ?")?
        .execute(params![state as i64, denial, id.0])?;
    Ok(())
}
