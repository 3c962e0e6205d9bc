//! `POST /api/v1/<call>`: the row says who may make it, then the arguments are read, then it is answered.

mod alike;
mod answers;
mod boards;
mod lists;
mod office;
mod reads;
mod views;
mod writes;

use super::caller::{COOKIE, Caller};
use super::error::Refusal;
use super::limits::too_large;
use super::state::App;
use crate::store::Entry;
use crate::{auth, clock};
use answers::Answers;
use api::CallInfo;
use api::call::{Admitted, Reply, answer_at_pool};
use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use model::{Code, Denial};
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;

/// The call's name when it is one, for the log.
pub fn known_name(path: &str) -> &'static str {
    let last = path.rsplit('/').next().unwrap_or_default();
    CallInfo::named(last).map_or("unknown", |info| info.name)
}

/// One call.
pub async fn call(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    caller: Result<Caller, Refusal>,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Refusal> {
    let admitted = admit(&app, CallInfo::named(&name)?, caller)?;
    let args = args(&body.map_err(|e| too_large(&e))?)?;
    let reply = answer_at_pool(&Answers(app.clone()), admitted, args).await?;
    let json = serde_json::to_value(&reply).map_err(crate::Error::from)?;
    Ok((session_cookie(&app, &reply), Json(json)).into_response())
}

fn admit(
    app: &App,
    info: &'static CallInfo,
    caller: Result<Caller, Refusal>,
) -> Result<Admitted<Caller>, Refusal> {
    let caller = match caller {
        // Whoever signs in again may still send what has expired.
        Err(refusal) if refusal.0.code == Code::SignedOut => None,
        found => Some(found?),
    };
    let who = caller.as_ref().map(|c| c.person.user.to_string());
    let admitted = info.admit(caller);
    if let Err(denial) = &admitted
        && denial.code == Code::NoPost
    {
        let entry = Entry {
            at: clock::now(),
            who: who.unwrap_or_default(),
            what: "refused",
            detail: format!("{} {}", denial.code, info.name),
            ..Entry::default()
        };
        app.store.write_later(move |tx| tx.audit(&entry));
    }
    Ok(admitted?)
}

fn args(body: &[u8]) -> Result<Value, Denial> {
    if body.is_empty() {
        return Ok(Value::Null);
    }
    serde_json::from_slice(body).map_err(|e| Denial::new(Code::JsonInvalid).with("detail", e))
}

/// The cookie that two replies set: a browser keeps the session's token where no page can read it.
fn session_cookie(app: &App, reply: &Reply) -> CookieJar {
    let (token, minutes) = match reply {
        Reply::SignIn(signed) => (signed.token.clone(), auth::SESSION_MINUTES),
        Reply::SignOut(_) => (String::new(), 0),
        _ => return CookieJar::new(),
    };
    let kept = Duration::from_secs(minutes.unsigned_abs() * 60);
    let cookie = Cookie::build((COOKIE, token))
        .http_only(true)
        .same_site(SameSite::Strict)
        .path("/")
        .max_age(kept.try_into().unwrap_or_default())
        .secure(app.tls);
    CookieJar::new().add(cookie)
}
