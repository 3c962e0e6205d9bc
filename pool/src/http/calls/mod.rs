//! `POST /api/v1/<call>`: the row says who may make it, then the arguments are read, then it is answered.

mod alike;
mod answers;
mod boards;
mod lists;
mod named;
mod office;
mod reads;
mod reporters;
mod scores;
mod views;
mod writes;

use super::caller::{Caller, cookie, cookie_name};
use super::error::Refusal;
use super::limits::{CALL_BYTES, OPEN_BYTES, read};
use super::state::App;
use super::threshold::Source;
use crate::auth::Browser;
use crate::{auth, clock};
use answers::Answers;
use api::CallInfo;
use api::call::{Admitted, Reply, answer_at_pool};
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
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

/// One call. Who makes it, and whether they may, is settled before its body is read.
pub async fn call(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    source: Option<Extension<Source>>,
    headers: HeaderMap,
    caller: Result<Caller, Refusal>,
    body: Body,
) -> Result<Response, Refusal> {
    let known = caller.is_ok();
    let admitted = admit(CallInfo::named(&name)?, caller)?;
    let body = read(body, if known { CALL_BYTES } else { OPEN_BYTES }).await?;
    let args = args(&body)?;
    let source = source.map(|s| s.0).unwrap_or_default();
    let shown = cookie(&headers, browser_cookie(source.tls));
    let key = app.store.keys.signing.verifying_key();
    let answers = Answers {
        app,
        place: source.address,
        browser: shown.and_then(|text| Browser::read(&text, &key, clock::now())),
    };
    let reply = answer_at_pool(&answers, admitted, args).await?;
    let json = serde_json::to_value(&reply).map_err(crate::Error::from)?;
    let cookies = cookies(&answers, source.tls, &reply);
    Ok((cookies, Json(json)).into_response())
}

fn admit(
    info: &'static CallInfo,
    caller: Result<Caller, Refusal>,
) -> Result<Admitted<Caller>, Refusal> {
    let caller = match caller {
        // Whoever signs in again may still send what has expired.
        Err(refusal) if refusal.0.code == Code::SignedOut => None,
        found => Some(found?),
    };
    Ok(info.admit(caller)?)
}

fn args(body: &[u8]) -> Result<Value, Denial> {
    if body.is_empty() {
        return Ok(Value::Null);
    }
    model::json::read(body)
}

/// The cookies that two replies set: a browser keeps the session's token where no page can read it, and with it the sign
/// that this person signed in here before.
fn cookies(answers: &Answers, tls: bool, reply: &Reply) -> CookieJar {
    let session = |token: String, minutes: i64| cookie_of(cookie_name(tls), token, minutes, tls);
    match reply {
        Reply::SignIn(signed) => {
            let before = answers.browser.clone();
            let key = &answers.app.store.keys.signing;
            let jar = CookieJar::new().add(session(signed.token.clone(), auth::SESSION_MINUTES));
            match Browser::after(before, &signed.user, clock::now()) {
                Ok(now) => jar.add(cookie_of(
                    browser_cookie(tls),
                    now.write(key),
                    auth::BROWSER_MINUTES,
                    tls,
                )),
                // Without random bytes the sign-in stands all the same.
                Err(_) => jar,
            }
        }
        Reply::SignOut(_) => CookieJar::new().add(session(String::new(), 0)),
        _ => CookieJar::new(),
    }
}

/// Name of the cookie of a browser in which somebody signed in before.
fn browser_cookie(tls: bool) -> &'static str {
    if tls {
        "__Host-zs_browser"
    } else {
        "zs_browser"
    }
}

fn cookie_of(name: &'static str, value: String, minutes: i64, tls: bool) -> Cookie<'static> {
    let kept = Duration::from_secs(minutes.unsigned_abs() * 60);
    Cookie::build((name, value))
        .http_only(true)
        .same_site(SameSite::Strict)
        .path("/")
        .max_age(kept.try_into().unwrap_or_default())
        .secure(tls)
        .build()
}
