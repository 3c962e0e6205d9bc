//! Who makes a request: a session's or a device's token, from `Authorization` or, for browsers, from the cookie.

use super::error::Refusal;
use super::state::App;
use crate::auth::{IDLE_MINUTES, Kind, Token};
use crate::clock;
use crate::store::{Device, Session, Store, User};
use axum::http::{HeaderMap, header};
use model::person::Person;
use model::{Code, Denial, Moment};
use std::sync::Arc;

/// Name of the session's cookie.
pub const COOKIE: &str = "zs_session";
/// A header that other sites' forms cannot send; asked for when a cookie would change something.
pub const GUARD: &str = "x-zs12345";
/// The last use of a session is written down at most this often.
const TOUCH_MILLIS: i64 = 60_000;

/// Who makes a request.
pub struct Caller {
    /// The person with the posts held now.
    pub person: Person,
    /// The person with every post, ended and coming ones too: what was done offline counts by those held then.
    pub whole: Person,
    /// The password must be changed first.
    pub must_change: bool,
    /// Hash of the session's token; none for devices.
    pub session: Option<[u8; 32]>,
    /// The device; none for sessions.
    pub device: Option<Device>,
    by_cookie: bool,
}

/// Reads who makes the request; none without a token.
pub async fn caller(app: &App, headers: &HeaderMap) -> Result<Option<Caller>, Refusal> {
    let Some((token, by_cookie)) = token(headers) else {
        return Ok(None);
    };
    let Some(token) = Token::read(&token) else {
        return Err(Code::SignedOut.into());
    };
    let hash = token.hash();
    let found = match token.kind {
        Kind::Session => of_session(&app.store, hash)
            .await?
            .map(|(user, session)| (user, Some(session), None)),
        Kind::Device => of_device(&app.store, hash)
            .await?
            .map(|(user, device)| (user, None, Some(device))),
    };
    let (user, session, device) = found.ok_or(Code::SignedOut)?;
    if user.disabled {
        return Err(Code::SignedOut.into());
    }
    let must_change = user.must_change && session.is_some();
    let district = app.store.district();
    Ok(Some(Caller {
        person: user.person.at(clock::now(), &district.district),
        whole: user.person,
        must_change,
        session,
        device,
        by_cookie,
    }))
}

impl Caller {
    /// A cookie alone must not change anything: another site could have made the browser send it.
    pub fn may_change(&self, headers: &HeaderMap) -> Result<(), Denial> {
        if !self.by_cookie {
            return Ok(());
        }
        let text = |name: header::HeaderName| headers.get(name).and_then(|v| v.to_str().ok());
        let guarded = headers.get(GUARD).is_some_and(|v| v == "1");
        let same_host = match (text(header::ORIGIN), text(header::HOST)) {
            (None, _) => true,
            (Some(origin), Some(host)) => origin
                .split_once("://")
                .is_some_and(|(_, o)| o.eq_ignore_ascii_case(host)),
            (Some(_), None) => false,
        };
        if guarded && same_host {
            Ok(())
        } else {
            Err(Denial::new(Code::NoRight).with("action", "跨站请求"))
        }
    }
}

fn token(headers: &HeaderMap) -> Option<(String, bool)> {
    if let Some(value) = headers.get(header::AUTHORIZATION) {
        let text = value.to_str().ok().unwrap_or_default();
        return Some((
            text.strip_prefix("Bearer ")
                .unwrap_or_default()
                .trim()
                .to_string(),
            false,
        ));
    }
    let cookies = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|v| v.to_str().ok());
    let mut pairs = cookies
        .flat_map(|c| c.split(';'))
        .filter_map(|p| p.trim().split_once('='));
    pairs
        .find(|(name, _)| *name == COOKIE)
        .map(|(_, value)| (value.to_string(), true))
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

async fn of_session(
    store: &Arc<Store>,
    hash: [u8; 32],
) -> Result<Option<(User, [u8; 32])>, Refusal> {
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
    Ok(Some((user, hash)))
}

async fn of_device(store: &Arc<Store>, hash: [u8; 32]) -> Result<Option<(User, Device)>, Refusal> {
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
        found => Ok(found),
    }
}
