//! Side records: personal data beside the document, in a table of its own so that it can be erased.

use super::edit::State;
use super::stored::{self, Kind};
use super::{Db, TicketRowId, Tx, told};
use crate::error::Result;
use model::issue::Reporter;
use model::{Denial, EditId, Moment, TicketId};
use rusqlite::{OptionalExtension, Row, params};
use sync::SideRecord;

/// Keeps a new side record.
pub fn insert(tx: &Tx, ticket: TicketRowId, record: &SideRecord) -> Result<()> {
    let json = serde_json::to_string(&record.reporter)?;
    let mut statement =
        tx.prepare_cached("insert into side (id, ticket, at, json, told) values (?, ?, ?, ?, ?)")?;
    let told = told::proof(tx)?;
    statement.execute(params![record.id.0, ticket, record.at.0, json, told])?;
    Ok(())
}

/// The reporter last recorded here for a ticket, and whether the pool has that record.
pub fn latest(db: &Db, ticket: TicketRowId) -> Result<Option<(Reporter, bool)>> {
    let mut statement = db.prepare_cached(
        "select json, state from side where ticket = ? and state < 4 order by no desc limit 1",
    )?;
    let found = statement
        .query_row([ticket], |r| {
            let reporter: Option<Reporter> = stored::parsed(r, 0)?;
            let held = r.get::<_, i64>(1)? >= State::Held as i64;
            Ok(reporter.map(|reporter| (reporter, held)))
        })
        .optional()?;
    Ok(found.flatten())
}

/// The columns of a side record with the ticket it belongs to.
const COLUMNS: &str =
    "s.no, s.ticket, s.id, t.id, s.at, s.json, s.told from side s join ticket t on t.no = s.ticket";

fn record(r: &Row) -> rusqlite::Result<Option<SideRecord>> {
    let (Some(ticket), Some(reporter)) =
        (stored::checked(r, 3, TicketId::new)?, stored::parsed(r, 5)?)
    else {
        return Ok(None);
    };
    Ok(Some(SideRecord {
        id: EditId(r.get(2)?),
        ticket,
        at: Moment(r.get(4)?),
        reporter,
    }))
}

/// A side record that waits to be sent.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// Where its ticket lies.
    pub row: TicketRowId,
    pub record: SideRecord,
    /// The pool's proof of the newest pool time this device knew when it was made.
    pub told: String,
}

fn waits(db: &Db, r: &Row) -> rusqlite::Result<Option<Waiting>> {
    let record = record(r).unwrap_or_default();
    if record.is_none() {
        db.set_aside(Kind::Side, r.get::<_, i64>(0)?);
    }
    let waits = |record| {
        Ok(Waiting {
            row: r.get(1)?,
            record,
            told: r.get(6)?,
        })
    };
    record.map(waits).transpose()
}

/// Side records that wait, with the row of their ticket.
pub fn waiting(db: &Db) -> Result<Vec<Waiting>> {
    let sql = format!("select {COLUMNS} where s.state < 2 order by s.no");
    let mut statement = db.prepare_cached(&sql)?;
    let rows = statement.query_map([], |r| waits(db, r))?;
    let records = rows.filter_map(rusqlite::Result::transpose);
    Ok(records.collect::<rusqlite::Result<_>>()?)
}

/// The side record in this place of their order, if it waits.
pub fn waiting_at(db: &Db, no: i64) -> Result<Option<Waiting>> {
    let sql = format!("select {COLUMNS} where s.state < 2 and s.no = ?");
    let mut statement = db.prepare_cached(&sql)?;
    let found = statement.query_row([no], |r| waits(db, r)).optional()?;
    Ok(found.flatten())
}

/// Tickets with a side record that lies aside.
pub fn tickets_aside(db: &Db) -> Result<Vec<TicketRowId>> {
    let mut statement = db.prepare_cached("select distinct ticket from side where state = 5")?;
    let rows = statement.query_map([], |r| r.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Side records that lie aside and read.
pub(super) fn readable_aside(db: &Db) -> Result<Vec<String>> {
    let sql = format!("select {COLUMNS} where s.state = 5");
    let mut statement = db.prepare_cached(&sql)?;
    let rows = statement.query_map([], |r| {
        let record = record(r).unwrap_or_default();
        record
            .map(|_| Ok(r.get::<_, i64>(0)?.to_string()))
            .transpose()
    })?;
    let ids = rows.filter_map(rusqlite::Result::transpose);
    Ok(ids.collect::<rusqlite::Result<_>>()?)
}

/// Records what became of a side record.
pub fn set_state(tx: &Tx, id: &EditId, state: State, denial: Option<&Denial>) -> Result<()> {
    let denial = denial.map(serde_json::to_string).transpose()?;
    tx.prepare_cached("update side set state = ?, denial = ? where id = ?")?
        .execute(params![state as i64, denial, id.0])?;
    Ok(())
}
