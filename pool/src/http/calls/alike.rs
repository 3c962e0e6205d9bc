//! Beside 接单 and 派单: tickets that may be the same matter, and the units to send one to.

use super::super::state::App;
use crate::store::{Candidate, Db, Search, Snapshot};
use crate::{Result, clock, show};
use api::{Alike, Alikes, SuggestReason, Suggestion, Suggestions};
use model::alike::{likeness, own_words};
use model::district::District;
use model::person::Person;
use model::{CategoryCode, Code, TicketId, UnitCode, scope};
use std::collections::BTreeMap;

const ALIKES_MAX: usize = 10;
/// Where no distance is known, so much of the text must be common.
const PERCENT_MIN: u8 = 30;
const UNITS_MAX: usize = 5;
const LATELY_MINUTES: i64 = 90 * 24 * 60;
const DAY_MILLIS: u64 = 24 * 60 * 60 * 1000;

/// Tickets that may be the same matter as this one, among those the person sees.
pub async fn find_alike(app: &App, person: Person, id: TicketId) -> Result<Alikes> {
    let district = app.store.district();
    let hidden = show::masked(&person);
    let alike = app
        .store
        .read(move |db| db.with_columns(|s| alikes(&s, &district.district, &person, &id, hidden)))
        .await?;
    Ok(Alikes { alike })
}

fn alikes(
    snapshot: &Snapshot,
    district: &District,
    person: &Person,
    id: &TicketId,
    hidden: bool,
) -> Result<Vec<Alike>> {
    let place = seen(snapshot, person, id)?;
    let reach = &district.rules.alike;
    let search = Search {
        n: place.n,
        row: &place.row,
        categories: categories(district, &place.row.category),
        metres: reach.metres,
        days: reach.days,
        clauses: &scope::clauses(person),
    };
    let text = own_words(&snapshot.said_in(place.n)?, &place.row, district);
    let mut all: Vec<Alike> = Vec::new();
    for Candidate {
        row,
        metres,
        text: other,
    } in snapshot.candidates_near(&search)?
    {
        let percent = likeness(&text, &own_words(&other, &row, district));
        if metres.is_none() && percent < PERCENT_MIN {
            continue;
        }
        let at = |row: &model::row::Row| row.received_at.unwrap_or(row.captured_at);
        let apart = at(&row).since(at(&place.row)).unsigned_abs();
        all.push(Alike {
            // A distance would tell a place that this person sees masked.
            metres: metres.filter(|_| !hidden).map(|m| m.round() as u32),
            days: u32::try_from(apart / DAY_MILLIS).unwrap_or(u32::MAX),
            percent,
            row: show::row(person, row),
        });
    }
    all.sort_by_key(|a| {
        let far = a.metres.unwrap_or(u32::MAX);
        (std::cmp::Reverse(a.percent), far, a.days, a.row.id.clone())
    });
    all.truncate(ALIKES_MAX);
    Ok(all)
}

fn seen(db: &Db, person: &Person, id: &TicketId) -> Result<crate::store::Projection> {
    db.ticket(id)?
        .filter(|place| scope::sees(person, &place.scope()))
        .ok_or_else(|| Code::NotFound.into())
}

/// The second level, and tickets known by their first level only; before 接单 the first level with all below it.
fn categories(district: &District, category: &CategoryCode) -> Vec<String> {
    let first = category.at_level(1);
    let mut codes = vec![first.to_string()];
    if category.level() > 1 {
        codes.push(category.at_level(2).to_string());
    } else {
        let below = district.categories.iter().map(|c| &c.code);
        let below = below.filter(|c| c.level() == 2 && c.at_level(1) == first);
        codes.extend(below.map(ToString::to_string));
    }
    codes
}

/// Units that could lead this ticket: the dispatch list's, the town's, and those that led its like lately.
pub async fn suggest_units(app: &App, person: Person, id: TicketId) -> Result<Suggestions> {
    let district = app.store.district();
    let units = app
        .store
        .read(move |db| {
            db.with_columns(|snapshot| {
                let row = seen(&snapshot, &person, &id)?.row;
                let since = clock::now().plus_minutes(-LATELY_MINUTES);
                let lately = snapshot.led_lately(&row.category, since, &scope::clauses(&person));
                Ok(suggested(&district.district, &row, &lately))
            })
        })
        .await?;
    Ok(Suggestions { units })
}

fn suggested(
    district: &District,
    row: &model::row::Row,
    lately: &[(UnitCode, u64)],
) -> Vec<Suggestion> {
    let counts: BTreeMap<&UnitCode, u64> = lately.iter().map(|(u, n)| (u, *n)).collect();
    let town = district.town_unit(&row.area_code).map(|u| &u.code);
    let listed = district
        .suggested_unit(&row.category, &row.area_code)
        .map(|u| &u.code)
        .filter(|u| Some(*u) != town);
    let by_list = listed.map(|u| (u, SuggestReason::Catalogue));
    let by_town = town.map(|u| (u, SuggestReason::Town));
    let by_history = lately.iter().map(|(u, _)| (u, SuggestReason::History));
    let mut units: Vec<Suggestion> = Vec::new();
    for (unit, reason) in by_list.into_iter().chain(by_town).chain(by_history) {
        let known = units.iter().any(|s| s.unit == *unit);
        if !known && district.unit(unit).is_some() && units.len() < UNITS_MAX {
            units.push(Suggestion {
                unit: unit.clone(),
                reason,
                recent: counts.get(unit).copied().unwrap_or(0),
            });
        }
    }
    units
}
