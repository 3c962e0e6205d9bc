//! Lists of the canned world: every filter, pages, 今日, and as many rows as the address asks for.

use super::world::World;
use api::*;
use model::hands::{hands, in_hands};
use model::person::Person;
use model::row::Row;
use model::search;
use model::ticket::Ticket;
use model::{Grade, Moment, Status, TicketId};
use std::cmp::Ordering;

/// Rows of 今日 in one list.
const TODAY: usize = 20;

/// What lies over a ticket.
fn overlaid(r: &Row, filter: &ListTickets, now: Moment) -> bool {
    let is = |wanted: Option<bool>, yes: bool| wanted.is_none_or(|wanted| wanted == yes);
    is(filter.open, r.status.is_open())
        && is(filter.alarm, r.alarm)
        && is(filter.asked, r.asked)
        && is(filter.pressed, r.presses > 0)
        && is(filter.bounced, r.returns > 0)
        && is(filter.redone, r.redos > 0)
        && is(filter.hang_late, r.hang_check.is_some_and(|c| c < now))
}

impl World {
    /// Adds rows beyond the canned tickets: copies of them with ids, titles, places and times of their own.
    pub fn fill(&mut self, rows: usize) {
        let seeds = self.rows();
        if seeds.is_empty() {
            return;
        }
        self.bulk = (0..rows)
            .map(|n| {
                let seed = &seeds[n % seeds.len()];
                let shift = |at: Option<Moment>| at.map(|at| at.plus_minutes(-(n as i64 % 40_000)));
                Row {
                    id: bulk_id(n),
                    temp_no: format!("离-7K2A-261122-{:06}", n + 1),
                    title: format!("{} {}", seed.title, n + 1),
                    captured_at: seed.captured_at.plus_minutes(-(n as i64 % 40_000)),
                    received_at: shift(seed.received_at),
                    lon: seed.lon.map(|lon| lon + (n % 997) as f64 * 1e-4),
                    lat: seed.lat.map(|lat| lat + (n % 991) as f64 * 1e-4),
                    ..seed.clone()
                }
            })
            .collect();
    }

    /// The ticket behind a row; rows beyond the canned ones show the ticket they were copied from.
    pub fn behind(&self, id: &TicketId) -> Option<&Ticket> {
        let own = self.tickets.iter().find(|t| t.id == *id);
        own.or_else(|| {
            let n = usize::from_str_radix(id.as_str().strip_prefix(BULK)?, 16).ok()?;
            let row = self.bulk.get(n)?;
            self.tickets
                .iter()
                .find(|t| row.title.starts_with(&t.facts.what.title))
        })
    }

    /// One page.
    pub fn list(&self, filter: &ListTickets) -> TicketPage {
        let own = self.rows();
        let query = search::query(filter.text.as_deref().unwrap_or_default());
        let fits = |r: &&Row| self.fits(r, filter) && (query.is_empty() || said(r, &query));
        let mut rows: Vec<&Row> = own.iter().chain(&self.bulk).filter(fits).collect();
        rows.sort_by(|a, b| order(filter.sort.unwrap_or(Sort::Due), a, b));
        let from: usize = filter
            .after
            .as_ref()
            .and_then(|after| after.parse().ok())
            .unwrap_or(0);
        let from = (from + filter.offset.unwrap_or(0) as usize).min(rows.len());
        let limit = filter.limit.unwrap_or(50).clamp(1, 500) as usize;
        let until = (from + limit).min(rows.len());
        TicketPage {
            total: rows.len() as u64,
            after: (until < rows.len()).then(|| until.to_string()),
            tickets: rows
                .get(from..until)
                .unwrap_or_default()
                .iter()
                .map(|r| (*r).clone())
                .collect(),
        }
    }

