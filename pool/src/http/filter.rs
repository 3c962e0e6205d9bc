//! A filter of tickets as it is asked for: checked here, for lists, views and exports alike.

use crate::store::Filter;
use crate::{clock, show};
use api::ListTickets;
use model::hands::hands;
use model::person::Person;
use model::{Code, Denial, geo, scope, text};

const TEXT_MAX: usize = 100;
const GRID_MAX: usize = 40;

/// What was asked for, checked, inside what the person sees.
pub fn filter(person: &Person, ask: ListTickets, limit: u32) -> Result<Filter, Denial> {
    let masked = show::masked(person);
    check(&ask, masked)?;
    Ok(Filter {
        clauses: scope::clauses(person),
        user: person.user.clone(),
        hands: hands(person),
        ask,
        limit,
        now: clock::now(),
        masked,
    })
}

/// Refuses a filter that nothing could mean.
pub fn check(ask: &ListTickets, masked: bool) -> Result<(), Denial> {
    if let Some(words) = &ask.text {
        text::check("text", words, 0, TEXT_MAX)?;
    }
    if let Some(grid) = &ask.grid {
        text::check("grid", grid, 1, GRID_MAX)?;
    }
    if let Some([west, south, east, north]) = ask.bbox {
        if masked {
            return Err(wrong("bbox", "您的岗位看不到具体位置，不能按位置筛选"));
        }
        if !geo::in_world(west, south) || !geo::in_world(east, north) {
            return Err(Code::PlaceOutOfWorld.into());
        }
        if west > east || south > north {
            return Err(wrong("bbox", "须依次是西、南、东、北"));
        }
    }
    if ask.since.zip(ask.until).is_some_and(|(s, u)| s >= u) {
        return Err(wrong("until", "结束时间须晚于开始时间"));
    }
    Ok(())
}

/// A field that holds what it cannot mean.
pub fn wrong(field: &str, detail: impl ToString) -> Denial {
    Denial::new(Code::FieldType)
        .with("field", field)
        .with("detail", detail)
}
