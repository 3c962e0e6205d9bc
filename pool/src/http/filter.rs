//! A filter of tickets as it is asked for, for lists and exports alike.

use crate::{clock, show};
use api::ListTickets;
use lists::Filter;
use model::person::Person;
use model::{Denial, scope};

/// What was asked for, checked, inside what the person sees.
pub fn filter(person: &Person, ask: ListTickets) -> Result<Filter, Denial> {
    let masked = show::masked(person);
    Filter::new(person, scope::clauses(person), ask, masked, clock::now())
}
