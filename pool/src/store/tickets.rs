//! The projection: what lists, filters and scope read instead of documents.

use super::{Db, Tx, key};
use crate::Result;
use model::TicketId;
use model::row::Row;
use model::scope::ScopeKey;
use model::ticket::Ticket;
use rusqlite::types::Value;
use rusqlite::{OptionalExtension, params_from_iter};

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

/// A ticket's row as it was stored.
pub struct Stored {
    /// Number inside this store.
    pub n: i64,
    pub id: TicketId,
    /// What was read of it, or why it could not be.
    pub projection: Result<Projection, serde_json::Error>,
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

impl Db {
    /// The row of a ticket.
    pub fn ticket(&self, id: &TicketId) -> Result<Option<Projection>> {
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
    /// Every ticket's row from a number on, a page at a time.
    pub fn tickets_from(&self, n: i64, limit: u32) -> Result<Vec<Projection>> {
        let stored = self.stored_from(n, limit)?.into_iter();
        stored.map(|s| s.projection.map_err(Into::into)).collect()
    }
    /// The same, with those whose row cannot be read.
    pub fn stored_from(&self, n: i64, limit: u32) -> Result<Vec<Stored>> {
        let sql = "select n, pos, row, id from ticket where n >= ?1 order by n limit ?2";
        let mut ask = self.conn.prepare_cached(sql)?;
        let rows = ask.query_map((n, limit), |r| {
            let row = r.get_ref(2)?.as_bytes()?.to_vec();
            Ok((r.get(0)?, r.get(1)?, row, r.get::<_, [u8; 16]>(3)?))
        })?;
        rows.map(|r| {
            let (n, pos, row, id) = r?;
            let row = serde_json::from_slice(&row);
            Ok(Stored {
                n,
                id: key::ticket_of(id)?,
                projection: row.map(|row| Projection { n, pos, row }),
            })
        })
        .collect()
    }
    /// How many tickets there are.
    pub fn ticket_count(&self) -> Result<u64> {
        Ok(self
            .conn
            .query_row("select count(*) from ticket", [], |r| r.get(0))?)
    }
}

/// The row itself, and the columns that scope, lists and filters use, with what the row says for each.
fn columns(row: &Row) -> Result<[(&'static str, Value); 25]> {
    let text = |s: &str| Value::Text(s.to_string());
    let maybe = |s: Option<&str>| s.map_or(Value::Null, text);
    let real = |d: Option<f64>| d.map_or(Value::Null, Value::Real);
    let never = |at: Option<model::Moment>| Value::Integer(at.map_or(i64::MAX, |d| d.0));
    // A position is whole or it is none.
    let place = row.lon.zip(row.lat);
    Ok([
        ("status", text(row.status.as_str())),
        ("open", Value::Integer(row.status.is_open().into())),
        ("grade", Value::Integer(key::grade_rank(row.grade))),
        ("kind", text(row.kind.as_str())),
        ("source", text(row.source.as_str())),
        ("category", text(row.category.as_str())),
        ("area", text(row.area_code.as_str())),
        ("grid", maybe(row.grid.as_deref())),
        ("lon", real(place.map(|p| p.0))),
        ("lat", real(place.map(|p| p.1))),
        ("created_by", text(row.created_by.as_str())),
        (
            "received",
            Value::Integer(row.received_at.map_or(0, |r| r.0)),
        ),
        (
            "lead_unit",
            maybe(row.lead_unit.as_ref().map(|u| u.as_str())),
        ),
        ("handler", maybe(row.handler.as_ref().map(|u| u.as_str()))),
        (
            "visited_by",
            maybe(row.visited_by.as_ref().map(|u| u.as_str())),
        ),
        ("amber", never(row.amber_at)),
        ("due", never(row.due_at)),
        ("returns", Value::Integer(row.returns.into())),
        ("redos", Value::Integer(row.redos.into())),
        ("presses", Value::Integer(row.presses.into())),
        (
            "hang_check",
            row.hang_check.map_or(Value::Null, |c| Value::Integer(c.0)),
        ),
        ("alarm", Value::Integer(row.alarm.into())),
        ("asked", Value::Integer(row.asked.into())),
        ("excluded", Value::Integer(row.excluded.into())),
        ("row", Value::Text(serde_json::to_string(row)?)),
    ])
}

impl Tx<'_> {
    /// Puts a new ticket in and gives it its number.
    pub fn add_ticket(&self, ticket: &Ticket, row: &Row, pos: u64) -> Result<i64> {
        let mut names = vec!["id", "pos"];
        let mut values = vec![
            Value::Blob(key::ticket(&ticket.id)?.to_vec()),
            position(pos),
        ];
        for (name, value) in columns(row)? {
            names.push(name);
            values.push(value);
        }
        let sql = format!(
            "insert into ticket ({}) values ({})",
            names.join(", "),
            vec!["?"; names.len()].join(", ")
        );
        self.conn
            .prepare_cached(&sql)?
            .execute(params_from_iter(values))?;
        let n = self.conn.last_insert_rowid();
        self.derive(n, None, ticket, row, pos)?;
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
    ) -> Result<()> {
        let (mut names, mut values) = (vec!["pos = ?"], vec![position(pos)]);
        let columns = columns(row)?;
        let sets: Vec<String> = columns.iter().map(|c| format!("{} = ?", c.0)).collect();
        names.extend(sets.iter().map(String::as_str));
        values.extend(columns.into_iter().map(|c| c.1));
        values.push(Value::Integer(n));
        let sql = format!("update ticket set {} where n = ?", names.join(", "));
        self.conn
            .prepare_cached(&sql)?
            .execute(params_from_iter(values))?;
        self.derive(n, old, ticket, row, pos)
    }

    fn derive(
        &self,
        n: i64,
        old: Option<&Row>,
        ticket: &Ticket,
        row: &Row,
        pos: u64,
    ) -> Result<()> {
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
                self.list_photo(n, &entry.photo.sha256, &entry.by, pos)?;
            }
        }
        self.index_words(n, old.is_none(), &words_of(ticket, row))
    }
}

fn position(pos: u64) -> Value {
    Value::Integer(i64::try_from(pos).unwrap_or(i64::MAX))
}

impl Db {
    /// Whether the columns that scope, lists and filters use say what the row says.
    pub fn columns_fit(&self, n: i64, row: &Row) -> Result<bool> {
        let units = i64::try_from(row.co_units.len()).unwrap_or(0);
        let mut values = vec![Value::Integer(n), Value::Integer(units)];
        let mut parts = vec!["(select count(*) from co_unit c where c.n = t.n) = ?2".to_string()];
        // The row was compared as what it means: its text may be older than a field with a default.
        for (name, value) in columns(row)?.into_iter().filter(|c| c.0 != "row") {
            // Two readers of one decimal number may differ in its last bit.
            let real = matches!(value, Value::Real(_));
            values.push(value);
            let i = values.len();
            parts.push(if real {
                format!("abs(t.{name} - ?{i}) < 1e-9")
            } else {
                format!("t.{name} is ?{i}")
            });
        }
        let sql = format!(
            "select {} from ticket t where t.n = ?1",
            parts.join(" and ")
        );
        let fits: Option<bool> = self
            .conn
            .prepare_cached(&sql)?
            .query_row(params_from_iter(values), |r| r.get(0))?;
        Ok(fits == Some(true))
    }
}
