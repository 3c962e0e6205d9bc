//! Errors at the boundary: a closed code, its sentence, and the parameters.

use model::{Class, Code, Denial};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a refused call answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ApiError {
    /// Closed code; scripts may match on it.
    pub code: Code,
    /// The Chinese sentence with its parameters filled in.
    pub detail: String,
    #[serde(default)]
    pub params: BTreeMap<String, String>,
}

impl From<Denial> for ApiError {
    fn from(denial: Denial) -> Self {
        ApiError {
            detail: denial.sentence(),
            code: denial.code,
            params: denial.params,
        }
    }
}

impl From<Code> for ApiError {
    fn from(code: Code) -> Self {
        Denial::new(code).into()
    }
}

impl From<ApiError> for Denial {
    fn from(error: ApiError) -> Self {
        Denial {
            code: error.code,
            params: error.params,
        }
    }
}

impl ApiError {
    /// HTTP status for this error.
    pub fn status(&self) -> u16 {
        match self.code {
            Code::BodyTooLarge | Code::FrameTooLarge => 413,
            code => match code.class() {
                Class::Input => 400,
                Class::Session => 401,
                Class::Right => 403,
                Class::Missing => 404,
                Class::State => 409,
                Class::Wait => 429,
                Class::Network => 502,
                Class::Storage => 507,
                Class::Bug => 500,
            },
        }
    }
}

/// Exit status of the command line for a refusal (docs/automation.md).
pub fn exit_status(code: Code) -> i32 {
    match code.class() {
        Class::Input => 2,
        Class::Network => 3,
        Class::State | Class::Right | Class::Session | Class::Wait | Class::Missing => 4,
        Class::Storage | Class::Bug => 5,
    }
}