    fn fits(&self, r: &Row, filter: &ListTickets) -> bool {
        let late = r.due_at.is_some_and(|due| due < self.now);
        let within = |[west, south, east, north]: [f64; 4]| {
            r.lon.is_some_and(|lon| (west..=east).contains(&lon))
                && r.lat.is_some_and(|lat| (south..=north).contains(&lat))
        };
        filter.status.is_none_or(|s| r.status == s)
            && filter.area.as_ref().is_none_or(|a| a.covers(&r.area_code))
            && filter
                .unit
                .as_ref()
                .is_none_or(|u| r.lead_unit.as_ref() == Some(u))
            && filter.link.is_none_or(|l| r.status.link() == Some(l))
            && filter.grade.is_none_or(|g| r.grade == g)
            && filter.kind.is_none_or(|k| r.kind == k)
            && filter.source.is_none_or(|s| r.source == s)
            && filter
                .category
                .as_ref()
                .is_none_or(|c| r.category.as_str().starts_with(c.as_str()))
            && (filter.grid.is_none() || filter.grid == r.grid)
            && filter
                .mine
                .is_none_or(|mine| (r.created_by == self.me.user) == mine)
            && filter
                .waiting
                .is_none_or(|yes| in_hands(&hands(&self.me), r) == yes)
            && filter.bbox.is_none_or(within)
            && filter
                .since
                .is_none_or(|since| r.received_at.is_some_and(|at| at >= since))
            && filter
                .until
                .is_none_or(|until| r.received_at.is_some_and(|at| at < until))
            && filter.overdue.is_none_or(|o| late == o)
            && overlaid(r, filter, self.now)
    }

    /// 今日.
    pub fn today(&self) -> Today {
        let (me, now): (&Person, Moment) = (&self.me, self.now);
        let hands = hands(me);
        let mut rows = self.rows();
        rows.sort_by(|a, b| order(Sort::Due, a, b));
        let mine: Vec<&Row> = rows.iter().filter(|r| in_hands(&hands, r)).collect();
        let cut = |rows: Vec<&Row>| -> (Vec<Row>, u64) {
            let total = rows.len() as u64;
            (rows.into_iter().take(TODAY).cloned().collect(), total)
        };
        let pick = |fits: &dyn Fn(&Row) -> bool| mine.iter().copied().filter(|r| fits(r)).collect();
        let (due, due_total) = cut(pick(&|r| r.amber_at.or(r.due_at).is_some_and(|a| a <= now)));
        let (urgent, urgent_total) = cut(pick(&|r| r.grade != Grade::Normal));
        let voided = |r: &Row| self.behind(&r.id).is_some_and(super::field::has_void);
        let returned = rows
            .iter()
            .filter(|r| r.created_by == me.user && (r.status == Status::Fixing || voided(r)));
        let (returned, returned_total) = cut(returned.collect());
        let midnight = now.plus_minutes(-12 * 60);
        let captured = rows
            .iter()
            .filter(|r| r.created_by == me.user && r.captured_at >= midnight);
        Today {
            captured: captured.count() as u64,
            due,
            due_total,
            urgent,
            urgent_total,
            returned,
            returned_total,
        }
    }
}

/// How ids of rows beyond the canned tickets begin.
const BULK: &str = "0199a3c4-5b1e-7cc0-9d1f-";

fn bulk_id(n: usize) -> TicketId {
    TicketId::new(format!("{BULK}{n:012x}")).expect("a uuid")
}

fn said(row: &Row, query: &search::Query) -> bool {
    let words = [
        row.title.as_str(),
        row.address.as_deref().unwrap_or_default(),
        &row.temp_no,
        row.ticket_no.as_deref().unwrap_or_default(),
    ]
    .join("\n");
    search::matches(&words, query)
}

fn order(sort: Sort, a: &Row, b: &Row) -> Ordering {
    let due = |r: &Row| (r.due_at.is_none(), r.due_at);
    let first = match sort {
        Sort::Due => due(a).cmp(&due(b)),
        Sort::Newest => b.captured_at.cmp(&a.captured_at),
        Sort::Oldest => a.captured_at.cmp(&b.captured_at),
        Sort::Grade => (a.grade, due(a)).cmp(&(b.grade, due(b))),
    };
    first.then_with(|| a.id.cmp(&b.id))
}
