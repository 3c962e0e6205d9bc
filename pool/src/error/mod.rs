//! What can go wrong inside the pool, and the closed code a caller gets for it.

mod database;

pub use database::StoreError;
use model::{Code, Denial};

/// Shorthand for results inside the pool.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Error: a refusal that is an answer, or a fault that is logged.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A rule said no; the caller gets it as it is.
    #[error("{0}")]
    Denied(#[from] Denial),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A file.
    #[error("file: {0}")]
    File(#[from] std::io::Error),
    /// Stored bytes do not fit their checksum or do not read.
    #[error("stored data is damaged: {0}")]
    Damaged(String),
    /// Our own mistake.
    #[error("bug: {0}")]
    Bug(String),
}

impl Error {
    /// Whether what was stored of one ticket cannot be read: that ticket is set aside, and stops nobody else.
    pub fn is_unreadable(&self) -> bool {
        match self {
            // What is checked as it is read (ids, words, codes) is denied then.
            Error::Damaged(_) | Error::Denied(_) => true,
            Error::Store(e) => e.is_unreadable(),
            Error::File(_) | Error::Bug(_) => false,
        }
    }
    /// What the caller is told; inner details stay in the log.
    pub fn denial(&self) -> Denial {
        match self {
            Error::Denied(denial) => denial.clone(),
            Error::Store(e) if e.is_full() => Code::DiskFull.into(),
            Error::Store(e) if e.is_busy() => Code::TryLater.into(),
            Error::Store(_) => Denial::new(Code::StoreFailed).with("detail", "数据库"),
            Error::File(e) if e.kind() == std::io::ErrorKind::StorageFull => Code::DiskFull.into(),
            Error::File(_) => Denial::new(Code::StoreFailed).with("detail", "文件"),
            Error::Damaged(_) => Denial::new(Code::StoreFailed).with("detail", "数据校验不符"),
            Error::Bug(_) => Denial::new(Code::Bug).with("detail", "pool"),
        }
    }
}

impl From<Code> for Error {
    fn from(code: Code) -> Self {
        Error::Denied(code.into())
    }
}

impl From<serde_json::Error> for Error {
    fn from(e: serde_json::Error) -> Self {
        // Names the kind of mistake only: the text could hold personal data.
        Error::Damaged(format!(
            "json {:?} at {}:{}",
            e.classify(),
            e.line(),
            e.column()
        ))
    }
}

impl From<sync::DocError> for Error {
    fn from(e: sync::DocError) -> Self {
        match e {
            sync::DocError::Damaged | sync::DocError::NotATicket(_) => {
                Error::Damaged(e.to_string())
            }
            sync::DocError::HeadsUnknown => Code::HeadsUnknown.into(),
            sync::DocError::EditReused => Code::EditForged.into(),
            sync::DocError::SchemaUnknown(n) => {
                Denial::new(Code::SchemaUnknown).with("schema", n).into()
            }
            sync::DocError::Refused(detail) => Error::Bug(detail),
        }
    }
}

impl From<sync::EditError> for Error {
    fn from(e: sync::EditError) -> Self {
        match e {
            sync::EditError::Denied(denial) => Error::Denied(denial),
            sync::EditError::Doc(e) => e.into(),
            // The store's own fault comes back as it went in.
            sync::EditError::Outside(e) => match e.downcast::<Error>() {
                Ok(own) => *own,
                Err(other) => Error::Bug(other.to_string()),
            },
        }
    }
}

impl From<getrandom::Error> for Error {
    fn from(e: getrandom::Error) -> Self {
        Error::Bug(format!("no random bytes: {e}"))
    }
}
