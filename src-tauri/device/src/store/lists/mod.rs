//! Lists: the columns of the shared room, brought up to one picture of the store, and what is read beside them. An officer's
//! device holds what its officer sees, so that a list shows all of it.

mod load;
#[cfg(test)]
mod tests;

pub use load::Index;

use super::{Db, Store};
use crate::error::{Error, Result};
use ::lists::{Bits, Filter, Lists, OwnAct, Source};
use api::TicketPage;
use model::row::Row;
use model::search::{self, Query};
use model::{Moment, UserName};
use rusqlite::params;

/// A picture of the store whose columns are exactly as far.
pub struct View<'a> {
    db: &'a Db<'a>,
    /// Where a row that does not read is noted; none for a picture that may be older than what the index holds.
    index: Option<&'a Index>,
}

impl Store {
    /// Runs questions about many tickets on one picture of them.
    pub fn with_columns<T>(&self, work: impl FnOnce(&Lists<View>) -> Result<T>) -> Result<T> {
        let mut work = Some(work);
        // Most often at once; again when another reader, with a newer picture, has moved the columns beyond this one.
        loop {
            let done = self.read(|db| {
                let Some(loaded) = self.index.up_to(db)? else {
                    return Ok(None);
                };
                let view = View {
                    db,
                    index: Some(&self.index),
                };
                let lists = Lists {
                    columns: &loaded.columns,
                    source: &view,
                };
                work.take().map(|work| work(&lists)).transpose()
            })?;
            if let Some(done) = done {
                return Ok(done);
            }
        }
    }

    /// One page. A cold start's first page by deadline needs deadlines only: nobody waits for the other columns.
    pub fn list(&self, filter: &Filter) -> Result<TicketPage> {
        if !filter.is_plain() || self.index.is_loaded() {
            return self.with_columns(|lists| lists.list(filter));
        }
        self.read(|db| {
            let source = &View { db, index: None };
            let columns = &load::deadlines(db)?;
            Lists { columns, source }.list(filter)
        })
    }
}

impl Source for View<'_> {
    type Error = Error;

    fn narrow(&self, query: &Query, _masked: bool, bits: &mut Bits) -> Result<()> {
        let mut ask = self.db.prepare_cached("select no, words from ticket")?;
        let mut rows = ask.query([])?;
        let mut found = Bits::default();
        while let Some(row) = rows.next()? {
            let at = row.get::<_, u32>(0)? as usize - 1;
            let words = row.get_ref(1)?.as_str();
            if bits.has(at) && words.is_ok_and(|words| search::matches(words, query)) {
                found.put(at);
            }
        }
        bits.and(&found);
        Ok(())
    }

    fn row(&self, n: i64) -> Result<Option<Row>> {
        let sql = "select id, row from ticket where no = ?";
        let mut ask = self.db.prepare_cached(sql)?;
        let (id, text): (String, Option<String>) =
            ask.query_row([n], |r| Ok((r.get(0)?, r.get(1).ok())))?;
        let row = text.and_then(|text| serde_json::from_str(&text).ok());
        if row.is_none() {
            load::warn_unreadable(&id);
            self.index.iter().for_each(|index| index.put_aside(n));
        }
        Ok(row)
    }

    fn own_acts(&self, user: &UserName, since: Moment) -> Result<Vec<OwnAct>> {
        // `state > 2` is what the index of denied edits says; facts and photos that are not taken have another state.
        let sql = "select ticket, at, state = 3 from edit
            where ticket in (select ticket from edit where state > 2 and state = 3 and author = ?1 and at >= ?2)
            and author = ?1 and state <= 3 and write like '{\"act\":%' order by ticket, no";
        let mut ask = self.db.prepare_cached(sql)?;
        let acts = ask.query_map(params![user.as_str(), since.0], |r| {
            Ok(OwnAct {
                n: r.get(0)?,
                at: Moment(r.get(1)?),
                void: r.get(2)?,
            })
        })?;
        Ok(acts.collect::<rusqlite::Result<_>>()?)
    }
}
