//! The projection of tickets, and the marks sync puts on them.

use super::{Db, TicketRowId, Tx};
use crate::error::Result;
use model::row::Row;
use model::ticket::Ticket;
use model::{Code, Grade, Status, TicketId};
use rusqlite::{OptionalExtension, params};

/// The row of a ticket held here.
pub fn find(db: &Db, id: &TicketId) -> Result<Option<TicketRowId>> {
    let mut statement = db.prepare_cached("select no from ticket where id = ?")?;
    Ok(statement
        .query_row([id.as_str()], |r| r.get(0))
        .optional()?)
}

/// The row of a ticket that must be here.
pub fn expect(db: &Db, id: &TicketId) -> Result<TicketRowId> {
    find(db, id)?.ok_or_else(|| Code::NotFound.into())
}

/// The id of the ticket in a row.
pub fn id_of(db: &Db, row: TicketRowId) -> Result<TicketId> {
    let mut statement = db.prepare_cached("select id from ticket where no = ?")?;
    let id: String = statement.query_row([row], |r| r.get(0))?;
    Ok(TicketId::new(id)?)
}

/// Writes a ticket's row, made from its document; where it lies.
pub fn project(tx: &Tx, ticket: &Ticket, row: &Row) -> Result<TicketRowId> {
    let grade = Grade::ALL.iter().position(|g| *g == row.grade).unwrap_or(0);
    let address = row.address.as_deref().unwrap_or_default();
    let ticket_no = row.ticket_no.as_deref().unwrap_or_default();
    let words = [
        row.title.as_str(),
        ticket.facts.body.as_str(),
        address,
        row.temp_no.as_str(),
        ticket_no,
    ]
    .join("\n");
    let mut statement = tx.prepare_cached(
        "insert into ticket (id, status, due_at, captured_at, grade, area, unit, words, row, kind, source, category, grid, created_by,
           handler, co_units, visited_by, received_at, amber_at, lon, lat, alarm, asked, returns, redos, presses, hang_check, version)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         on conflict (id) do update set status = excluded.status, due_at = excluded.due_at, captured_at = excluded.captured_at,
           grade = excluded.grade, area = excluded.area, unit = excluded.unit, words = excluded.words, row = excluded.row,
           kind = excluded.kind, source = excluded.source, category = excluded.category, grid = excluded.grid, created_by = excluded.created_by,
           handler = excluded.handler, co_units = excluded.co_units, visited_by = excluded.visited_by,
           received_at = excluded.received_at, amber_at = excluded.amber_at, lon = excluded.lon, lat = excluded.lat,
           alarm = excluded.alarm, asked = excluded.asked, returns = excluded.returns, redos = excluded.redos,
           presses = excluded.presses, hang_check = excluded.hang_check, version = excluded.version
         returning no",
    )?;
    let at = statement.query_row(
        params![
            row.id.as_str(),
            row.status.as_str(),
            row.due_at.map_or(i64::MAX, |m| m.0),
            row.captured_at.0,
            i64::try_from(grade).unwrap_or(0),
            row.area_code.as_str(),
            row.unit_text(),
            words,
            serde_json::to_string(row)?,
            row.kind.as_str(),
            row.source.as_str(),
            row.category.as_str(),
            row.grid,
            row.created_by.as_str(),
            row.handler.as_ref().map(model::UserName::as_str),
            serde_json::to_string(&row.co_units)?,
            row.visited_by.as_ref().map(model::UserName::as_str),
            row.received_at.map(|m| m.0),
            row.amber_at.map(|m| m.0),
            row.lon,
            row.lat,
            row.alarm,
            row.asked,
            row.returns,
            row.redos,
            row.presses,
            row.hang_check.map(|m| m.0),
            next_version(tx)?,
        ],
        |r| r.get(0),
    )?;
    Ok(at)
}

/// The place of a change in the order of all: what columns in memory lack is what came after them.
fn next_version(tx: &Tx) -> Result<i64> {
    let sql = "update listing set version = version + 1 returning version";
    Ok(tx.prepare_cached(sql)?.query_row([], |r| r.get(0))?)
}

/// Says to columns in memory that tickets were removed.
pub(super) fn note_removal(tx: &Tx) -> Result<()> {
    let sql = "update listing set version = version + 1, removed = version + 1";
    tx.execute(sql, [])?;
    Ok(())
}

/// The text of an optional unit column.
trait UnitText {
    fn unit_text(&self) -> Option<&str>;
}
impl UnitText for Row {
    fn unit_text(&self) -> Option<&str> {
        self.lead_unit.as_ref().map(model::UnitCode::as_str)
    }
}

/// What is always known of a ticket, even when its row was written by a version whose rows this one cannot read.
pub struct Brief {
    pub id: TicketId,
    pub title: String,
    /// None when it is of another version's closed list.
    pub status: Option<Status>,
}

/// A ticket in brief.
pub fn brief(db: &Db, row: TicketRowId) -> Result<Brief> {
    let mut statement = db.prepare_cached("select id, words, status from ticket where no = ?")?;
    let (id, words, status): (String, String, String) =
        statement.query_row([row], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?;
    Ok(Brief {
        id: TicketId::new(id)?,
        // The words a search looks through begin with the title.
        title: words.lines().next().unwrap_or_default().to_string(),
        status: status.parse().ok(),
    })
}

/// Asks for the pool's whole copy at the next pull, or no longer.
pub fn set_want(tx: &Tx, row: TicketRowId, want: bool) -> Result<()> {
    tx.prepare_cached("update ticket set want = ?2 where no = ?1 and want <> ?2")?
        .execute(params![row, want])?;
    Ok(())
}

/// Tickets whose whole copy is wanted, at most `limit`.
pub fn wanted(db: &Db, limit: u32) -> Result<Vec<TicketId>> {
    let mut statement =
        db.prepare_cached("select id from ticket where want = 1 order by no limit ?")?;
    let ids = statement.query_map([limit], |r| r.get::<_, String>(0))?;
    ids.map(|id| Ok(TicketId::new(id?)?)).collect()
}

/// Marks a ticket that left the scope, or came back.
pub fn set_leaving(tx: &Tx, row: TicketRowId, leaving: bool) -> Result<()> {
    tx.prepare_cached("update ticket set leaving = ?2 where no = ?1 and leaving <> ?2")?
        .execute(params![row, leaving])?;
    Ok(())
}

/// How many tickets are here.
pub fn count(db: &Db) -> Result<u64> {
    let mut statement = db.prepare_cached("select count(*) from ticket")?;
    let count: i64 = statement.query_row([], |r| r.get(0))?;
    Ok(u64::try_from(count).unwrap_or(0))
}

/// The ticket an answered call was about.
pub fn answered(db: &Db, command: &str) -> Result<Option<TicketId>> {
    let mut statement = db.prepare_cached("select ticket from command where id = ?")?;
    let id: Option<String> = statement.query_row([command], |r| r.get(0)).optional()?;
    Ok(id.map(TicketId::new).transpose()?)
}

/// Remembers that a call was answered.
pub fn remember(tx: &Tx, command: &str, ticket: &TicketId, at: model::Moment) -> Result<()> {
    tx.prepare_cached("insert into command (id, ticket, at) values (?, ?, ?)")?
        .execute(params![command, ticket.as_str(), at.0])?;
    Ok(())
}
