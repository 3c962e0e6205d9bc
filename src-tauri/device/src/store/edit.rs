//! This device's own writes and what became of them.

use super::stored::{self, Kind};
use super::{Db, TicketRowId, Tx, told};
use crate::error::Result;
use model::edit::{Edit, SCHEMA};
use model::{Code, Denial, EditId, Head, Moment, TicketId, UserName};
use rusqlite::types::ValueRef;
use rusqlite::{OptionalExtension, Row, params};

/// What became of an own edit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Waits to be sent.
    Pending = 0,
    /// Sent, not answered yet.
    Sent = 1,
    /// The pool holds it.
    Held = 2,
    /// Held, and without effect (未生效).
    Void = 3,
    /// Not taken; kept here.
    Refused = 4,
    /// Set aside: this version cannot read it, so it does not go up.
    Aside = 5,
}

impl State {
    fn of(n: i64) -> State {
        match n {
            0 => State::Pending,
            1 => State::Sent,
            2 => State::Held,
            3 => State::Void,
            5 => State::Aside,
            _ => State::Refused,
        }
    }
    /// Not answered yet.
    pub fn waits(self) -> bool {
        matches!(self, State::Pending | State::Sent)
    }
}

/// An own edit.
#[derive(Debug, Clone)]
pub struct Own {
    /// Its place in the order of all own edits.
    pub order: i64,
    /// Where its ticket lies.
    pub row: TicketRowId,
    pub edit: Edit,
    /// The hash of the change it became.
    pub head: Head,
    /// What became of it.
    pub state: State,
    /// The pool's proof of the newest pool time this device knew when it was made.
    pub told: String,
}

const COLUMNS: &str = "e.no, e.id, e.ticket, t.id, e.at, e.author, e.schema, e.seen, e.write, e.head, e.state, e.told from edit e join ticket t on t.no = e.ticket";

/// An own edit of a row made of [`COLUMNS`]. One that does not read is passed over, and set aside while it waits.
fn own(db: &Db, r: &Row) -> rusqlite::Result<Option<Own>> {
    let edit = edit(r).unwrap_or_default();
    if edit.is_none() {
        db.set_aside(Kind::Edit, r.get::<_, i64>(0)?);
    }
    edit.map(|edit| {
        Ok(Own {
            order: r.get(0)?,
            row: r.get(2)?,
            edit,
            head: Head(r.get(9)?),
            state: State::of(r.get(10)?),
            told: r.get(11)?,
        })
    })
    .transpose()
}

fn edit(r: &Row) -> rusqlite::Result<Option<Edit>> {
    let read = (
        stored::checked(r, 3, TicketId::new)?,
        stored::checked(r, 5, UserName::new)?,
        stored::parsed(r, 8)?,
    );
    let (Some(ticket), Some(by), Some(write)) = read else {
        return Ok(None);
    };
    let edit = Edit {
        id: EditId(r.get(1)?),
        ticket,
        schema: r.get(6)?,
        by,
        at: Moment(r.get(4)?),
        seen: heads(&r.get::<_, Vec<u8>>(7)?),
        write,
    };
    // The change of another schema cannot be built here, and a head that is none would stop the reader of the row.
    let builds = edit.schema == SCHEMA && r.get::<_, [u8; 32]>(9).is_ok();
    Ok(builds.then_some(edit))
}

fn heads(bytes: &[u8]) -> Vec<Head> {
    bytes
        .chunks_exact(32)
        .filter_map(|c| c.try_into().ok().map(Head))
        .collect()
}

fn flat(heads: &[Head]) -> Vec<u8> {
    heads.iter().flat_map(|h| h.0).collect()
}

/// Keeps a new own edit.
pub fn insert(tx: &Tx, ticket: TicketRowId, edit: &Edit, head: &Head) -> Result<()> {
    let mut statement =
        tx.prepare_cached("insert into edit (id, ticket, at, author, schema, seen, write, head, told) values (?, ?, ?, ?, ?, ?, ?, ?, ?)")?;
    let write = serde_json::to_string(&edit.write)?;
    statement.execute(params![
        edit.id.0,
        ticket,
        edit.at.0,
        edit.by.as_str(),
        edit.schema,
        flat(&edit.seen),
        write,
        head.0,
        told::proof(tx)?
    ])?;
    Ok(())
}

/// Own edits that wait, in order, from `after` on.
pub fn waiting(db: &Db, after: i64, limit: u32) -> Result<Vec<Own>> {
    let sql = format!("select {COLUMNS} where e.state < 2 and e.no > ? order by e.no limit ?");
    let mut statement = db.prepare_cached(&sql)?;
    let rows = statement.query_map(params![after, limit], |r| own(db, r))?;
    let edits = rows.filter_map(rusqlite::Result::transpose);
    Ok(edits.collect::<rusqlite::Result<_>>()?)
}

