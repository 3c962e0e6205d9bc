//! What is wrong in a file that people made, with its place: of a table, or of JSON objects one after the other.

use crate::{Code, Denial};
use serde::Serialize;

/// Faults of one file that are told; whoever has more has one kind of fault many times.
pub const FAULTS_MAX: usize = 50;

/// What is wrong at one place of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// The file, where several were given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Row, as a spreadsheet program or an editor numbers it.
    pub line: u64,
    /// Column of a table by its letters, field of an object by its name; empty for the whole row.
    pub column: String,
    /// What kind of fault.
    pub code: Code,
    /// A sentence: the column's name and what to do.
    pub detail: String,
}

impl Fault {
    /// A refusal of a field of an object that begins in a line.
    pub fn of(line: u64, denial: &Denial) -> Self {
        Fault {
            file: None,
            line,
            column: denial.params.get("field").cloned().unwrap_or_default(),
            code: denial.code,
            detail: denial.sentence(),
        }
    }

    /// For people, with its place.
    pub fn sentence(&self) -> String {
        let file = self
            .file
            .as_ref()
            .map(|f| format!("{f} "))
            .unwrap_or_default();
        let place = format!("{file}第 {} 行", self.line);
        let letters =
            !self.column.is_empty() && self.column.bytes().all(|b| b.is_ascii_uppercase());
        match self.detail.split_once('：') {
            Some((name, rest)) if letters => {
                format!("{place} {name}（{} 列）：{rest}", self.column)
            }
            _ => format!("{place}：{}", self.detail),
        }
    }
}
