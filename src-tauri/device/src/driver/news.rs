//! What a sync changed, kept for its report in the very transaction that changes it.

use super::findings::{Findings, LastDone};
use crate::error::Result;
use crate::store::news::{self, NewsRowId};
use crate::store::{Tx, ticket};
use api::{Change, SyncReport};
use model::{Code, Moment, TicketId};

/// What a sync will report of itself.
pub struct Record {
    pub report: SyncReport,
    /// It began with nothing: all it brings is new.
    pub first: bool,
    /// Where its news lie, once it has any.
    news: Option<NewsRowId>,
}

impl Record {
    /// Begins with nothing done.
    pub fn begin(first: bool) -> Self {
        Record {
            report: SyncReport {
                pushed: 0,
                pulled: 0,
                photos_sent: 0,
                refused: Vec::new(),
                void: Vec::new(),
                requests: 0,
                bytes_up: 0,
                bytes_down: 0,
            },
            first,
            news: None,
        }
    }

    /// Counts what is on disk now.
    pub fn count(&mut self, found: &Findings, news: Option<NewsRowId>) {
        self.report = self.report_with(found);
        self.news = news;
    }

    fn report_with(&self, found: &Findings) -> SyncReport {
        let mut report = self.report.clone();
        report.pushed += found.answered;
        report.pulled += found.changed.len() as u64;
        report.void.extend(found.void.iter().cloned());
        report.refused.extend(found.refused.iter().cloned());
        report
    }

    /// Keeps what one answer changed, own work that failed included; where the news lie now. A first pull brings
    /// everything: that is no news of each ticket, only a count.
    pub fn keep(&self, tx: &Tx, found: &Findings, now: Moment) -> Result<Option<NewsRowId>> {
        let failed = found.failed();
        if found.changed.is_empty() && failed.is_empty() {
            return Ok(self.news);
        }
        let row = news::keep(tx, self.news, now, &self.report_with(found))?;
        if !self.first {
            for (id, done) in &found.changed {
                add(tx, row, id, done, failed.get(id).copied())?;
            }
        }
        for (id, code) in failed {
            if self.first || !found.changed.contains_key(id) {
                add(tx, row, id, &(None, None), Some(code))?;
            }
        }
        Ok(Some(row))
    }

    /// Keeps the counts of a sync that changed something, at its end.
    pub fn close(&self, tx: &Tx, report: &SyncReport, now: Moment) -> Result<()> {
        news::keep(tx, self.news, now, report)?;
        Ok(())
    }

    /// Whether nothing has changed either way.
    pub fn is_quiet(&self) -> bool {
        let report = &self.report;
        report.pushed == 0
            && report.pulled == 0
            && report.photos_sent == 0
            && report.void.is_empty()
            && report.refused.is_empty()
    }
}

fn add(
    tx: &Tx,
    row: NewsRowId,
    id: &TicketId,
    (action, by): &LastDone,
    code: Option<Code>,
) -> Result<()> {
    let Some(at) = ticket::find(tx, id)? else {
        return Ok(());
    };
    let shown = ticket::brief(tx, at)?;
    let Some(status) = shown.status else {
        return Ok(());
    };
    let change = Change {
        id: shown.id,
        title: shown.title,
        status,
        action: *action,
        by: by.clone(),
        code,
    };
    news::add(tx, row, &change)
}
