//! 反映人 as typed, and the side record it becomes.

use crate::view_model::text::filled;
use crate::words as w;
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

/// Digits of a mobile number.
const MOBILE: usize = 11;

impl ReporterInput {
    /// What keeps the number from being used: it cannot be one, or nobody agreed that it is kept.
    pub fn phone_fault(&self) -> Option<String> {
        let phone = self.reporter()?.phone?;
        let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
        let digits = digits.strip_prefix("86").unwrap_or(&digits);
        let count = digits.chars().count();
        // Local numbers do not begin with 1; short ones of services (12345) have five digits at most.
        if digits.starts_with('1') && count > 5 && count != MOBILE {
            return Some(w::PHONE_MOBILE.with(&[&MOBILE, &count]));
        }
        (!self.consent).then(|| w::PHONE_CONSENT.t().to_string())
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_whole_and_kept_by_consent() {
        let said = |phone: &str, consent| {
            let input = ReporterInput {
                kind: ReporterKind::Person,
                phone: phone.into(),
                consent,
                ..ReporterInput::default()
            };
            input.phone_fault()
        };
        assert!(said("1380000", true).unwrap().contains("现在 7 位"));
        for good in ["13000000123", "+86 130-0000-0123", "61234567", "12345", ""] {
            assert_eq!(said(good, true), None, "{good}");
        }
        assert!(said("13000000123", false).unwrap().contains("同意"));
        assert_eq!(said("", false), None);
    }
}
