//! Calls that only read.

use super::super::caller::Caller;
use super::super::refusals;
use super::super::state::App;
use crate::show::TicketView;
use crate::store::Entry;
use crate::{Result, clock};
use api::{Capabilities, DistrictReply, Profile, TicketReply};
use model::person::Person;
use model::{Code, TicketId, scope};

/// Who is signed in, and what is offered here.
pub fn profile(app: &App, caller: Option<Caller>) -> Profile {
    let district = app.store.district();
    let (user, name, posts) = match caller {
        Some(c) => (Some(c.person.user), Some(c.person.name), c.person.posts),
        None => (None, None, Vec::new()),
    };
    Profile {
        user,
        name,
        posts,
        district: Some(district.district.name.clone()),
        demo: district.district.demo,
        capabilities: Capabilities {
            offline: false,
            desk: true,
            password: true,
        },
        locked: false,
        enrolled: true,
        set_aside: false,
        keyring: false,
        waiting: None,
    }
}

/// The district, unless the caller has it already.
pub async fn read_district(app: &App, have: Option<String>) -> Result<DistrictReply> {
    let names = app.store.read(|db| db.names()).await?;
    let file = app.store.district();
    let current = have.as_deref() == Some(file.version.as_str());
    let district = (!current).then(|| file.district.clone());
    Ok(DistrictReply {
        version: file.version.clone(),
        district,
        names,
    })
}

/// One ticket as this person sees it.
pub async fn read_ticket(app: &App, person: Person, id: TicketId) -> Result<TicketReply> {
    refusals::about(&id);
    let (store, district) = (app.store.clone(), app.store.district());
    let entry = Entry {
        at: clock::now(),
        who: person.user.to_string(),
        what: "texts_read",
        ticket: id.to_string(),
        ..Entry::default()
    };
    let (reply, texts) = app
        .store
        .read(move |db| {
            db.with_snapshot(|db| {
                let place = db.ticket(&id)?.ok_or(Code::NotFound)?;
                if !scope::sees(&person, &place.scope()) {
                    return Err(Code::NotFound.into());
                }
                let ticket = db.document(place.n)?.document()?.read()?;
                let state = ticket.state();
                let view = TicketView {
                    db,
                    keys: &store.keys,
                    district: &district,
                    person: &person,
                    now: clock::now(),
                };
                view.whole(place.n, &ticket, &state)
            })
        })
        .await?;
    // Written down before it is answered: what a reporter or a supervisor said is personal.
    if texts > 0 {
        let detail = texts.to_string();
        let entry = Entry { detail, ..entry };
        app.store.write(move |tx| tx.audit(&entry)).await?;
    }
    Ok(reply)
}
