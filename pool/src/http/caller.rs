//! Who makes a request: a session's or a device's token, from `Authorization` or, for browsers, from the cookie.

use super::error::Refusal;
use super::refusals;
use super::signed::presented;
use super::state::App;
use crate::auth::{self, Admission, IDLE_MINUTES, Kind, Presented};
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
use url::form_urlencoded;

/// Name of the session's cookie over plain http, which is served on this machine alone.
pub const COOKIE: &str = "zs_session";
/// Its name over TLS. A browser takes the prefix only from the host itself and only with `Secure`, which no plain http has.
const COOKIE_TLS: &str = "__Host-zs_session";
/// A header that other sites' forms cannot send; asked for when a cookie would change something.
pub const GUARD: &str = "x-zs12345";
/// Whose page sends a request, as its sign-in name, percent-encoded: a header, or a parameter where a page can set none.
const PAGE_OF: &str = "x-zs12345-user";
const PAGE_OF_PARAMETER: &str = "user";
/// The last use of a session is written down at most this often.
const TOUCH_MILLIS: i64 = 60_000;

/// Who makes a request, by any token that stands. What such a caller may do is asked of a call's row; an endpoint beside the
/// calls takes one of the types in [`super::authority`] instead.
#[derive(Clone)]
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
#[derive(Clone)]
pub enum Proof {
    /// A session.
    Session {
        /// Hash of its token.
        hash: [u8; 32],
        /// The one-time password must be changed first.
        must_change: bool,
    },
    /// A device.
    Device {
        /// Which.
        device: Box<Device>,
        /// It signed this request.
        signed: bool,
    },
}

/// Who makes a request, as found by the gate before anything of the body came.
#[derive(Clone)]
pub struct Found(pub Result<Option<Caller>, Refusal>);

impl Found {
    /// What the gate found. No route lies outside of it.
    pub fn taken(parts: &mut Parts) -> Result<Option<Caller>, Refusal> {
        let found = parts.extensions.remove::<Found>();
        found.map_or_else(
            || Err(Denial::new(Code::Bug).with("detail", "gate").into()),
            |f| f.0,
        )
    }
}

impl FromRequestParts<Arc<App>> for Caller {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<App>) -> Result<Self, Refusal> {
        Found::taken(parts)?.ok_or_else(|| Code::SignedOut.into())
    }
}

impl Authority for Caller {
    fn token(&self) -> Token {
        match self.proof {
            Proof::Session {
                must_change: true, ..
            } => Token::OneTime,
            Proof::Session { .. } => Token::Session,
            Proof::Device { .. } => Token::Device,
        }
    }
    fn person(&self) -> &Person {
        &self.person
    }
    fn may_change(&self) -> Result<(), Denial> {
        if self.foreign {
            Err(Code::CrossSite.into())
        } else {
            Ok(())
        }
    }
}

/// What a request shows of its caller: a token that reads, and whose page it comes from.
pub struct Shown {
    token: auth::Token,
    by_cookie: bool,
    guarded: bool,
    page_of: Option<String>,
    /// What a device shows beside its token.
    presented: Presented,
}

impl Shown {
    /// Reads it from the head; none without a token.
    pub fn read(head: &Parts, tls: bool) -> Result<Option<Self>, Refusal> {
        let headers = &head.headers;
        let Some((text, by_cookie)) = token(headers, tls) else {
            return Ok(None);
        };
        let token = auth::Token::read(&text).ok_or(Code::SignedOut)?;
        Ok(Some(Shown {
            presented: presented(head, token.hash())?,
            token,
            by_cookie,
            guarded: headers.get(GUARD).is_some_and(|v| v == "1"),
            page_of: page_of(head),
        }))
    }
    /// What the pool keeps of the token.
    pub fn hash(&self) -> [u8; 32] {
        self.token.hash()
    }
}

