//! Lists, counts and 今日.

use super::super::filter::filter;
use super::super::state::App;
use crate::{Result, clock, show};
use api::{ListTickets, TicketCounts, TicketPage, Today};
use lists::midnight;
use model::person::Person;
use model::row::Row;
use model::scope;

/// One page of tickets.
pub async fn list(app: &App, person: Person, ask: ListTickets) -> Result<TicketPage> {
    let filter = filter(&person, ask)?;
    let page = app
        .store
        .read(move |db| db.with_columns(|snapshot| snapshot.lists().list(&filter)))
        .await?;
    Ok(TicketPage {
        tickets: shown(&person, page.tickets),
        ..page
    })
}

fn shown(person: &Person, rows: Vec<Row>) -> Vec<Row> {
    rows.into_iter().map(|r| show::row(person, r)).collect()
}

/// How many tickets there are per status and per unit.
pub async fn count(app: &App, person: Person) -> Result<TicketCounts> {
    let clauses = scope::clauses(&person);
    app.store
        .read(move |db| {
            db.with_columns(|snapshot| Ok(snapshot.columns().counts(&clauses, clock::now())))
        })
        .await
}

/// What this person should look at today.
pub async fn today(app: &App, person: Person) -> Result<Today> {
    let calendar = &app.store.district().district.rules.calendar;
    let now = clock::now();
    let midnight = midnight(now, calendar.utc_offset_minutes);
    let who = person.clone();
    let today = app
        .store
        .read(move |db| {
            let clauses = scope::clauses(&who);
            db.with_columns(|snapshot| snapshot.lists().today(&who, &clauses, now, midnight))
        })
        .await?;
    Ok(Today {
        due: shown(&person, today.due),
        urgent: shown(&person, today.urgent),
        returned: shown(&person, today.returned),
        ..today
    })
}
