//! `POST /api/v1/<call>`: one exhaustive match over the table of calls.

mod alike;
mod boards;
mod lists;
mod office;
mod reads;
mod views;
mod writes;

use super::caller::{COOKIE, Caller, caller};
use super::error::Refusal;
use super::exports::export;
use super::limits::too_large;
use super::rights;
use super::state::App;
use crate::store::Entry;
use crate::{auth, clock, ingest};
use alike::{find_alike, suggest_units};
use api::{Access, Call, Done, Effect, TABLE};
use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use lists::{count, list, today};
use model::{Code, Denial};
use reads::{profile, read_district, read_reporter, read_ticket};
use serde_json::Value;
use std::sync::Arc;
use views::{drop_view, list_views, save_view};
use writes::change;

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
    if let Err(denial) = rights::check(&person, &call) {
        let entry = Entry {
            at: clock::now(),
            who: person.user.to_string(),
            what: "refused",
            detail: format!("{} {name}", denial.code),
            ..Entry::default()
        };
        app.store.write_later(move |tx| tx.audit(&entry));
        return Err(denial.into());
    }
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
        Call::Today(_) => json(&today(&app, person).await?),
        Call::ListViews(_) => json(&list_views(&app, person).await?),
        Call::SaveView(c) => json(&save_view(&app, person, c).await?),
        Call::DropView(c) => json(&drop_view(&app, person, c.name).await?),
        Call::FindAlike(c) => json(&find_alike(&app, person, c.id).await?),
        Call::SuggestUnits(c) => json(&suggest_units(&app, person, c.id).await?),
        Call::WhyDue(c) => json(&boards::why(&app, person, c).await?),
        Call::ReadBoards(_) => json(&boards::boards(&app, person).await?),
        Call::ListTalks(c) => json(&boards::talks(&app, person, c).await?),
        Call::ReadDuty(_) => json(&boards::duty(&app)),
        Call::ListPeople(c) => json(&office::list_people(&app, c).await?),
        Call::SavePerson(c) => json(&office::save_person(&app, person, c).await?),
        Call::PutLeave(c) => json(&office::put_leave(&app, person, c).await?),
        Call::ListRules(_) => json(&office::list_rules(&app).await?),
        Call::ProposeRules(c) => json(&office::propose_rules(&app, person, c).await?),
        Call::ApproveRules(c) => json(&office::approve_rules(&app, person, c).await?),
        Call::ApplyRules(c) => json(&office::apply_rules(&app, person, c).await?),
        Call::ReadAudit(c) => json(&office::read_audit(&app, person, c).await?),
        Call::ExportTickets(c) => json(&export(&app, person, c).await?),
        // Only on a device; `enrol` over HTTP is a route of its own with another shape.
        Call::Enrol(_)
        | Call::Unlock(_)
        | Call::Lock(_)
        | Call::SyncNow(_)
        | Call::Outbox(_)
        | Call::ListDrafts(_)
        | Call::SaveDraft(_)
        | Call::DropDraft(_)
        | Call::ListNotes(_)
        | Call::SaveNote(_)
        | Call::DropNote(_)
        | Call::PauseSync(_)
        | Call::ReadNews(_)
        | Call::ReadQr(_)
        | Call::ReadBasemap(_)
        | Call::FetchBasemap(_) => Err(unknown(name).into()),
    }
}

fn json(value: &impl serde::Serialize) -> Result<Response, Refusal> {
    Ok(Json(serde_json::to_value(value).map_err(crate::Error::from)?).into_response())
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
