//! What the database reports, and what the pool makes of it. Beside `store`, the one place that knows its library.

use super::Error;

/// A failed database operation.
#[derive(Debug, thiserror::Error)]
#[error("database: {0}")]
pub struct StoreError(#[from] rusqlite::Error);

impl StoreError {
    fn code(&self) -> Option<rusqlite::ErrorCode> {
        match &self.0 {
            rusqlite::Error::SqliteFailure(e, _) => Some(e.code),
            _ => None,
        }
    }
    /// No space left.
    pub fn is_full(&self) -> bool {
        self.code() == Some(rusqlite::ErrorCode::DiskFull)
    }
    /// What was stored in one place does not read as what belongs there; all else may be sound.
    pub fn is_unreadable(&self) -> bool {
        use rusqlite::Error::*;
        matches!(
            self.0,
            FromSqlConversionFailure(..)
                | IntegralValueOutOfRange(..)
                | Utf8Error(..)
                | InvalidColumnType(..)
                | QueryReturnedNoRows
        )
    }
    /// Another process held the write lock for too long.
    pub fn is_busy(&self) -> bool {
        matches!(
            self.code(),
            Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked)
        )
    }
}

impl From<rusqlite::Error> for Error {
    fn from(e: rusqlite::Error) -> Self {
        Error::Store(StoreError(e))
    }
}
