//! 反映人 as typed, and the side record it becomes.

use crate::view_model::text::filled;
use model::ReporterKind;
use model::issue::Reporter;
use serde::{Deserialize, Serialize};

/// Who spoke to the officer, as typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReporterInput {
    pub kind: ReporterKind,
    pub name: String,
    pub phone: String,
    pub org: String,
    pub wants_visit: bool,
    pub confidential: bool,
    pub consent: bool,
}

impl Default for ReporterInput {
    fn default() -> Self {
        ReporterInput {
            kind: ReporterKind::None,
            name: String::new(),
            phone: String::new(),
            org: String::new(),
            wants_visit: true,
            confidential: false,
            consent: false,
        }
    }
}

impl ReporterInput {
    /// The reporter, when there is one.
    pub fn reporter(&self) -> Option<Reporter> {
        let named = matches!(self.kind, ReporterKind::Person | ReporterKind::Enterprise);
        (self.kind != ReporterKind::None).then(|| Reporter {
            kind: self.kind,
            name: filled(&self.name).filter(|_| named),
            phone: filled(&self.phone).filter(|_| named),
            org_code: filled(&self.org).filter(|_| self.kind == ReporterKind::Enterprise),
            wants_visit: named.then_some(self.wants_visit),
            confidential: Some(self.confidential),
            consent: named.then_some(self.consent),
        })
    }
}
