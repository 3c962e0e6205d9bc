//! What those who look after the whole ask: how a deadline came about, boards, 约谈, the duty roster.

use super::super::state::App;
use crate::{Result, clock};
use api::{Boards, Duty, ListTalks, Talks, WhyDue};
use model::district::District;
use model::person::{Person, Post};
use model::why::{Why, why_due};
use model::{Code, Denial, Role, UnitCode, scope, talk};
use std::collections::BTreeSet;

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

/// A month's satisfaction of the units this person may look at.
pub async fn talks(app: &App, person: Person, ask: ListTalks) -> Result<Talks> {
    let file = app.store.district();
    let shown = units_scored(&person, &file.district)
        .ok_or_else(|| Denial::new(Code::NoRight).with("action", "查看满意率"))?;
    let (from, to) = talk::month(&ask.month, &file.district.rules.calendar)?;
    let ratings = app.store.read(move |db| db.ratings(from, to)).await?;
    Ok(Talks::of(&file.district, ask.month, &ratings, |unit| {
        shown.contains(unit)
    }))
}

/// The duty roster.
pub fn duty(app: &App) -> Duty {
    Duty::of(&app.store.district().district)
}

/// Units whose scores this person may look at (docs/domain.md 8.5, score sheets); none for who may look at no score.
fn units_scored(person: &Person, district: &District) -> Option<BTreeSet<UnitCode>> {
    let scored = person.posts.iter().filter_map(|p| of_post(p, district));
    scored.reduce(|mut all, more| {
        all.extend(more);
        all
    })
}

fn of_post(post: &Post, district: &District) -> Option<BTreeSet<UnitCode>> {
    let of = |fits: &dyn Fn(&model::unit::Unit) -> bool| {
        let units = district.units.iter().filter(|u| fits(u));
        units.map(|u| u.code.clone()).collect()
    };
    Some(match post.role {
        Role::DeskTown => of(&|u| post.area.covers(&u.area)),
        Role::UnitLeader => of(&|u| u.code == post.unit || post.below.contains(&u.code)),
        Role::DeskDistrict | Role::Supervisor | Role::Assessor | Role::TaskForce => of(&|_| true),
        _ => return None,
    })
}
