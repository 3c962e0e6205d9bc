//! 反映人 as typed, and the side record it becomes.

use crate::view_model::form::written;
use model::ReporterKind;
use model::issue::Reporter;
use serde::{Deserialize, Serialize};

/// Who spoke to the officer, as typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Told {
    pub kind: ReporterKind,
    pub name: String,
    pub phone: String,
    pub org: String,
    pub wants_visit: bool,
    pub confidential: bool,
    pub consent: bool,
}

impl Default for Told {
    fn default() -> Self {
        Told {
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

impl Told {
    /// The reporter, when there is one.
    pub fn reporter(&self) -> Option<Reporter> {
        let told = self;
        let named = matches!(told.kind, ReporterKind::Person | ReporterKind::Enterprise);
        (told.kind != ReporterKind::None).then(|| Reporter {
            kind: told.kind,
            name: written(&told.name).filter(|_| named),
            phone: written(&told.phone).filter(|_| named),
            org_code: written(&told.org).filter(|_| told.kind == ReporterKind::Enterprise),
            wants_visit: named.then_some(told.wants_visit),
            confidential: Some(told.confidential),
            consent: named.then_some(told.consent),
        })
    }
}
