//! What those who look after the whole ask: how a deadline came about, boards, the duty roster.

use super::super::state::App;
use crate::{Result, clock};
use api::{Boards, Duty, WhyDue};
use model::person::Person;
use model::why::{Why, why_due};
use model::{Code, scope};

/// How a deadline of a ticket this person sees came about.
pub async fn why(app: &App, person: Person, ask: WhyDue) -> Result<Why> {
    let district = app.store.district();
    app.store
        .read(move |db| {
            db.with_snapshot(|db| {
                let place = db.ticket(&ask.id)?.ok_or(Code::NotFound)?;
                if !scope::sees(&person, &place.scope()) {
                    return Err(Code::NotFound.into());
                }
                let clock = ask.clock.or(place.row.clock).ok_or(Code::ClockNone)?;
                let ticket = db.document(place.n)?.document()?.read()?;
                let why = why_due(&ticket, &district.district, clock);
                Ok(why.ok_or(Code::ClockNone)?)
            })
        })
        .await
}

/// Open tickets of this person's scope by unit, link and grade.
pub async fn boards(app: &App, person: Person) -> Result<Boards> {
    let clauses = scope::clauses(&person);
    app.store
        .read(move |db| {
            db.with_columns(|snapshot| Ok(snapshot.columns().boards(&clauses, clock::now())))
        })
        .await
}

/// The duty roster.
pub fn duty(app: &App) -> Duty {
    Duty::of(&app.store.district().district)
}
