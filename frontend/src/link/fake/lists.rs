//! Lists of the canned world, answered by the room of lists; and as many rows as the address asks for.

use super::world::World;
use api::*;
use lists::{Age, Bits, Columns, Entry, Filter, Lists, OwnAct, Source, midnight};
use model::row::Row;
use model::scope::Clause;
use model::search::{self, Query};
use model::ticket::Ticket;
use model::{Denial, Moment, TicketId, UserName};

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

    /// Asks the room of lists.
    pub fn ask<T>(&self, question: impl FnOnce(&Lists<Rows>) -> T) -> T {
        let rows = Rows {
            world: self,
            own: self.rows(),
        };
        let mut columns = Columns::new(Age::Capture);
        for (n, row) in rows.all() {
            columns.put(n, &Entry::of(row));
            for unit in &row.co_units {
                columns.join(n, unit.as_str());
            }
        }
        question(&Lists {
            columns: &columns,
            source: &rows,
        })
    }

    /// One page.
    pub fn list(&self, ask: ListTickets) -> Result<TicketPage, ApiError> {
        let filter = Filter::new(&self.me, vec![Clause::All], ask, false, self.now)?;
        Ok(self.ask(|lists| lists.list(&filter))?)
    }

    /// 今日.
    pub fn today(&self) -> Result<Today, ApiError> {
        let offset = self.district.rules.calendar.utc_offset_minutes;
        let midnight = midnight(self.now, offset);
        let all = [Clause::All];
        Ok(self.ask(|lists| lists.today(&self.me, &all, self.now, midnight))?)
    }
}

/// The rows a person sees, those beyond the canned tickets first.
pub struct Rows<'a> {
    world: &'a World,
    own: Vec<Row>,
}

impl Rows<'_> {
    fn all(&self) -> impl Iterator<Item = (u32, &Row)> {
        (1..).zip(self.world.bulk.iter().chain(&self.own))
    }
}

impl Source for Rows<'_> {
    type Error = Denial;

    fn narrow(&self, query: &Query, _: bool, bits: &mut Bits) -> Result<(), Denial> {
        let mut found = Bits::default();
        for (n, _) in self.all().filter(|(_, row)| said(row, query)) {
            found.put(n as usize - 1);
        }
        bits.and(&found);
        Ok(())
    }

    fn row(&self, n: i64) -> Result<Option<Row>, Denial> {
        let (at, bulk) = (n as usize - 1, &self.world.bulk);
        let row = bulk.get(at).or_else(|| self.own.get(at - bulk.len()));
        Ok(row.cloned())
    }

    fn own_acts(&self, user: &UserName, _: Moment) -> Result<Vec<OwnAct>, Denial> {
        let mut acts = Vec::new();
        for (n, row) in self.all().skip(self.world.bulk.len()) {
            let log = self.world.behind(&row.id).map(|t| t.log.as_slice());
            let own = log
                .unwrap_or_default()
                .iter()
                .filter(|e| e.by.as_ref() == Some(user));
            acts.extend(own.map(|event| OwnAct {
                n: n.into(),
                at: event.at,
                void: super::field::void_code(event).is_some(),
            }));
        }
        Ok(acts)
    }
}

/// How ids of rows beyond the canned tickets begin.
const BULK: &str = "0199a3c4-5b1e-7cc0-9d1f-";

fn bulk_id(n: usize) -> TicketId {
    TicketId::new(format!("{BULK}{n:012x}")).expect("a uuid")
}

fn said(row: &Row, query: &Query) -> bool {
    let words = [
        row.title.as_str(),
        row.address.as_deref().unwrap_or_default(),
        &row.temp_no,
        row.ticket_no.as_deref().unwrap_or_default(),
    ]
    .join("\n");
    search::matches(&words, query)
}
