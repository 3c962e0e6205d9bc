//! The questions that every store must answer alike: tickets, acts and questions drawn by a seed, and the answers a walk over
//! all rows gives, which shares no code with the columns. Only ever used by tests.

mod questions;
mod tickets;
mod walk;

pub use questions::{clauses, hands_of, person, question};
pub use testkit::Draws;
pub use tickets::{Act, Fate, NOW, act, id, row};

use crate::{Filter, Lists, OwnAct, Source, midnight};
use api::TicketPage;
use model::UserName;
use model::row::Row;
use std::fmt::Debug;
use walk::Walk;

/// Everything one view of a store holds, read by the test itself and not through what is tested.
pub struct Held {
    /// Tickets by row number, in their order.
    pub rows: Vec<(i64, Row)>,
    /// Every act with its author, per ticket in their order.
    pub acts: Vec<(UserName, OwnAct)>,
}

/// Asks a store for a list with all its pages, counts, boards and 今日 of somebody drawn, and holds every answer against a
/// walk. Panics where they differ.
pub fn compare<S: Source<Error: Debug>>(lists: &Lists<S>, held: &Held, draws: &mut Draws) {
    let (ways, me) = (clauses(draws), person(draws));
    let walk = Walk::new(lists.columns.age(), held, &ways);
    let mut filter = Filter {
        hands: hands_of(draws),
        limit: 1 + draws.below(200) as u32,
        ..filter(&me, &ways, draws)
    };
    compare_pages(|filter| lists.list(filter).unwrap(), &walk, &mut filter);

    let counts = lists.columns.counts(&ways, NOW);
    assert_eq!(counts, walk.counts(), "{ways:?}");
    assert_eq!(lists.columns.boards(&ways, NOW), walk.boards(), "{ways:?}");
    let begun = midnight(NOW, 480);
    let today = lists.today(&me, &ways, NOW, begun).unwrap();
    assert_eq!(today, walk.today(&me, begun), "{me:?} {ways:?}");
}

/// The same of one list that asks for nothing but a page by deadline.
pub fn compare_plain(list: impl Fn(&Filter) -> TicketPage, held: &Held, draws: &mut Draws) {
    let (ways, me) = ([model::scope::Clause::All], person(draws));
    let mut filter = filter(&me, &ways, draws);
    filter.ask = api::ListTickets::default();
    filter.limit = 1 + draws.below(200) as u32;
    assert!(filter.is_plain());
    let walk = Walk::new(crate::Age::Arrival, held, &ways);
    compare_pages(list, &walk, &mut filter);
}

fn filter(me: &model::person::Person, ways: &[model::scope::Clause], draws: &mut Draws) -> Filter {
    Filter::new(me, ways.to_vec(), question(draws), false, NOW).unwrap()
}

fn compare_pages(list: impl Fn(&Filter) -> TicketPage, walk: &Walk, filter: &mut Filter) {
    let want = walk.list(filter);
    let mut found = Vec::new();
    loop {
        let page = list(filter);
        assert_eq!(page.total, want.len() as u64, "{filter:?}");
        found.extend(page.tickets);
        filter.ask.after = page.after;
        if filter.ask.after.is_none() {
            break;
        }
    }
    assert_eq!(found.iter().collect::<Vec<_>>(), want, "{filter:?}");
}
