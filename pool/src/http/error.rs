//! Refusals and faults as HTTP answers.

use super::refusals::Why;
use crate::Error;
use api::ApiError;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use model::{Class, Code, Denial};
use std::time::Duration;

/// When it is not known better.
const WAIT_SECONDS: u64 = 5;

/// A refusal on its way out.
#[derive(Debug, Clone)]
pub struct Refusal(pub Denial);

impl From<Error> for Refusal {
    fn from(trouble: Error) -> Self {
        let denial = trouble.denial();
        if !matches!(trouble, Error::Denied(_)) {
            tracing::error!(error = %trouble, code = %denial.code, "a request failed");
        }
        Refusal(denial)
    }
}

impl From<Denial> for Refusal {
    fn from(denial: Denial) -> Self {
        Refusal(denial)
    }
}

impl From<Code> for Refusal {
    fn from(code: Code) -> Self {
        Refusal(code.into())
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let error = ApiError::from(self.0);
        let status = match error.code {
            Code::CommandUnknown => 404,
            // 507 and 502 speak of a device's own disk and network; from a pool they are its own trouble.
            code if code.class() == Class::Storage => 500,
            _ => error.status(),
        };
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let (wait, why) = (wait(&error), Extension(Why(error.code)));
        let mut response = (status, why, Json(error)).into_response();
        if let Some(seconds) = wait {
            let value = HeaderValue::from(seconds);
            response.headers_mut().insert(header::RETRY_AFTER, value);
        }
        response
    }
}

/// Seconds after which it makes sense to try again.
fn wait(error: &ApiError) -> Option<u64> {
    let number = |name: &str| error.params.get(name)?.parse::<u64>().ok();
    let minutes = number("minutes").map(|m| m * 60);
    let usual = (error.code.class() == Class::Wait).then_some(WAIT_SECONDS);
    usual.map(|usual| number("seconds").or(minutes).unwrap_or(usual))
}

/// Sent away at once, because too much waits.
pub fn busy() -> Response {
    let mut response = Refusal(Code::TryLater.into()).into_response();
    *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
    response
}

/// Too many tries: how long to wait.
pub fn too_fast(wait: Duration) -> Denial {
    let seconds = wait.as_millis().div_ceil(1_000).max(1);
    Denial::new(Code::TooFast).with("seconds", seconds)
}
