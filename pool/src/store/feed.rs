//! The feed: every change of a ticket, in one order.

use super::{Db, Projection, Snapshot, Tx};
use crate::Result;
use ::lists::Bits;
use model::scope::{Clause, ScopeKey};
use model::{AreaCode, Status, UnitCode, UserName};
use rusqlite::OptionalExtension;
use serde::{Deserialize, Serialize};

/// Who saw a ticket before a change.
#[derive(Debug, Clone, PartialEq)]
pub enum Before {
    /// The same people as after it.
    Same,
    /// Nobody: the ticket is new.
    Nobody,
    /// Others.
    Key(Box<ScopeKey>),
}

/// The tickets that concern somebody who asks what changed after a cursor. What it leaves out costs them nothing but a look
/// at a bit, however many others change meanwhile.
pub struct Concerned {
    /// Seen now.
    seen: Bits,
    /// Seen by others before, somewhere behind the cursor.
    moved: Bits,
    /// What the columns know; the rest is looked at one by one.
    known: Bits,
}

impl Concerned {
    fn has(&self, n: i64) -> bool {
        let at = n.checked_sub(1).and_then(|at| usize::try_from(at).ok());
        at.is_some_and(|at| self.seen.has(at) || self.moved.has(at) || !self.known.has(at))
    }
}

impl Snapshot<'_> {
    /// The tickets that concern whoever sees by these clauses and has come to this cursor.
    pub fn concerned(&self, cursor: u64, clauses: &[Clause]) -> Result<Concerned> {
        let (columns, known) = (self.columns(), self.columns().all());
        let moved = "select n from feed where pos > ?1 and before <> 'none'";
        let changed = "select n from ticket where pos > ?1";
        let among = match cursor {
            0 => known.clone(),
            _ => columns.numbered(self.numbers(changed, cursor)?),
        };
        Ok(Concerned {
            seen: columns.seen_among(clauses, among),
            moved: columns.numbered(self.numbers(moved, cursor)?),
            known,
        })
    }
}

#[derive(Serialize, Deserialize)]
struct Written {
    c: UserName,
    a: Option<AreaCode>,
    g: Option<String>,
    s: Status,
    l: Option<UnitCode>,
    o: Vec<UnitCode>,
    h: Option<UserName>,
    v: Option<UserName>,
}

const NOBODY: &str = "none";

fn write(before: &Before) -> Result<Option<String>> {
    Ok(match before {
        Before::Same => None,
        Before::Nobody => Some(NOBODY.into()),
        Before::Key(key) => {
            let k = (**key).clone();
            let written = Written {
                c: k.created_by,
                a: k.area,
                g: k.grid,
                s: k.status,
                l: k.lead_unit,
                o: k.co_units,
                h: k.handler,
                v: k.visited_by,
            };
            Some(serde_json::to_string(&written)?)
        }
    })
}

fn read(text: Option<String>) -> Result<Before> {
    Ok(match text.as_deref() {
        None => Before::Same,
        Some(NOBODY) => Before::Nobody,
        Some(json) => {
            let w: Written = serde_json::from_str(json)?;
            Before::Key(Box::new(ScopeKey {
                created_by: w.c,
                area: w.a,
                grid: w.g,
                status: w.s,
                lead_unit: w.l,
                co_units: w.o,
                handler: w.h,
                visited_by: w.v,
            }))
        }
    })
}

