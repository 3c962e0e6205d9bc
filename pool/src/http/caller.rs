//! Who makes a request: a session's or a device's token, from `Authorization` or, for browsers, from the cookie.

use super::error::Refusal;
use super::state::App;
use crate::auth::{self, IDLE_MINUTES, Kind};
use crate::clock;
use crate::store::{Device, Session, Store, User};
use api::call::{Authority, Token};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use axum_extra::extract::cookie::Cookie;
use model::person::Person;
use model::{Code, Denial, Moment};
use std::sync::Arc;

/// Name of the session's cookie.
pub const COOKIE: &str = "zs_session";
/// A header that other sites' forms cannot send; asked for when a cookie would change something.
pub const GUARD: &str = "x-zs12345";
/// The last use of a session is written down at most this often.
const TOUCH_MILLIS: i64 = 60_000;

/// Who makes a request, by any token that stands. What such a caller may do is asked of a call's row; an endpoint beside the
/// calls takes one of the types in [`super::authority`] instead.
pub struct Caller {
    /// The person with the posts held now.
    pub person: Person,
    /// The person with every post, ended and coming ones too: what was done offline counts by those held then.
    pub whole: Person,
    /// What was shown.
    pub proof: Proof,
    /// Whether another site could have made the browser send this.
    foreign: bool,
}

/// What a caller showed.
pub enum Proof {
    /// A session.
    Session {
        /// Hash of its token.
        hash: [u8; 32],
        /// The one-time password must be changed first.
        must_change: bool,
    },
    /// A device.
    Device(Device),
}

impl FromRequestParts<Arc<App>> for Caller {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Refusal> {
        let found = Caller::find(&parts.headers, app).await?;
        found.ok_or_else(|| Code::SignedOut.into())
    }
}

impl Authority for Caller {
    fn token(&self) -> Token {
        match self.proof {
            Proof::Session {
                must_change: true, ..
            } => Token::OneTime,
            Proof::Session { .. } => Token::Session,
            Proof::Device(_) => Token::Device,
        }
    }
    fn person(&self) -> &Person {
        &self.person
    }
    fn may_change(&self) -> Result<(), Denial> {
        if self.foreign {
            Err(Denial::new(Code::NoRight).with("action", "跨站请求"))
        } else {
            Ok(())
        }
    }
}

impl Caller {
    /// Reads who makes the request; none without a token.
    pub async fn find(headers: &HeaderMap, app: &App) -> Result<Option<Self>, Refusal> {
        let Some((text, by_cookie)) = token(headers) else {
            return Ok(None);
        };
        let token = auth::Token::read(&text).ok_or(Code::SignedOut)?;
        let found = match token.kind {
            Kind::Session => of_session(&app.store, token.hash()).await?,
            Kind::Device => of_device(&app.store, token.hash()).await?,
        };
        let (user, proof) = found.ok_or(Code::SignedOut)?;
        if user.disabled {
            return Err(Code::SignedOut.into());
        }
        let district = app.store.district();
        Ok(Some(Caller {
            person: user.person.at(clock::now(), &district.district),
            whole: user.person,
            proof,
            foreign: by_cookie && !from_our_page(headers),
        }))
    }

    /// Hash of the session's token; a device has no session.
    pub fn session(&self) -> Result<[u8; 32], Denial> {
        match self.proof {
            Proof::Session { hash, .. } => Ok(hash),
            Proof::Device(_) => Err(Code::SignedOut.into()),
        }
    }
}

/// The text of the token, and whether it came as a cookie.
fn token(headers: &HeaderMap) -> Option<(String, bool)> {
    if let Some(value) = headers.get(header::AUTHORIZATION) {
        let text = value.to_str().unwrap_or_default();
        let bearer = text.strip_prefix("Bearer ").unwrap_or_default();
        return Some((bearer.trim().to_string(), false));
    }
    // Of two with one name the browser sends the nearer and older first; a jar would let one planted later win.
    let sent = headers.get_all(header::COOKIE).iter();
    let mut sent = sent
        .filter_map(|value| value.to_str().ok())
        .flat_map(|text| Cookie::split_parse(text.to_string()))
        .flatten();
    sent.find(|cookie| cookie.name() == COOKIE)
        .map(|cookie| (cookie.value().to_string(), true))
}

/// A cookie alone must not change anything: another site could have made the browser send it.
fn from_our_page(headers: &HeaderMap) -> bool {
    let text = |name: header::HeaderName| headers.get(name).and_then(|v| v.to_str().ok());
    let guarded = headers.get(GUARD).is_some_and(|v| v == "1");
    let same_host = match (text(header::ORIGIN), text(header::HOST)) {
        (None, _) => true,
        (Some(origin), Some(host)) => origin
            .split_once("://")
            .is_some_and(|(_, o)| o.eq_ignore_ascii_case(host)),
        (Some(_), None) => false,
    };
    guarded && same_host
}

/// Whether a session still stands; asking does not keep it alive.
pub async fn stands(store: &Arc<Store>, hash: [u8; 32]) -> bool {
    let now = clock::now();
    let found = store
        .read(move |db| {
            let Some(session) = db.session(&hash)? else {
                return Ok(false);
            };
            let user = db.user(session.user.as_str())?;
            Ok(!ended(&session, now) && user.is_some_and(|u| !u.disabled))
        })
        .await;
    found.unwrap_or(false)
}

fn ended(session: &Session, now: Moment) -> bool {
    now > session.expires_at || now > session.used_at.plus_minutes(IDLE_MINUTES)
}

async fn of_session(store: &Arc<Store>, hash: [u8; 32]) -> Result<Option<(User, Proof)>, Refusal> {
    let now = clock::now();
    let found = store
        .read(move |db| {
            let Some(session) = db.session(&hash)? else {
                return Ok(None);
            };
            let user = db.user(session.user.as_str())?;
            Ok(user.map(|user| (user, session)))
        })
        .await?;
    let Some((user, session)) = found else {
        return Ok(None);
    };
    if ended(&session, now) {
        store.write_later(move |tx| tx.end_session(&hash));
        return Ok(None);
    }
    if now.since(session.used_at) > TOUCH_MILLIS {
        store.write_later(move |tx| tx.touch_session(&hash, now));
    }
    let must_change = user.must_change;
    Ok(Some((user, Proof::Session { hash, must_change })))
}

async fn of_device(store: &Arc<Store>, hash: [u8; 32]) -> Result<Option<(User, Proof)>, Refusal> {
    let found = store
        .read(move |db| {
            let Some(device) = db.device_by_token(&hash)? else {
                return Ok(None);
            };
            let user = db.user(device.user.as_str())?;
            Ok(user.map(|user| (user, device)))
        })
        .await?;
    match found {
        Some((_, device)) if device.revoked_at.is_some() => Err(Code::DeviceRevoked.into()),
        Some((user, _)) if user.disabled => Err(Code::DeviceRevoked.into()),
        Some((user, device)) => Ok(Some((user, Proof::Device(device)))),
        None => Ok(None),
    }
}
