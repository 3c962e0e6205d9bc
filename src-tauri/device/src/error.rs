//! What can go wrong inside, and the closed code it becomes at the edge.

use model::{Code, Denial};

/// Trouble on this device; [`Error::denial`] is what a person reads.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A refusal with its code.
    #[error("{0}")]
    Denied(#[from] Denial),
    /// The store.
    #[error("store: {0}")]
    Sql(#[from] rusqlite::Error),
    /// The disk.
    #[error("disk: {0}")]
    Io(#[from] std::io::Error),
    /// A ticket's document.
    #[error("document: {0}")]
    Doc(#[from] sync::DocError),
    /// Our own JSON inside the store.
    #[error("stored JSON: {0}")]
    Json(#[from] serde_json::Error),
}

/// What this crate answers inside.
pub type Result<T> = std::result::Result<T, Error>;

impl From<Code> for Error {
    fn from(code: Code) -> Self {
        Error::Denied(code.into())
    }
}

impl From<sync::EditError> for Error {
    fn from(error: sync::EditError) -> Self {
        match error {
            sync::EditError::Denied(denial) => Error::Denied(denial),
            sync::EditError::Doc(error) => Error::Doc(error),
            // The store's own fault comes back as it went in.
            sync::EditError::Outside(error) => match error.downcast::<Error>() {
                Ok(own) => *own,
                Err(other) => Denial::new(Code::Bug).with("detail", other).into(),
            },
        }
    }
}

impl Error {
    /// The refusal with its closed code. Never carries what people wrote.
    pub fn denial(self) -> Denial {
        use rusqlite::ErrorCode::*;
        let failed = |detail: String| Denial::new(Code::StoreFailed).with("detail", detail);
        match self {
            Error::Denied(denial) => denial,
            Error::Sql(error) => match error.sqlite_error_code() {
                Some(DiskFull) => Code::DiskFull.into(),
                Some(DatabaseBusy | DatabaseLocked) => Code::StoreBusy.into(),
                Some(code) => failed(format!("{code:?}")),
                None => failed("sql".into()),
            },
            Error::Io(error) => match error.kind() {
                std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => {
                    Code::DiskFull.into()
                }
                kind => failed(kind.to_string()),
            },
            Error::Doc(sync::DocError::SchemaUnknown(n)) => {
                Denial::new(Code::SchemaUnknown).with("schema", n)
            }
            Error::Doc(sync::DocError::HeadsUnknown) => Code::Conflict.into(),
            Error::Doc(sync::DocError::Damaged | sync::DocError::NotATicket(_)) => {
                failed("这件工单在本机的记录读不出来，联网同步后会从工单池取回".into())
            }
            Error::Doc(error) => failed(error.to_string()),
            Error::Json(error) => failed(format!("json {:?}", error.classify())),
        }
    }
    /// The closed code.
    pub fn code(&self) -> Option<Code> {
        match self {
            Error::Denied(denial) => Some(denial.code),
            _ => None,
        }
    }
}

impl From<Error> for api::ApiError {
    fn from(error: Error) -> Self {
        error.denial().into()
    }
}
