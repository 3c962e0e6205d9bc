//! `POST /api/v1/<call>`: one exhaustive match over the table of calls.

use super::caller::{COOKIE, Caller, caller};
use super::error::Refusal;
use super::state::App;
use crate::auth;
use crate::ingest::{self, Context};
use crate::show::{self, Shower};
use crate::store::{Entry, Filter};
use crate::{Outcome, clock};
use api::{
    Access, Call, Capabilities, DistrictReply, Done, Effect, ListTickets, Profile, ReporterReply,
    Sort, TABLE, TicketCounts, TicketPage, TicketReply,
};
use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use model::person::Person;
use model::scope::{self, ScopeKey};
use model::{Code, Denial, TicketId};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

const LIMIT: u32 = 50;
const LIMIT_MAX: u32 = 500;
const TEXT_MAX: usize = 100;

/// The call's name when it is one, for the log.
pub fn known_name(path: &str) -> &'static str {
    let last = path.rsplit('/').next().unwrap_or_default();
    TABLE
        .iter()
        .find(|i| i.name == last)
        .map_or("unknown", |i| i.name)
}

/// One call.
pub async fn call(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Refusal> {
    let info = TABLE
        .iter()
        .find(|i| i.name == name)
        .ok_or_else(|| unknown(&name))?;
    let body = body.map_err(|e| too_large(&e))?;
    let caller = match (caller(&app, &headers).await, info.access) {
        (Ok(caller), _) => caller,
        // Whoever signs in again may still send what has expired.
        (Err(refusal), Access::Open) if refusal.0.code == Code::SignedOut => None,
        (Err(refusal), _) => return Err(refusal),
    };
    if let Some(caller) = &caller {
        if info.effect == Effect::Changes && info.access == Access::Session {
            caller.may_change(&headers)?;
        }
        let open = matches!(info.name, "me" | "change_password" | "sign_out" | "sign_in");
        if caller.must_change && !open {
            return Err(Code::MustChangePassword.into());
        }
        // A device writes by signed frames; beside them it reads, and makes the acts that need the pool's answer at once.
        let for_devices = matches!(
            info.name,
            "me" | "read_district" | "read_ticket" | "read_reporter" | "act"
        );
        if caller.device.is_some() && !for_devices {
            return Err(unknown(&name).into());
        }
    } else if info.access == Access::Session {
        return Err(Code::SignedOut.into());
    }
    let args = if body.is_empty() {
        Value::Null
    } else {
        read(&body)?
    };
    let call = Call::parse(&name, args)?;
    answer(app, caller, call, &name).await
}

fn unknown(name: &str) -> Denial {
    Denial::new(Code::CommandUnknown).with("value", name.chars().take(40).collect::<String>())
}

/// A body that did not arrive: too large, or cut.
pub fn too_large(rejection: &BytesRejection) -> Denial {
    if rejection.status() == 413 {
        Denial::new(Code::BodyTooLarge).with("max", super::router::CALL_BYTES)
    } else {
        Code::FrameBroken.into()
    }
}

fn read(body: &[u8]) -> Result<Value, Denial> {
    serde_json::from_slice(body).map_err(|e| Denial::new(Code::JsonInvalid).with("detail", e))
}

async fn answer(
    app: Arc<App>,
    caller: Option<Caller>,
    call: Call,
    name: &str,
) -> Result<Response, Refusal> {
    if let Call::SignIn(c) = &call {
        return sign_in(&app, c).await;
    }
    if let Call::Me(_) = &call {
        return json(&profile(&app, caller));
    }
    let caller = caller.ok_or(Code::SignedOut)?;
    let session = caller.session;
    let person = caller.person;
    match call {
        Call::SignIn(_) | Call::Me(_) => Err(Code::Bug.into()),
        Call::SignOut(_) => {
            auth::sign_out(&app.store, person.user, session.ok_or(Code::SignedOut)?).await?;
            let mut response = json(&Done {})?;
            set_cookie(&mut response, &app, "", 0);
            Ok(response)
        }
        Call::ChangePassword(c) => {
            let token = session.ok_or(Code::SignedOut)?;
            auth::change_password(&app.store, &app.hasher, person.user, token, &c.old, &c.new)
                .await?;
            json(&Done {})
        }
        Call::ReadDistrict(c) => json(&read_district(&app, c.have).await?),
        Call::ListTickets(c) => json(&list(&app, person, c).await?),
        Call::CountTickets(_) => json(&count(&app, person).await?),
        Call::ReadTicket(c) => json(&read_ticket(&app, person, c.id).await?),
        Call::ReadReporter(c) => json(&read_reporter(&app, person, c.id, c.reason).await?),
        Call::Capture(c) => {
            change(
                &app,
                person,
                c,
                |c| c.command_id.clone(),
                ingest::capture,
                |_| None,
            )
            .await
        }
        Call::EditFacts(c) => {
            change(
                &app,
                person,
                c,
                |c| c.command_id.clone(),
                ingest::edit_facts,
                |c| Some(&c.id),
            )
            .await
        }
        Call::ChooseFact(c) => {
            change(
                &app,
                person,
                c,
                |c| c.command_id.clone(),
                ingest::choose_fact,
                |c| Some(&c.id),
            )
            .await
        }
        Call::AddPhoto(c) => {
            change(
                &app,
                person,
                c,
                |c| c.command_id.clone(),
                ingest::add_photo,
                |c| Some(&c.id),
            )
            .await
        }
        Call::Act(c) => {
            change(
                &app,
                person,
                c,
                |c| c.command_id.clone(),
                ingest::make_act,
                |c| Some(&c.id),
            )
            .await
        }
        // Only on a device; `enrol` over HTTP is a route of its own with another shape.
        Call::Enrol(_)
        | Call::Unlock(_)
        | Call::Lock(_)
        | Call::SyncNow(_)
        | Call::Outbox(_)
        | Call::ListDrafts(_)
        | Call::SaveDraft(_)
        | Call::DropDraft(_) => Err(unknown(name).into()),
    }
}

fn json(value: &impl serde::Serialize) -> Result<Response, Refusal> {
    Ok(Json(serde_json::to_value(value).map_err(crate::Trouble::from)?).into_response())
}

/// Runs one write; a refusal leaves nothing but a line in the audit log.
async fn change<C>(
    app: &Arc<App>,
    person: Person,
    call: C,
    command: fn(&C) -> Option<String>,
    work: fn(&crate::store::Tx, &Context, &Person, &C) -> Outcome<TicketReply>,
    ticket: fn(&C) -> Option<&TicketId>,
) -> Result<Response, Refusal>
where
    C: serde::Serialize + Send + Sync + 'static,
{
    let cx = Context::new(&app.store, None);
    let who = person.user.to_string();
    let on = ticket(&call).map(ToString::to_string).unwrap_or_default();
    let done = app
        .store
        .write(move |tx| {
            ingest::once(tx, &cx, &person, command(&call).as_deref(), &call, || {
                work(tx, &cx, &person, &call)
            })
        })
        .await;
    match done {
        Ok(reply) => json(&reply),
        Err(trouble) => {
            if let crate::Trouble::Denied(denial) = &trouble {
                let detail = denial.code.to_string();
                let entry = Entry {
                    at: clock::now(),
                    who,
                    what: "refused",
                    ticket: on,
                    detail,
                };
                app.store.write_later(move |tx| tx.audit(&entry));
            }
            Err(trouble.into())
        }
    }
}

async fn sign_in(app: &App, call: &api::SignIn) -> Result<Response, Refusal> {
    let signed = auth::sign_in(&app.store, &app.hasher, &call.user, &call.password).await?;
    let mut response = json(&signed)?;
    set_cookie(
        &mut response,
        app,
        &signed.token,
        auth::SESSION_MINUTES * 60,
    );
    Ok(response)
}

fn set_cookie(response: &mut Response, app: &App, token: &str, seconds: i64) {
    let secure = if app.tls { "; Secure" } else { "" };
    let text =
        format!("{COOKIE}={token}; HttpOnly; SameSite=Strict; Path=/; Max-Age={seconds}{secure}");
    if let Ok(value) = text.parse() {
        response.headers_mut().insert(header::SET_COOKIE, value);
    }
}

fn profile(app: &App, caller: Option<Caller>) -> Profile {
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

async fn read_district(app: &App, have: Option<String>) -> Outcome<DistrictReply> {
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

async fn list(app: &App, person: Person, call: ListTickets) -> Outcome<TicketPage> {
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

async fn count(app: &App, person: Person) -> Outcome<TicketCounts> {
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
    })
}

async fn read_ticket(app: &App, person: Person, id: TicketId) -> Outcome<TicketReply> {
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

async fn read_reporter(
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
