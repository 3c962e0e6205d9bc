//! Many tickets at once, for benches: everything that lists, searches, counts and scores read, kept by the functions that
//! keep every ticket. What they do not read (documents, edits, the feed) is left out; a test compares the two ways.

use super::{Db, Store, Tx};
use crate::Result;
use model::Moment;
use model::district::District;
use model::effect::State;
use model::row::Row;
use model::score::ledger::account;
use model::ticket::Ticket;
use std::sync::Arc;

/// A folder being filled: its indexes are made again at the end, which is much faster than keeping them.
pub struct Filling {
    store: Arc<Store>,
    indexes: Vec<String>,
}

impl Filling {
    /// Begins; nobody else may use the folder until `finish`.
    pub fn begin(store: &Arc<Store>) -> Result<Self> {
        let indexes = store.write_now(|tx| tx.drop_indexes())?;
        Ok(Filling {
            store: store.clone(),
            indexes,
        })
    }
    /// Adds tickets in one transaction.
    pub fn add(&self, tickets: Vec<(Ticket, State)>) -> Result<()> {
        let (file, now) = (self.store.district(), crate::clock::now());
        self.store.write_now(move |tx| {
            let mut tickets = tickets.iter();
            tickets
                .try_for_each(|(ticket, state)| tx.add_bare(ticket, state, (&file.district, now)))
        })
    }
    /// Makes the indexes again.
    pub fn finish(self) -> Result<()> {
        for sql in self.indexes {
            self.store
                .write_now(move |tx| Ok(tx.conn.execute_batch(&sql)?))?;
        }
        // Statistics as the usual closing takes them.
        self.store
            .write_now(|tx| Ok(tx.conn.execute_batch("pragma optimize")?))
    }
}

impl Tx<'_> {
    fn add_bare(
        &self,
        ticket: &Ticket,
        state: &State,
        (district, now): (&District, Moment),
    ) -> Result<()> {
        let row = Row::of(ticket, state);
        let n = self.add_ticket(ticket, &row, self.next_pos()?)?;
        let account = account(ticket, district, now);
        self.keep_instances(n, &account.lines)?;
        // Nothing is to be done with these by the clock: they have no document.
        self.mark(n, state.rule.as_deref(), None)
    }

    /// Drops every index that was made by a statement, and says the statements.
    fn drop_indexes(&self) -> Result<Vec<String>> {
        let found = self.statements()?;
        for (name, _) in &found {
            self.conn.execute_batch(&format!("drop index {name}"))?;
        }
        Ok(found.into_iter().map(|(_, sql)| sql).collect())
    }
}

impl Db {
    /// Name and statement of each index of tickets and instances, in their order.
    pub(super) fn statements(&self) -> Result<Vec<(String, String)>> {
        let sql = "select name, sql from sqlite_schema
            where type = 'index' and sql is not null and tbl_name in ('ticket', 'instance', 'co_unit') order by rowid";
        let mut ask = self.conn.prepare(sql)?;
        let found = ask.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?;
        Ok(found.collect::<Result<_, _>>()?)
    }
}
