//! Every guard is tripped on every row that has it, with its code, and the ticket stays as it was.

use crate::trips::{Trip, trips};
use model::act::Action;
use model::transition::{Guard, TABLE};
use std::collections::BTreeSet;
use testkit::ground::World;

/// The world in which the guard trips.
pub fn ready(trip: &mut Trip) -> World {
    let mut w = World::at(trip.from);
    w.walk(std::mem::take(&mut trip.before));
    w.wait(1);
    (trip.so)(&mut w);
    w
}

#[test]
fn every_guard_of_every_row_trips_with_its_code() {
    let mut seen: BTreeSet<(Action, Guard)> = BTreeSet::new();
    for mut trip in trips() {
        let (w, action) = (ready(&mut trip), trip.action);
        let line = TABLE.iter().find(|r| r.action == action).unwrap();
        assert!(
            line.guards.contains(&trip.guard),
            "{action} has no guard {}",
            trip.guard
        );
        let act = w.varied(action, trip.fields);
        let got = w.judge(trip.who.as_ref(), &act, w.state.round);
        let got = got.expect_err(&format!("{action}: {} does not trip", trip.guard));
        assert_eq!(got.code, trip.code, "{action}: {}", trip.guard);
        assert!(!got.sentence().contains('{'), "{}", got.sentence());
        assert_eq!(
            w.ticket.state().status,
            World::at(trip.from).ticket.state().status
        );
        seen.insert((action, trip.guard));
    }
    for line in TABLE {
        for guard in line.guards {
            assert!(
                seen.contains(&(line.action, *guard)),
                "nothing trips {guard} of {}",
                line.action
            );
        }
    }
    let used: BTreeSet<Guard> = TABLE.iter().flat_map(|r| r.guards).copied().collect();
    assert_eq!(used.len(), Guard::ALL.len(), "every guard is used");
    println!(
        "{} cases trip {} guards on {} rows",
        trips().len(),
        used.len(),
        seen.len()
    );
}
