//! Edits as they came, and the pool's own: what documents are rebuilt from, and what answers repeats.

use super::{Db, Tx, key};
use crate::Result;
use model::edit::Edit;
use model::{Denial, DeviceId, EditId, Head, Moment, TicketId, UserName};
use rusqlite::{OptionalExtension, Row};
use sync::editor::History;

/// An edit that was answered before.
#[derive(Debug, Clone)]
pub struct Known {
    /// The ticket's number.
    pub n: i64,
    /// Where the feed said so.
    pub pos: u64,
    /// What it became; none when it stayed outside the document.
    pub head: Option<Head>,
    /// Why it did not count, if it did not.
    pub answer: Option<Denial>,
}

/// An edit with what it became.
#[derive(Debug, Clone)]
pub struct StoredEdit {
    pub edit: Edit,
    /// Its change.
    pub head: Option<Head>,
    /// Where the feed said so.
    pub pos: u64,
    /// The device that sent it, or got it in the answer to its push.
    pub via: Option<DeviceId>,
}

const COLUMNS: &str = "id, by, at, schema, seen, write, head, pos, via";

struct Columns {
    id: [u8; 16],
    by: String,
    at: i64,
    schema: u32,
    seen: Vec<u8>,
    write: String,
    head: Option<[u8; 32]>,
    pos: u64,
    via: Option<[u8; 8]>,
}

fn columns(r: &Row) -> rusqlite::Result<Columns> {
    Ok(Columns {
        id: r.get(0)?,
        by: r.get(1)?,
        at: r.get(2)?,
        schema: r.get(3)?,
        seen: r.get(4)?,
        write: r.get(5)?,
        head: r.get(6)?,
        pos: r.get(7)?,
        via: r.get(8)?,
    })
}

fn stored(ticket: &TicketId, c: Columns) -> Result<StoredEdit> {
    Ok(StoredEdit {
        edit: Edit {
            id: key::edit_of(c.id),
            ticket: ticket.clone(),
            schema: c.schema,
            by: UserName::new(c.by)?,
            at: Moment(c.at),
            seen: key::heads_of(&c.seen),
            write: serde_json::from_str(&c.write)?,
        },
        head: c.head.map(Head),
        pos: c.pos,
        via: c.via.map(key::device_of).transpose()?,
    })
}

impl Db {
    /// What was answered to this edit before, if anything was.
    pub fn known_edit(&self, id: &EditId) -> Result<Option<Known>> {
        let sql = "select n, pos, head, answer from edit where id = ?1";
        type Found = (i64, u64, Option<[u8; 32]>, Option<String>);
        let found: Option<Found> = self
            .conn
            .prepare_cached(sql)?
            .query_row([id.0], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?)))
            .optional()?;
        found
            .map(|(n, pos, head, answer)| {
                let answer = answer.map(|a| serde_json::from_str(&a)).transpose()?;
                Ok(Known {
                    n,
                    pos,
                    head: head.map(Head),
                    answer,
                })
            })
            .transpose()
    }
    /// The ticket's edits after a position, in the order in which they were written.
    pub fn edits_after(&self, n: i64, ticket: &TicketId, pos: u64) -> Result<Vec<StoredEdit>> {
        let sql =
            format!("select {COLUMNS} from edit where n = ?1 and pos > ?2 order by pos, rowid");
        let mut ask = self.conn.prepare_cached(&sql)?;
        let rows = ask
            .query_map((n, pos), columns)?
            .collect::<Result<Vec<_>, _>>()?;
        rows.into_iter().map(|c| stored(ticket, c)).collect()
    }
}

impl Db {
    /// How many of the ticket's edits stand outside its document, and their bytes.
    pub fn aside(&self, n: i64) -> Result<History> {
        let sql = "select count(*), coalesce(sum(length(cast(write as blob))), 0) from edit where n = ?1 and head is null";
        let mut ask = self.conn.prepare_cached(sql)?;
        Ok(ask.query_row([n], |r| {
            Ok(History {
                changes: r.get(0)?,
                bytes: r.get(1)?,
            })
        })?)
    }
}

impl Db {
    /// How many edits of the ticket's document are this person's, and their bytes.
    pub fn share(&self, n: i64, user: &UserName) -> Result<History> {
        let sql = "select count(*), coalesce(sum(length(cast(write as blob))), 0) from edit
                   where n = ?1 and by = ?2 and head is not null";
        let mut ask = self.conn.prepare_cached(sql)?;
        Ok(ask.query_row((n, user.as_str()), |r| {
            Ok(History {
                changes: r.get(0)?,
                bytes: r.get(1)?,
            })
        })?)
    }
}

impl Tx<'_> {
    /// Keeps an edit with what it became.
    pub fn add_edit(&self, n: i64, stored: &StoredEdit, answer: Option<&Denial>) -> Result<()> {
        let sql = "insert into edit (id, n, pos, by, at, schema, seen, write, head, answer, via)
                   values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
        let edit = &stored.edit;
        self.conn.prepare_cached(sql)?.execute((
            edit.id.0,
            n,
            stored.pos,
            edit.by.as_str(),
            edit.at.0,
            edit.schema,
            key::heads(&edit.seen),
            serde_json::to_string(&edit.write)?,
            stored.head.map(|h| h.0),
            answer.map(serde_json::to_string).transpose()?,
            stored.via.as_ref().map(key::device).transpose()?,
        ))?;
        Ok(())
    }
}

impl Tx<'_> {
    /// What a repeat of this edit is answered from now on.
    pub fn answer_anew(&self, id: &EditId, answer: Option<&Denial>) -> Result<()> {
        let answer = answer.map(serde_json::to_string).transpose()?;
        self.conn
            .prepare_cached("update edit set answer = ?2 where id = ?1")?
            .execute((id.0, answer))?;
        Ok(())
    }
}

impl Db {
    /// All heads the ticket's edits became.
    pub fn heads_of(&self, n: i64) -> Result<Vec<Head>> {
        let mut ask = self
            .conn
            .prepare_cached("select head from edit where n = ?1 and head is not null")?;
        let heads = ask
            .query_map([n], |r| Ok(Head(r.get(0)?)))?
            .collect::<Result<_, _>>()?;
        Ok(heads)
    }
}

impl Db {
    /// Position and carrier of the ticket's edits after a position, in the order in which they were written.
    pub fn carried_after(&self, n: i64, pos: u64) -> Result<Vec<(u64, Option<DeviceId>)>> {
        let sql = "select pos, via from edit where n = ?1 and pos > ?2 order by pos, rowid";
        let mut ask = self.conn.prepare_cached(sql)?;
        let rows = ask
            .query_map((n, pos), |r| {
                Ok((r.get(0)?, r.get::<_, Option<[u8; 8]>>(1)?))
            })?
            .collect::<Result<Vec<_>, _>>()?;
        rows.into_iter()
            .map(|(pos, via)| Ok((pos, via.map(key::device_of).transpose()?)))
            .collect()
    }
}