impl Db {
    /// The last position given out.
    pub fn feed_head(&self) -> Result<u64> {
        let sql = "select value from counter where name = 'feed'";
        Ok(self
            .conn
            .prepare_cached(sql)?
            .query_row([], |r| r.get(0))
            .optional()?
            .unwrap_or(0))
    }
    /// Calls `each` for the tickets that changed after the cursor and concern somebody, oldest change first, until it says
    /// stop. Each comes once, at its last change.
    pub fn changed_after(
        &self,
        cursor: u64,
        concerned: &Concerned,
        each: impl FnMut(Projection) -> Result<bool>,
    ) -> Result<()> {
        let sql = "select n from ticket where pos > ?1 order by pos";
        self.walk(sql, cursor, concerned, each)
    }
    /// The same for all tickets, the last change first.
    pub fn changed_last(
        &self,
        concerned: &Concerned,
        each: impl FnMut(Projection) -> Result<bool>,
    ) -> Result<()> {
        let sql = "select n from ticket where pos > ?1 order by pos desc";
        self.walk(sql, 0, concerned, each)
    }
    fn walk(
        &self,
        sql: &str,
        cursor: u64,
        concerned: &Concerned,
        mut each: impl FnMut(Projection) -> Result<bool>,
    ) -> Result<()> {
        let mut ask = self.conn.prepare_cached(sql)?;
        let mut rows = ask.query([cursor])?;
        while let Some(r) = rows.next()? {
            let n = r.get(0)?;
            if !concerned.has(n) {
                continue;
            }
            // A row that cannot be read holds up nobody's pull; mended, it comes at a position of its own.
            let Some(ticket) = self.numbered(n)? else {
                continue;
            };
            if !each(ticket)? {
                break;
            }
        }
        Ok(())
    }
    /// The ticket with this row number, unless what was stored of it cannot be read.
    fn numbered(&self, n: i64) -> Result<Option<Projection>> {
        let sql = "select pos, row, id from ticket where n = ?1";
        let mut ask = self.conn.prepare_cached(sql)?;
        let mut rows = ask.query([n])?;
        let Some(r) = rows.next()? else {
            return Ok(None);
        };
        let text = r.get_ref(1)?.as_bytes().map_err(rusqlite::Error::from)?;
        let pos = r.get(0)?;
        let row = self.readable(r.get(2)?, text);
        Ok(row.map(|row| Projection { n, pos, row }))
    }
    fn numbers(&self, sql: &str, cursor: u64) -> Result<Vec<i64>> {
        let mut ask = self.conn.prepare_cached(sql)?;
        let numbers = ask.query_map([cursor], |r| r.get(0))?;
        Ok(numbers.collect::<Result<_, _>>()?)
    }
    /// Who saw the ticket at the cursor.
    pub fn seen_before(&self, n: i64, cursor: u64) -> Result<Before> {
        let sql = "select before from feed where n = ?1 and pos > ?2 and before is not null order by pos limit 1";
        let found: Option<Option<String>> = self
            .conn
            .prepare_cached(sql)?
            .query_row((n, cursor), |r| r.get(0))
            .optional()?;
        read(found.flatten())
    }
    /// Whether a change after the cursor found the ticket where this says yes.
    pub fn was_since(&self, n: i64, cursor: u64, sees: impl Fn(&ScopeKey) -> bool) -> Result<bool> {
        let sql =
            "select before from feed where n = ?1 and pos > ?2 and before is not null order by pos";
        let mut ask = self.conn.prepare_cached(sql)?;
        let mut rows = ask.query((n, cursor))?;
        while let Some(r) = rows.next()? {
            if let Before::Key(key) = read(r.get(0)?)?
                && sees(&key)
            {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

impl Tx<'_> {
    /// Draws the next position; kept by `add_to_feed`.
    pub fn next_pos(&self) -> Result<u64> {
        Ok(u64::try_from(self.draw("feed")?).unwrap_or(0))
    }
    /// Writes a change into the feed.
    pub fn add_to_feed(&self, pos: u64, n: i64, before: &Before) -> Result<()> {
        let sql = "insert into feed (pos, n, before) values (?1, ?2, ?3)";
        self.conn
            .prepare_cached(sql)?
            .execute((pos, n, write(before)?))?;
        Ok(())
    }
    /// Moves a ticket to a position without a change of its row.
    pub fn move_ticket(&self, n: i64, pos: u64) -> Result<()> {
        self.conn
            .prepare_cached("update ticket set pos = ?2 where n = ?1")?
            .execute((n, pos))?;
        Ok(())
    }
}