impl Caller {
    /// Whose token this is; refused when the page that sends it is another person's.
    pub async fn find(shown: &Shown, app: &App) -> Result<Self, Refusal> {
        let found = match shown.token.kind {
            Kind::Session => of_session(&app.store, shown.hash()).await?,
            Kind::Device => of_device(app, shown.presented.clone()).await?,
        };
        let (user, proof) = found.ok_or(Code::SignedOut)?;
        if user.disabled {
            return Err(Code::SignedOut.into());
        }
        let page_of = shown.page_of.as_deref();
        if page_of.is_some_and(|page| page != user.person.user.as_str()) {
            return Err(Code::OtherPerson.into());
        }
        let district = app.store.district();
        Ok(Caller {
            person: user.person.at(clock::now(), &district.district),
            whole: user.person,
            proof,
            foreign: shown.by_cookie && !(shown.guarded && page_of.is_some()),
        })
    }

    /// What lines and turns are counted by.
    pub fn key(&self) -> String {
        match &self.proof {
            Proof::Session { .. } => format!("person {}", self.person.user),
            Proof::Device { device, .. } => format!("device {}", device.id),
        }
    }

    /// Whether this caller may be shown a reporter: a device has to sign for it, and its person to have a password that is
    /// theirs alone.
    pub fn may_read_reporters(&self) -> Result<(), Denial> {
        match &self.proof {
            Proof::Session { .. } => Ok(()),
            Proof::Device { signed: false, .. } => Err(Code::SignatureWrong.into()),
            Proof::Device { device, .. } if device.standing.shut => Err(Code::DeviceShut.into()),
            Proof::Device { .. } => Ok(()),
        }
    }

    /// Hash of the session's token; a device has no session.
    pub fn session(&self) -> Result<[u8; 32], Denial> {
        match self.proof {
            Proof::Session { hash, .. } => Ok(hash),
            Proof::Device { .. } => Err(Code::SignedOut.into()),
        }
    }
}

/// The session cookie's name.
pub fn cookie_name(tls: bool) -> &'static str {
    if tls { COOKIE_TLS } else { COOKIE }
}

/// The text of the token, and whether it came as a cookie.
fn token(headers: &HeaderMap, tls: bool) -> Option<(String, bool)> {
    if let Some(value) = headers.get(header::AUTHORIZATION) {
        let text = value.to_str().unwrap_or_default();
        let bearer = text.strip_prefix("Bearer ").unwrap_or_default();
        return Some((bearer.trim().to_string(), false));
    }
    Some((cookie(headers, cookie_name(tls))?, true))
}

/// The first cookie of a name. Of two with one name the browser sends the nearer and older first; a jar would let one
/// planted later win.
pub fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let sent = headers.get_all(header::COOKIE).iter();
    let mut sent = sent
        .filter_map(|value| value.to_str().ok())
        .flat_map(|text| Cookie::split_parse(text.to_string()))
        .flatten();
    let cookie = sent.find(|cookie| cookie.name() == name)?;
    Some(cookie.value().to_string())
}

/// Whose page a request says it comes from. Programs have no page and say nothing.
fn page_of(head: &Parts) -> Option<String> {
    let written = head.headers.get(PAGE_OF).map(|v| v.as_bytes());
    let header = written.map(|v| [format!("{PAGE_OF_PARAMETER}=").as_bytes(), v].concat());
    let query = head.uri.query().unwrap_or_default().as_bytes().to_vec();
    let mut pairs = form_urlencoded::parse(header.as_deref().unwrap_or(&query));
    let (_, value) = pairs.find(|(name, _)| name == PAGE_OF_PARAMETER)?;
    Some(value.into_owned())
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
    refusals::known(&user.person.user);
    let must_change = user.must_change;
    Ok(Some((user, Proof::Session { hash, must_change })))
}

async fn of_device(app: &App, shown: Presented) -> Result<Option<(User, Proof)>, Refusal> {
    let signed = shown.signed.is_some();
    let found = auth::admit(&app.store, &app.replays, shown, clock::now()).await?;
    let Some(Admission {
        user,
        device,
        proved,
        refused,
    }) = found
    else {
        return Ok(None);
    };
    if proved {
        refusals::known(&device.id);
    }
    match refused {
        Some(denial) => Err(denial.into()),
        None => Ok(Some((
            user,
            Proof::Device {
                device: Box::new(device),
                signed,
            },
        ))),
    }
}
