//! This device's own writes and what became of them.

use super::ticket::No;
use super::{Db, Tx};
use crate::error::Result;
use model::edit::Edit;
use model::{Code, Denial, EditId, Head, Moment, UserName};
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
}

impl State {
    fn of(n: i64) -> State {
        match n {
            0 => State::Pending,
            1 => State::Sent,
            2 => State::Held,
            3 => State::Void,
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
    pub no: i64,
    /// The ticket's number here.
    pub ticket_no: No,
    /// What was written.
    pub edit: Edit,
    /// The hash of the change it became.
    pub head: Head,
    /// What became of it.
    pub state: State,
    /// Why it was not taken.
    pub denial: Option<Denial>,
}

const COLUMNS: &str = "e.no, e.id, e.ticket, t.id, e.at, e.author, e.schema, e.seen, e.write, e.head, e.state, e.denial from edit e join ticket t on t.no = e.ticket";

type Raw = (
    i64,
    [u8; 16],
    No,
    String,
    i64,
    String,
    u32,
    Vec<u8>,
    String,
    [u8; 32],
    i64,
    Option<String>,
);

fn raw(r: &Row) -> rusqlite::Result<Raw> {
    Ok((
        r.get(0)?,
        r.get(1)?,
        r.get(2)?,
        r.get(3)?,
        r.get(4)?,
        r.get(5)?,
        r.get(6)?,
        r.get(7)?,
        r.get(8)?,
        r.get(9)?,
        r.get(10)?,
        r.get(11)?,
    ))
}

fn own(raw: Raw) -> Result<Own> {
    let (no, id, ticket_no, ticket, at, author, schema, seen, write, head, state, denial) = raw;
    let edit = Edit {
        id: EditId(id),
        ticket: model::TicketId::new(ticket)?,
        schema,
        by: UserName::new(author)?,
        at: Moment(at),
        seen: heads(&seen),
        write: serde_json::from_str(&write)?,
    };
    let denial = denial.map(|d| serde_json::from_str(&d)).transpose()?;
    Ok(Own {
        no,
        ticket_no,
        edit,
        head: Head(head),
        state: State::of(state),
        denial,
    })
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
pub fn insert(tx: &Tx, ticket: No, edit: &Edit, head: &Head) -> Result<()> {
    let mut statement =
        tx.prepare_cached("insert into edit (id, ticket, at, author, schema, seen, write, head) values (?, ?, ?, ?, ?, ?, ?, ?)")?;
    let write = serde_json::to_string(&edit.write)?;
    statement.execute(params![
        edit.id.0,
        ticket,
        edit.at.0,
        edit.by.as_str(),
        edit.schema,
        flat(&edit.seen),
        write,
        head.0
    ])?;
    Ok(())
}

/// Own edits that wait, in order, from `after` on.
pub fn waiting(db: &Db, after: i64, limit: u32) -> Result<Vec<Own>> {
    let sql = format!("select {COLUMNS} where e.state < 2 and e.no > ? order by e.no limit ?");
    let mut statement = db.prepare_cached(&sql)?;
    let rows = statement.query_map(params![after, limit], raw)?;
    rows.map(|r| own(r?)).collect()
}

/// All own edits of a ticket, in order.
pub fn of_ticket(db: &Db, ticket: No) -> Result<Vec<Own>> {
    let mut statement = db.prepare_cached(&format!(
        "select {COLUMNS} where e.ticket = ? order by e.no"
    ))?;
    let rows = statement.query_map([ticket], raw)?;
    rows.map(|r| own(r?)).collect()
}

/// Whether work of ours on this ticket is unanswered.
pub fn any_waiting(db: &Db, ticket: No) -> Result<bool> {
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

/// Records that edits from one place of the order to another were sent.
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
    Ok(())
}

/// Own edits that wait and the last refusal, per ticket: for the outbox.
pub fn open_work(db: &Db, since: Moment) -> Result<Vec<(No, u64, Option<Code>)>> {
    let mut statement = db.prepare_cached(
        "select ticket, sum(state < 2), max(case when state = 4 and at >= ?1 then denial end)
         from edit where state < 2 or (state = 4 and at >= ?1) group by ticket order by min(no)",
    )?;
    let rows = statement.query_map([since.0], |r| {
        Ok((
            r.get(0)?,
            r.get::<_, u32>(1)?,
            r.get::<_, Option<String>>(2)?,
        ))
    })?;
    rows.map(|row| {
        let (ticket, waiting, denial) = row?;
        let code = denial
            .map(|d| serde_json::from_str::<Denial>(&d))
            .transpose()?
            .map(|d| d.code);
        Ok((ticket, u64::from(waiting), code))
    })
    .collect()
}
