//! What a sync changed, told in the very transaction that changes it.

use super::round::Round;
use crate::error::Result;
use crate::store::{news, ticket};
use api::Change;
use model::edit::Write;
use model::ticket::Ticket;
use model::{Action, Code, TicketId, UserName};
use rusqlite::Connection;
use std::collections::BTreeMap;
use sync::LooseEdit;

/// What was done last to a ticket, and by whom; neither for what the system did.
pub type Done = (Option<Action>, Option<UserName>);

/// How much had failed before a page or a reply was taken in.
#[derive(Debug, Clone, Copy)]
pub struct Mark {
    void: usize,
    refused: usize,
}

/// The last thing people did among edits that came; what the pool alone wrote is nobody's.
pub fn last_of(edits: &[LooseEdit]) -> Done {
    let by_people = edits.iter().rev().filter_map(|loose| loose.edit.as_ref());
    for edit in by_people {
        match &edit.write {
            Write::Rule(_) => {}
            Write::Act { act, .. } => return (Some(act.action()), Some(edit.by.clone())),
            _ => return (None, Some(edit.by.clone())),
        }
    }
    (None, None)
}

/// The last act in a whole ticket.
pub fn last_in(read: &Ticket) -> Done {
    let last = read.log.last();
    (
        last.map(|event| event.act.action()),
        last.and_then(|event| event.by.clone()),
    )
}

impl Round<'_> {
    /// Remembers how much had failed so far.
    pub fn mark(&self) -> Mark {
        Mark {
            void: self.report.void.len(),
            refused: self.report.refused.len(),
        }
    }

    /// Tells what changed since the mark, own work that did not come about included. A first pull brings everything: that
    /// is no news of each ticket, only a count.
    pub fn tell(
        &mut self,
        conn: &Connection,
        changed: &BTreeMap<TicketId, Done>,
        since: Mark,
    ) -> Result<()> {
        let void = self.report.void[since.void..].iter();
        let refused = self.report.refused[since.refused..].iter();
        let failed: BTreeMap<TicketId, Code> = void
            .map(|v| (v.id.clone(), v.code))
            .chain(refused.map(|r| (r.id.clone(), r.code)))
            .collect();
        let told = changed.iter().filter(|_| !self.first);
        if changed.is_empty() && failed.is_empty() {
            return Ok(());
        }
        let no = news::keep(conn, self.news, self.app.now(), &self.report)?;
        self.news = Some(no);
        for (id, (action, by)) in told {
            self.add(conn, no, id, *action, by.clone(), failed.get(id).copied())?;
        }
        for (id, code) in &failed {
            if self.first || !changed.contains_key(id) {
                self.add(conn, no, id, None, None, Some(*code))?;
            }
        }
        Ok(())
    }

    fn add(
        &self,
        conn: &Connection,
        no: news::No,
        id: &TicketId,
        action: Option<Action>,
        by: Option<UserName>,
        code: Option<Code>,
    ) -> Result<()> {
        let Some(at) = ticket::find(conn, id)? else {
            return Ok(());
        };
        let row = ticket::row(conn, at)?;
        let change = Change {
            id: row.id,
            title: row.title,
            status: row.status,
            action,
            by,
            code,
        };
        news::add(conn, no, &change)
    }

    /// Writes down the counts of a sync that changed something, at its end.
    pub fn close_news(&mut self) -> Result<()> {
        let report = &self.report;
        let quiet = report.pushed == 0
            && report.pulled == 0
            && report.photos_sent == 0
            && report.void.is_empty()
            && report.refused.is_empty();
        if quiet {
            return Ok(());
        }
        let (now, before) = (self.app.now(), self.news);
        let report = self.counted();
        let no = self
            .session
            .store
            .write(|tx| news::keep(tx, before, now, &report))?;
        self.news = Some(no);
        Ok(())
    }
}
