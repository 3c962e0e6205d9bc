//! What happened to records that are no ticket's (考, 通报, 抽查, 推): one line each, only ever added, in the transaction of
//! the record itself.

use super::Tx;
use crate::Result;
use model::{Moment, UserName};

/// One line.
pub struct RecordEvent<'a> {
    /// What kind of record.
    pub kind: &'static str,
    pub id: &'a str,
    pub action: &'static str,
    pub by: &'a UserName,
    pub at: Moment,
    /// The record's version after it.
    pub version: u32,
    /// Codes and numbers; never a text that somebody wrote.
    pub payload: serde_json::Value,
}

impl Tx<'_> {
    /// Adds a line.
    pub fn note_record(&self, event: &RecordEvent) -> Result<()> {
        let sql = "insert into record_event (kind, id, action, by, at, version, payload) values (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        let row = (
            event.kind,
            event.id,
            event.action,
            event.by.as_str(),
            event.at.0,
            event.version,
            event.payload.to_string(),
        );
        self.conn.prepare_cached(sql)?.execute(row)?;
        Ok(())
    }
}
