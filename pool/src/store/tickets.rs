//! The projection: what lists, filters and scope read instead of documents.

use super::{Db, Tx, key, scope_sql};
use crate::Outcome;
use model::row::Row;
use model::scope::ScopeKey;
use model::ticket::Ticket;
use model::{Grade, TicketId};
use rusqlite::OptionalExtension;

/// A ticket's row with its place in the store.
#[derive(Debug, Clone, PartialEq)]
pub struct Projection {
    /// Number inside this store.
    pub n: i64,
    /// Last position in the feed.
    pub pos: u64,
    /// The row of the model.
    pub row: Row,
}

impl Projection {
    /// Who sees the ticket. At the pool every ticket has a confirmed place.
    pub fn scope(&self) -> ScopeKey {
        let row = self.row.clone();
        ScopeKey {
            created_by: row.created_by,
            area: Some(row.area_code),
            grid: row.grid,
            status: row.status,
            lead_unit: row.lead_unit,
            co_units: row.co_units,
            handler: row.handler,
            visited_by: row.visited_by,
        }
    }
}

/// What a search looks through: the address stands on the fourth line, so that it can be masked.
pub(super) fn words_of(ticket: &Ticket, row: &Row) -> String {
    let address = row
        .address
        .as_deref()
        .unwrap_or_default()
        .replace('\n', " ");
    let number = row.ticket_no.as_deref().unwrap_or_default();
    [
        row.title.as_str(),
        row.temp_no.as_str(),
        number,
        &address,
        ticket.facts.body.as_str(),
    ]
    .join("\n")
}

pub(super) fn grade_rank(grade: Grade) -> i64 {
    match grade {
        Grade::Sudden => 0,
        Grade::Urgent => 1,
        Grade::Normal => 2,
    }
}

impl Db {
    /// The row of a ticket.
    pub fn ticket(&self, id: &TicketId) -> Outcome<Option<Projection>> {
        let sql = "select n, pos, row from ticket where id = ?1";
        let mut ask = self.conn.prepare_cached(sql)?;
        let found: Option<(i64, u64, String)> = ask
            .query_row([key::ticket(id)?], |r| {
                Ok((r.get(0)?, r.get(1)?, r.get(2)?))
            })
            .optional()?;
        found
            .map(|(n, pos, row)| {
                Ok(Projection {
                    n,
                    pos,
                    row: serde_json::from_str(&row)?,
                })
            })
            .transpose()
    }
    /// Every ticket's number and id from a number on, a page at a time.
    pub fn tickets_from(&self, n: i64, limit: u32) -> Outcome<Vec<Projection>> {
        let sql = "select n, pos, row from ticket where n >= ?1 order by n limit ?2";
        let mut ask = self.conn.prepare_cached(sql)?;
        let rows = ask.query_map((n, limit), |r| {
            Ok((r.get(0)?, r.get(1)?, r.get::<_, String>(2)?))
        })?;
        rows.map(|r| {
            let (n, pos, row) = r?;
            Ok(Projection {
                n,
                pos,
                row: serde_json::from_str(&row)?,
            })
        })
        .collect()
    }
    /// How many tickets there are.
    pub fn ticket_count(&self) -> Outcome<u64> {
        Ok(self
            .conn
            .query_row("select count(*) from ticket", [], |r| r.get(0))?)
    }
}

impl Tx<'_> {
    /// Puts a new ticket in and gives it its number.
    pub fn add_ticket(&self, ticket: &Ticket, row: &Row, pos: u64) -> Outcome<i64> {
        let sql = "insert into ticket (id, pos, status, open, grade, town, area, grid, created_by, lead_unit, handler, visited_by, due, row)
                   values (?1, ?2, '', 0, 0, '', '', null, '', null, null, null, 0, '{}')";
        self.conn
            .prepare_cached(sql)?
            .execute((key::ticket(&ticket.id)?, pos))?;
        let n = self.conn.last_insert_rowid();
        self.project(n, None, ticket, row, pos)?;
        Ok(n)
    }
    /// Brings the row and everything derived from it up to date.
    pub fn project(
        &self,
        n: i64,
        old: Option<&Row>,
        ticket: &Ticket,
        row: &Row,
        pos: u64,
    ) -> Outcome<()> {
        let sql = "update ticket set pos = ?2, status = ?3, open = ?4, grade = ?5, area = ?6, grid = ?7, created_by = ?8,
                   lead_unit = ?9, handler = ?10, visited_by = ?11, due = ?12, row = ?13, town = ?14 where n = ?1";
        self.conn.prepare_cached(sql)?.execute((
            n,
            pos,
            row.status.as_str(),
            row.status.is_open(),
            grade_rank(row.grade),
            row.area_code.as_str(),
            row.grid.as_deref(),
            row.created_by.as_str(),
            row.lead_unit.as_ref().map(|u| u.as_str()),
            row.handler.as_ref().map(|u| u.as_str()),
            row.visited_by.as_ref().map(|u| u.as_str()),
            row.due_at.map_or(i64::MAX, |d| d.0),
            serde_json::to_string(row)?,
            scope_sql::town(&row.area_code),
        ))?;
        if old.map(|o| &o.co_units).unwrap_or(&Vec::new()) != &row.co_units {
            self.conn
                .prepare_cached("delete from co_unit where n = ?1")?
                .execute([n])?;
            for unit in &row.co_units {
                let sql = "insert or ignore into co_unit (unit, n) values (?1, ?2)";
                self.conn.prepare_cached(sql)?.execute((unit.as_str(), n))?;
            }
        }
        if old.map_or(0, |o| o.photos) != row.photos {
            for entry in &ticket.photos {
                self.list_photo(n, &entry.photo.sha256, pos)?;
            }
        }
        self.index_words(n, old.is_none(), &words_of(ticket, row))
    }
}

impl Db {
    /// Whether the columns that scope and lists use say what the row says.
    pub fn columns_fit(&self, n: i64, row: &Row) -> Outcome<bool> {
        let sql = "select status = ?2 and open = ?3 and grade = ?4 and area = ?5 and grid is ?6 and created_by = ?7
                   and lead_unit is ?8 and handler is ?9 and visited_by is ?10 and due = ?11
                   and (select count(*) from co_unit c where c.n = ticket.n) = ?12 and town = ?13 from ticket where n = ?1";
        let fits = self.conn.prepare_cached(sql)?.query_row(
            (
                n,
                row.status.as_str(),
                row.status.is_open(),
                grade_rank(row.grade),
                row.area_code.as_str(),
                row.grid.as_deref(),
                row.created_by.as_str(),
                row.lead_unit.as_ref().map(|u| u.as_str()),
                row.handler.as_ref().map(|u| u.as_str()),
                row.visited_by.as_ref().map(|u| u.as_str()),
                row.due_at.map_or(i64::MAX, |d| d.0),
                row.co_units.len(),
                scope_sql::town(&row.area_code),
            ),
            |r| r.get(0),
        )?;
        Ok(fits)
    }
}
