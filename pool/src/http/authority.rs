//! Which authority an endpoint beside the calls takes: it asks for one of these, and none of its code runs without. All of them
//! refuse a session whose one-time password was not changed yet.

use super::caller::{Caller, Found, Proof};
use super::error::Refusal;
use super::state::App;
use crate::store::Device;
use api::call::{Authority, Token};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use model::person::Person;
use model::{Code, Denial};
use std::sync::Arc;

/// A session or a device. What changes something is also refused when another site could have made the browser send it.
pub struct SessionOrDevice(pub Caller);

impl FromRequestParts<Arc<App>> for SessionOrDevice {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Refusal> {
        let caller = Caller::from_request_parts(parts, app).await?;
        if caller.token() == Token::OneTime {
            return Err(Code::MustChangePassword.into());
        }
        if !parts.method.is_safe() {
            caller.may_change()?;
        }
        Ok(SessionOrDevice(caller))
    }
}

/// A session; a device is answered that there is nothing here.
pub struct BySession {
    /// The person with the posts held now.
    pub person: Person,
    /// Hash of the session's token.
    pub session: [u8; 32],
}

impl FromRequestParts<Arc<App>> for BySession {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Refusal> {
        let SessionOrDevice(caller) = SessionOrDevice::from_request_parts(parts, app).await?;
        match caller.proof {
            Proof::Session { hash, .. } => Ok(BySession {
                person: caller.person,
                session: hash,
            }),
            Proof::Device { .. } => {
                let name = parts.uri.path().split('/').nth(3).unwrap_or_default();
                Err(Denial::new(Code::CommandUnknown).with("value", name).into())
            }
        }
    }
}

/// A device, and whose it is.
pub struct ByDevice {
    /// The person with the posts held now.
    pub person: Person,
    /// The person with every post, ended and coming ones too.
    pub whole: Person,
    pub device: Device,
}

impl FromRequestParts<Arc<App>> for ByDevice {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<App>) -> Result<Self, Refusal> {
        let caller = Found::taken(parts)?.ok_or(Code::NotEnrolled)?;
        match caller.proof {
            Proof::Device { device, .. } => Ok(ByDevice {
                person: caller.person,
                whole: caller.whole,
                device: *device,
            }),
            Proof::Session { .. } => Err(Code::NotEnrolled.into()),
        }
    }
}
