//! A page of a list, and what else is read beside the columns.

use crate::{Age, Bits, Columns, Filter, Key, cursor, number, page};
use api::{Sort, TicketPage};
use model::row::Row;
use model::search::Query;
use model::{Denial, Moment, UserName};

/// What a store reads beside its columns, on the same view.
pub trait Source {
    /// Why it could not.
    type Error: From<Denial>;
    /// Keeps those whose words the query finds; with `masked` no word of an address counts that the mask hides.
    fn narrow(&self, query: &Query, masked: bool, bits: &mut Bits) -> Result<(), Self::Error>;
    /// The row with a number; none when what was stored is in a form that this version cannot read. Such a row is set
    /// aside: the store writes its id to the log, and lists and counts go on without it.
    fn row(&self, n: i64) -> Result<Option<Row>, Self::Error>;
    /// A person's acts on every ticket on which one of them did not count since a moment, per ticket in their order.
    fn own_acts(&self, user: &UserName, since: Moment) -> Result<Vec<OwnAct>, Self::Error>;
}

/// An act of a person's own on a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OwnAct {
    /// The ticket's row number.
    pub n: i64,
    /// When, by the author's clock.
    pub at: Moment,
    /// 未生效: it did not count. Otherwise it counts, or waits for its ruling.
    pub void: bool,
}

/// Columns and what is read beside them: one unchanging view of all tickets.
pub struct Lists<'a, S> {
    /// The columns, exactly as far as the view.
    pub columns: &'a Columns,
    /// The view.
    pub source: &'a S,
}

/// Rows that were asked for.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// The rows, in order.
    pub rows: Vec<Row>,
    pub last: Option<Key>,
    /// Whether more follow.
    pub more: bool,
    /// All that match.
    pub total: u64,
}

/// A part of an order.
struct Part {
    sort: Sort,
    after: Option<Key>,
    skip: usize,
    take: usize,
}

impl<S: Source> Lists<'_, S> {
    /// The tickets that match, a page at a time. `CursorInvalid` for a cursor of another order.
    pub fn list(&self, filter: &Filter) -> Result<TicketPage, S::Error> {
        let sort = filter.sort();
        let after = filter.ask.after.as_deref();
        let part = Part {
            sort,
            after: after.map(|after| cursor::read(sort, after)).transpose()?,
            skip: filter.ask.offset.unwrap_or(0) as usize,
            take: filter.limit as usize,
        };
        let found = self.read(self.matching(filter)?, &part)?;
        let last = found.last.filter(|_| found.more);
        Ok(TicketPage {
            tickets: found.rows,
            after: last.map(|key| cursor::write(sort, &key)),
            total: found.total,
        })
    }

    /// Row numbers of the tickets that match, in order, and how many there are; none when they are more than `max`.
    pub fn numbers(&self, filter: &Filter, max: u32) -> Result<(Vec<i64>, u64), S::Error> {
        let bits = self.matching(filter)?;
        let total = bits.count();
        if total > u64::from(max) {
            return Ok((Vec::new(), total));
        }
        let skip = filter.ask.offset.unwrap_or(0) as usize;
        let key = |at| self.columns.key(filter.sort(), at);
        let found = page(&bits, key, None, skip, max as usize);
        Ok((found.iter().map(|(_, at)| number(*at)).collect(), total))
    }

    /// The first of these by an order, and how many there are.
    pub(crate) fn first(
        &self,
        bits: Bits,
        sort: Sort,
        take: usize,
    ) -> Result<(Vec<Row>, u64), S::Error> {
        let part = Part {
            sort,
            after: None,
            skip: 0,
            take,
        };
        let found = self.read(bits, &part)?;
        Ok((found.rows, found.total))
    }

    fn matching(&self, filter: &Filter) -> Result<Bits, S::Error> {
        let mut bits = self.columns.matching(filter);
        if let Some(query) = filter.query() {
            // No store is asked for what none has in its index.
            if query.finds_nothing() {
                return Ok(Bits::default());
            }
            self.source.narrow(&query, filter.masked, &mut bits)?;
        }
        Ok(bits)
    }

    /// Reads a part of these. Rows that cannot be read count nowhere: without them the page is made again.
    fn read(&self, mut bits: Bits, part: &Part) -> Result<Found, S::Error> {
        loop {
            let key = |at| self.columns.key(part.sort, at);
            let mut found = page(&bits, key, part.after, part.skip, part.take + 1);
            let more = found.len() > part.take;
            found.truncate(part.take);
            let (mut rows, mut whole) = (Vec::with_capacity(found.len()), true);
            for (_, at) in &found {
                match self.source.row(number(*at))? {
                    Some(row) => rows.push(row),
                    None => {
                        bits.remove(*at);
                        whole = false;
                    }
                }
            }
            if whole {
                return Ok(Found {
                    rows,
                    last: found.last().map(|(key, _)| *key),
                    more,
                    total: bits.count(),
                });
            }
        }
    }
}

impl Columns {
    /// What a ticket is ordered by: 突发 and 紧急 that nobody took on first, whatever the order.
    fn key(&self, sort: Sort, at: usize) -> Key {
        let (n, rank) = (number(at), i64::from(self.rank[at]));
        match (sort, self.age) {
            (Sort::Due, _) => [rank, self.due[at], n],
            (Sort::Newest, Age::Arrival) => [rank, -n, 0],
            (Sort::Oldest, Age::Arrival) => [rank, n, 0],
            (Sort::Newest, Age::Capture) => [rank, -self.captured[at], n],
            (Sort::Oldest, Age::Capture) => [rank, self.captured[at], n],
            // One number for both, the rank first.
            (Sort::Grade, _) => [rank << 8 | i64::from(self.grade[at]), self.due[at], n],
        }
    }
}
