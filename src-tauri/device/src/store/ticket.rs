//! The projection of tickets, and the marks sync puts on them.

use crate::error::Result;
use model::row::Row;
use model::ticket::Ticket;
use model::{Code, Grade, TicketId};
use rusqlite::{Connection, OptionalExtension, params};

/// A ticket's number inside this store.
pub type No = i64;

/// The number of a ticket held here.
pub fn find(conn: &Connection, id: &TicketId) -> Result<Option<No>> {
    let mut statement = conn.prepare_cached("SELECT no FROM ticket WHERE id = ?")?;
    Ok(statement
        .query_row([id.as_str()], |r| r.get(0))
        .optional()?)
}

/// The number of a ticket that must be here.
pub fn expect(conn: &Connection, id: &TicketId) -> Result<No> {
    find(conn, id)?.ok_or_else(|| Code::NotFound.into())
}

/// The id of a ticket by its number.
pub fn id_of(conn: &Connection, no: No) -> Result<TicketId> {
    let mut statement = conn.prepare_cached("SELECT id FROM ticket WHERE no = ?")?;
    let id: String = statement.query_row([no], |r| r.get(0))?;
    Ok(TicketId::new(id)?)
}

/// Writes a ticket's row, made from its document; the number it lies under.
pub fn project(conn: &Connection, ticket: &Ticket, row: &Row) -> Result<No> {
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
    let mut statement = conn.prepare_cached(
        "INSERT INTO ticket (id, status, due_at, captured_at, grade, area, unit, words, row, kind, source, category, grid, created_by,
           handler, co_units, visited_by, received_at, amber_at, lon, lat)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET status = excluded.status, due_at = excluded.due_at, captured_at = excluded.captured_at,
           grade = excluded.grade, area = excluded.area, unit = excluded.unit, words = excluded.words, row = excluded.row,
           kind = excluded.kind, source = excluded.source, category = excluded.category, grid = excluded.grid, created_by = excluded.created_by,
           handler = excluded.handler, co_units = excluded.co_units, visited_by = excluded.visited_by,
           received_at = excluded.received_at, amber_at = excluded.amber_at, lon = excluded.lon, lat = excluded.lat
         RETURNING no",
    )?;
    let no = statement.query_row(
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
        ],
        |r| r.get(0),
    )?;
    Ok(no)
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

/// A ticket's row, as it was projected last.
pub fn row(conn: &Connection, no: No) -> Result<Row> {
    let mut statement = conn.prepare_cached("SELECT row FROM ticket WHERE no = ?")?;
    let text: String = statement.query_row([no], |r| r.get(0))?;
    Ok(serde_json::from_str(&text)?)
}

/// Asks for the pool's whole copy at the next pull, or no longer.
pub fn set_want(conn: &Connection, no: No, want: bool) -> Result<()> {
    conn.prepare_cached("UPDATE ticket SET want = ?2 WHERE no = ?1 AND want <> ?2")?
        .execute(params![no, want])?;
    Ok(())
}

/// Tickets whose whole copy is wanted, at most `limit`.
pub fn wanted(conn: &Connection, limit: u32) -> Result<Vec<TicketId>> {
    let mut statement =
        conn.prepare_cached("SELECT id FROM ticket WHERE want = 1 ORDER BY no LIMIT ?")?;
    let ids = statement.query_map([limit], |r| r.get::<_, String>(0))?;
    ids.map(|id| Ok(TicketId::new(id?)?)).collect()
}

/// Marks a ticket that left the scope, or came back.
pub fn set_leaving(conn: &Connection, no: No, leaving: bool) -> Result<()> {
    conn.prepare_cached("UPDATE ticket SET leaving = ?2 WHERE no = ?1 AND leaving <> ?2")?
        .execute(params![no, leaving])?;
    Ok(())
}

/// Removes tickets that left the scope and have no unanswered work of ours; photos no other ticket needs are answered.
pub fn remove_left(conn: &Connection) -> Result<Vec<model::Sha256>> {
    let mut statement = conn.prepare_cached(
        "SELECT no FROM ticket t WHERE leaving = 1
         AND NOT EXISTS (SELECT 1 FROM edit WHERE ticket = t.no AND state < 2)
         AND NOT EXISTS (SELECT 1 FROM side WHERE ticket = t.no AND state < 2)
         AND NOT EXISTS (SELECT 1 FROM photo_ref r JOIN photo p ON p.sha = r.sha WHERE r.ticket = t.no AND p.local = 1 AND p.held = 0)",
    )?;
    let gone: Vec<No> = statement
        .query_map([], |r| r.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let mut photos = Vec::new();
    for no in gone {
        super::news::forget(conn, &id_of(conn, no)?)?;
        photos.extend(super::photo::let_go(conn, no)?);
        for table in ["document", "chunk", "edit", "side"] {
            conn.prepare_cached(&format!("DELETE FROM {table} WHERE ticket = ?"))?
                .execute([no])?;
        }
        conn.prepare_cached("DELETE FROM ticket WHERE no = ?")?
            .execute([no])?;
    }
    Ok(photos)
}

/// The ticket an answered call was about.
pub fn answered(conn: &Connection, command: &str) -> Result<Option<TicketId>> {
    let mut statement = conn.prepare_cached("SELECT ticket FROM command WHERE id = ?")?;
    let id: Option<String> = statement.query_row([command], |r| r.get(0)).optional()?;
    Ok(id.map(TicketId::new).transpose()?)
}

/// Remembers that a call was answered.
pub fn remember(
    conn: &Connection,
    command: &str,
    ticket: &TicketId,
    at: model::Moment,
) -> Result<()> {
    conn.prepare_cached("INSERT INTO command (id, ticket, at) VALUES (?, ?, ?)")?
        .execute(params![command, ticket.as_str(), at.0])?;
    Ok(())
}
