//! The suite over the smallest store there can be: rows and acts in memory.

use lists::suite::{self, Draws, Fate, Held, NOW};
use lists::{Age, Bits, Columns, Entry, Filter, Lists, OwnAct, Source};
use model::row::Row;
use model::scope::Clause;
use model::search::Query;
use model::{Denial, Moment, UserName};
use std::cell::Cell;

/// Rows and acts; the tickets of some row numbers cannot be read.
struct Memory {
    held: Held,
    unreadable: Vec<i64>,
    reads: Cell<usize>,
}

impl Source for Memory {
    type Error = Denial;
    fn narrow(&self, _: &Query, _: bool, _: &mut Bits) -> Result<(), Denial> {
        Ok(())
    }
    fn row(&self, n: i64) -> Result<Option<Row>, Denial> {
        self.reads.set(self.reads.get() + 1);
        let mut rows = self.held.rows.iter();
        let row = rows.find(|(number, _)| *number == n).map(|(_, row)| row);
        Ok(row.filter(|_| !self.unreadable.contains(&n)).cloned())
    }
    fn own_acts(&self, user: &UserName, _: Moment) -> Result<Vec<OwnAct>, Denial> {
        let own = self.held.acts.iter().filter(|(by, _)| by == user);
        Ok(own.map(|(_, act)| *act).collect())
    }
}

impl Memory {
    /// Tickets with gaps between their numbers, as on a device some of whose tickets left.
    fn drawn(tickets: usize, draws: &mut Draws) -> Self {
        let rows = (0..tickets).map(|i| (3 * i as i64 + 1, suite::row(i, draws)));
        let rows: Vec<(i64, Row)> = rows.collect();
        let mut acts = Vec::new();
        for _ in 0..tickets {
            let act = suite::act(tickets, draws);
            if act.fate != Fate::Aside {
                let own = OwnAct {
                    n: rows[act.ticket].0,
                    at: act.at,
                    void: act.fate == Fate::Void,
                };
                acts.push((act.by, own));
            }
        }
        Memory {
            held: Held { rows, acts },
            unreadable: Vec::new(),
            reads: Cell::default(),
        }
    }

    fn columns(&self, age: Age) -> Columns {
        let mut columns = Columns::new(age);
        for (n, row) in &self.held.rows {
            let n = u32::try_from(*n).unwrap();
            columns.put(n, &Entry::of(row));
            row.co_units
                .iter()
                .for_each(|u| columns.join(n, u.as_str()));
        }
        columns
    }
}

#[test]
fn every_question_is_answered_as_a_walk_over_the_rows_would() {
    let mut draws = Draws::new(11);
    for age in [Age::Arrival, Age::Capture] {
        for tickets in [1, 700] {
            let store = Memory::drawn(tickets, &mut draws);
            let columns = store.columns(age);
            let lists = Lists {
                columns: &columns,
                source: &store,
            };
            for _ in 0..60 {
                suite::compare(&lists, &store.held, &mut draws);
            }
        }
    }
}

/// Whatever a store would answer, a search of marks and pictures alone is not a list of everything.
#[test]
fn a_search_for_nothing_that_can_be_found_is_an_empty_page() {
    let mut draws = Draws::new(3);
    let memory = Memory::drawn(40, &mut draws);
    let columns = memory.columns(Age::Arrival);
    let all = memory.held.rows.len() as u64;
    let me = suite::person(&mut draws);
    let lists = Lists {
        columns: &columns,
        source: &memory,
    };
    for (text, total) in [
        ("😀", 0),
        ("！？", 0),
        (" ", all),
        ("\u{200b}", all),
        ("路灯", all),
    ] {
        let ask = api::ListTickets {
            text: Some(text.into()),
            ..api::ListTickets::default()
        };
        let filter = Filter::new(&me, vec![Clause::All], ask, false, NOW).unwrap();
        let page = lists.list(&filter).unwrap();
        assert_eq!(page.total, total, "{text:?}");
    }
}

#[test]
fn a_plain_list_needs_numbers_and_deadlines_only() {
    let mut draws = Draws::new(12);
    let store = Memory::drawn(300, &mut draws);
    let mut columns = Columns::new(Age::Capture);
    for (n, row) in &store.held.rows {
        let rank = model::danger::rank(row.status, row.grade);
        columns.put_due(u32::try_from(*n).unwrap(), Entry::of(row).due, rank);
    }
    let lists = Lists {
        columns: &columns,
        source: &store,
    };
    for _ in 0..20 {
        suite::compare_plain(|f| lists.list(f).unwrap(), &store.held, &mut draws);
    }
}

#[test]
fn columns_forget_what_left_and_take_it_in_again() {
    let mut draws = Draws::new(13);
    let mut store = Memory::drawn(200, &mut draws);
    let mut columns = store.columns(Age::Capture);
    let gone: Vec<(i64, Row)> = store.held.rows.split_off(120);
    columns.retain(&columns.numbered(store.held.rows.iter().map(|(n, _)| *n)));
    let check = |store: &Memory, columns: &Columns, draws: &mut Draws| {
        let lists = Lists {
            columns,
            source: store,
        };
        suite::compare(&lists, &store.held, draws);
    };
    for _ in 0..20 {
        check(&store, &columns, &mut draws);
    }
    for (n, row) in &gone {
        columns.put(u32::try_from(*n).unwrap(), &Entry::of(row));
        for unit in &row.co_units {
            columns.join(u32::try_from(*n).unwrap(), unit.as_str());
        }
    }
    store.held.rows.extend(gone);
    for _ in 0..20 {
        check(&store, &columns, &mut draws);
    }
}

#[test]
fn rows_that_cannot_be_read_leave_full_pages_and_true_totals() {
    let mut draws = Draws::new(14);
    let mut store = Memory::drawn(100, &mut draws);
    let columns = store.columns(Age::Arrival);
    // The order of the list: what is in danger first, the older first.
    let mut order: Vec<_> = store.held.rows.iter().collect();
    order.sort_by_key(|(_, row)| model::danger::rank(row.status, row.grade));
    store.unreadable = order.iter().map(|(n, _)| *n).take(7).collect();
    let read: Vec<_> = order.iter().skip(7).map(|(_, row)| row.clone()).collect();
    let lists = Lists {
        columns: &columns,
        source: &store,
    };
    let me = suite::person(&mut draws);
    let ask = api::ListTickets {
        sort: Some(api::Sort::Oldest),
        limit: Some(10),
        ..api::ListTickets::default()
    };
    let mut filter = Filter::new(&me, vec![Clause::All], ask, false, NOW).unwrap();
    let page = lists.list(&filter).unwrap();
    assert_eq!((page.tickets.len(), page.total), (10, 93));
    assert!(store.reads.get() <= 30, "{} reads", store.reads.get());
    assert_eq!(page.tickets[0], read[0], "the first that can be read");
    filter.ask.after = page.after;
    let next = lists.list(&filter).unwrap();
    assert_eq!(next.tickets.len(), 10);
    assert_eq!(next.tickets[0], read[10]);
}
