//! Calls that only read.

use super::super::caller::Caller;
use super::super::state::App;
use crate::show::{self, Shower};
use crate::store::{Entry, Filter};
use crate::{Outcome, clock};
use api::{
    Capabilities, DistrictReply, ListTickets, Profile, ReporterReply, Sort, TicketCounts,
    TicketPage, TicketReply,
};
use model::person::Person;
use model::scope::{self, ScopeKey};
use model::{Code, Denial, TicketId};
use std::collections::BTreeMap;

const LIMIT: u32 = 50;
const LIMIT_MAX: u32 = 500;
const TEXT_MAX: usize = 100;

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
    }
}

/// The district, unless the caller has it already.
pub async fn read_district(app: &App, have: Option<String>) -> Outcome<DistrictReply> {
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

/// One page of tickets.
pub async fn list(app: &App, person: Person, call: ListTickets) -> Outcome<TicketPage> {
    let limit = call.limit.unwrap_or(LIMIT);
    if !(1..=LIMIT_MAX).contains(&limit) {
        let detail = format!("须是 1 到 {LIMIT_MAX}");
        return Err(Denial::new(Code::FieldType)
            .with("field", "limit")
            .with("detail", detail)
            .into());
    }
    if let Some(text) = &call.text {
        model::text::check("text", text, 0, TEXT_MAX)?;
    }
    let filter = Filter {
        clauses: scope::clauses(&person),
        status: call.status,
        area: call.area,
        unit: call.unit,
        text: call.text,
        overdue: call.overdue,
        sort: call.sort.unwrap_or(Sort::Due),
        limit,
        after: call.after,
        offset: call.offset.unwrap_or(0),
        source: call.source,
        now: clock::now(),
        masked: show::masked(&person),
    };
    let found = app
        .store
        .read(move |db| db.steady(|db| db.list(&filter)))
        .await?;
    let tickets = found
        .rows
        .into_iter()
        .map(|r| show::row(&person, r))
        .collect();
    Ok(TicketPage {
        tickets,
        after: found.after,
        total: found.total,
    })
}

/// How many tickets there are per status.
pub async fn count(app: &App, person: Person) -> Outcome<TicketCounts> {
    let counts = app
        .store
        .read(move |db| db.counts(&scope::clauses(&person), clock::now()))
        .await?;
    let some = |pick: fn(&(u64, u64)) -> u64| -> BTreeMap<_, _> {
        counts
            .iter()
            .map(|(s, c)| (*s, pick(c)))
            .filter(|(_, n)| *n > 0)
            .collect()
    };
    Ok(TicketCounts {
        by_status: some(|c| c.0),
        overdue: some(|c| c.1),
        by_unit: BTreeMap::new(),
    })
}

/// One ticket as this person sees it.
pub async fn read_ticket(app: &App, person: Person, id: TicketId) -> Outcome<TicketReply> {
    let (store, district) = (app.store.clone(), app.store.district());
    app.store
        .read(move |db| {
            db.steady(|db| {
                let place = db.ticket(&id)?.ok_or(Code::NotFound)?;
                if !scope::sees(&person, &place.scope()) {
                    return Err(Code::NotFound.into());
                }
                let ticket = db.document(place.n)?.document()?.read()?;
                let state = ticket.state();
                let shower = Shower {
                    db,
                    keys: &store.keys,
                    district: &district,
                    person: &person,
                };
                shower.ticket(place.n, &ticket, &state)
            })
        })
        .await
}

/// The reporter in clear; each reading is written down with its reason.
pub async fn read_reporter(
    app: &App,
    person: Person,
    id: TicketId,
    reason: String,
) -> Outcome<ReporterReply> {
    let reason = model::text::clean(&reason);
    if reason.is_empty() {
        return Err(Code::ReasonMissing.into());
    }
    model::text::check("原因", &reason, 1, 200)?;
    let store = app.store.clone();
    let refused = app
        .store
        .write(move |tx| {
            let place = tx.ticket(&id)?.ok_or(Code::NotFound)?;
            let key: ScopeKey = place.scope();
            if !scope::sees(&person, &key) {
                return Err(Code::NotFound.into());
            }
            let entry = |what, detail| Entry {
                at: clock::now(),
                who: person.user.to_string(),
                what,
                ticket: id.to_string(),
                detail,
            };
            if !scope::sees_reporter(&person, &key) {
                tx.audit(&entry("reporter_refused", String::new()))?;
                return Ok(Err(Denial::new(Code::NoRight).with("action", "查看反映人")));
            }
            let Some(sealed) = tx.sealed_reporter(place.n)? else {
                return Ok(Err(Code::ReporterNone.into()));
            };
            tx.audit(&entry("reporter_read", reason))?;
            Ok(Ok(crate::reporters::open(&store.keys, &id, &sealed)?))
        })
        .await?;
    Ok(ReporterReply { reporter: refused? })
}