/// The own edit in this place of their order, if it waits.
pub fn waiting_at(db: &Db, no: i64) -> Result<Option<Own>> {
    let sql = format!("select {COLUMNS} where e.state < 2 and e.no = ?");
    let mut statement = db.prepare_cached(&sql)?;
    let found = statement.query_row([no], |r| own(db, r)).optional()?;
    Ok(found.flatten())
}

/// All own edits of a ticket, in order.
pub fn of_ticket(db: &Db, ticket: TicketRowId) -> Result<Vec<Own>> {
    let mut statement = db.prepare_cached(&format!(
        "select {COLUMNS} where e.ticket = ? order by e.no"
    ))?;
    let rows = statement.query_map([ticket], |r| own(db, r))?;
    let edits = rows.filter_map(rusqlite::Result::transpose);
    Ok(edits.collect::<rusqlite::Result<_>>()?)
}

/// Whether work of ours on this ticket is unanswered.
pub fn any_waiting(db: &Db, ticket: TicketRowId) -> Result<bool> {
    let mut statement =
        db.prepare_cached("select 1 from edit where ticket = ? and state < 2 limit 1")?;
    Ok(statement.exists([ticket])?)
}

/// What became of one own edit; none when it is not ours.
pub fn state_of(db: &Db, id: &EditId) -> Result<Option<State>> {
    let mut statement = db.prepare_cached("select state from edit where id = ?")?;
    Ok(statement
        .query_row([id.0], |r| r.get(0))
        .optional()?
        .map(State::of))
}

/// The hash an own edit became here; none when it is not ours.
pub fn head_of(db: &Db, id: &EditId) -> Result<Option<Head>> {
    let mut statement = db.prepare_cached("select head from edit where id = ?")?;
    Ok(statement
        .query_row([id.0], |r| r.get(0))
        .optional()?
        .map(Head))
}

/// An own edit that waited has come back from the pool: it is held.
pub fn arrived(tx: &Tx, id: &EditId) -> Result<()> {
    tx.prepare_cached("update edit set state = 2 where id = ? and state < 2")?
        .execute([id.0])?;
    Ok(())
}

/// Records what became of an own edit.
pub fn set_state(tx: &Tx, id: &EditId, state: State, denial: Option<&Denial>) -> Result<()> {
    let denial = denial.map(serde_json::to_string).transpose()?;
    tx.prepare_cached("update edit set state = ?, denial = ? where id = ?")?
        .execute(params![state as i64, denial, id.0])?;
    Ok(())
}

/// Records that these edits were sent.
pub fn mark_sent(tx: &Tx, ids: &[EditId]) -> Result<()> {
    let mut statement =
        tx.prepare_cached("update edit set state = 1 where id = ? and state = 0")?;
    for id in ids {
        statement.execute([id.0])?;
    }
    Ok(())
}

/// An edit was written again on other heads.
pub fn moved(tx: &Tx, id: &EditId, seen: &[Head], head: &Head) -> Result<()> {
    tx.prepare_cached("update edit set seen = ?, head = ? where id = ?")?
        .execute(params![flat(seen), head.0, id.0])?;
    Ok(())
}

/// Offers everything again that a pool may have lost: its epoch is new.
pub fn offer_again(tx: &Tx) -> Result<()> {
    tx.execute("update edit set state = 0 where state in (1, 2)", [])?;
    tx.execute("update side set state = 0 where state in (1, 2)", [])?;
    tx.execute("update photo set held = 0 where local = 1", [])?;
    tx.execute("update photo_ref set held = 0", [])?;
    Ok(())
}

/// Own edits that wait and the last refusal, per ticket: for the outbox. What was set aside is a refusal of ours.
pub fn open_work(db: &Db, since: Moment) -> Result<Vec<(TicketRowId, u64, Option<Code>)>> {
    let mut statement = db.prepare_cached(
        "select ticket, sum(state < 2), max(case when state = 4 and at >= ?1 then denial end), max(state = 5)
         from edit where state < 2 or state = 5 or (state = 4 and at >= ?1) group by ticket order by min(no)",
    )?;
    let rows = statement.query_map([since.0], |r| {
        let refused = match (r.get(3)?, r.get_ref(2)?) {
            (true, _) => Some(Code::RecordUnreadable),
            (false, ValueRef::Null) => None,
            (false, _) => {
                let denial: Option<Denial> = stored::parsed(r, 2)?;
                Some(denial.map_or(Code::RecordUnreadable, |d| d.code))
            }
        };
        Ok((r.get(0)?, u64::from(r.get::<_, u32>(1)?), refused))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Edits that lie aside and read.
pub(super) fn readable_aside(db: &Db) -> Result<Vec<String>> {
    let sql = format!("select {COLUMNS} where e.state = 5");
    let mut statement = db.prepare_cached(&sql)?;
    let rows = statement.query_map([], |r| {
        let edit = edit(r).unwrap_or_default();
        edit.map(|_| Ok(r.get::<_, i64>(0)?.to_string()))
            .transpose()
    })?;
    let ids = rows.filter_map(rusqlite::Result::transpose);
    Ok(ids.collect::<rusqlite::Result<_>>()?)
}
