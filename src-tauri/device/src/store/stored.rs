//! Values as they are stored, read one by one: what does not parse is a value less, never an error of all the others.

use rusqlite::Row;
use rusqlite::types::ValueRef;
use serde::de::DeserializeOwned;

/// Which table a value lies in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Draft,
    Note,
    Edit,
    Side,
}

/// A value that was found not to read.
#[derive(Debug, PartialEq, Eq)]
pub struct Unreadable {
    pub kind: Kind,
    /// Its key in its table.
    pub id: String,
}

impl Kind {
    /// Its name in SQL.
    pub fn table(self) -> &'static str {
        match self {
            Kind::Draft => "draft",
            Kind::Note => "note",
            Kind::Edit => "edit",
            Kind::Side => "side",
        }
    }
}

/// A stored JSON value; none when this version cannot read it.
pub(super) fn parsed<T: DeserializeOwned>(row: &Row, column: usize) -> rusqlite::Result<Option<T>> {
    Ok(match row.get_ref(column)? {
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => serde_json::from_slice(bytes).ok(),
        _ => None,
    })
}

/// A text this version can take for a `T`, such as an id or a closed word.
pub(super) fn checked<T>(
    row: &Row,
    column: usize,
    check: impl FnOnce(String) -> std::result::Result<T, model::Denial>,
) -> rusqlite::Result<Option<T>> {
    let text = row.get::<_, Option<String>>(column).ok().flatten();
    Ok(text.and_then(|text| check(text).ok()))
}
