//! Refusals and faults as HTTP answers.

use crate::Error;
use api::ApiError;
use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use model::{Class, Code, Denial};

/// A refusal on its way out.
#[derive(Debug)]
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
        (status, Json(error)).into_response()
    }
}
