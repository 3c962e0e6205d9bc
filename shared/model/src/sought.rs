//! Finding a reporter (诉求人): by a whole number or a whole name, in the one form in which both are compared. A part of one
//! finds nobody, so that nobody is found by trying.

use crate::issue::Reporter;
use crate::{Code, Denial, mask, search, text};

/// Digits of the shortest number that is a whole one: seven of a landline without its area.
const DIGITS_MIN: usize = 7;
/// Characters of a number and of a name, as a record holds them at most.
const PHONE_MAX: usize = 20;
const NAME_MAX: usize = 40;
/// What people write for a part they leave out; masked names and numbers have the first.
const LEFT_OUT: &str = "*＊✱?？%％_＿…";

/// What is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sought {
    /// Digits alone.
    Phone(String),
    /// Without blanks, in small letters.
    Name(String),
}

impl Sought {
    /// What somebody typed; refused when it is empty, too long, or only a part.
    pub fn read(typed: &str) -> Result<Self, Denial> {
        let typed = text::clean(typed);
        text::check("姓名或号码", &typed, 1, NAME_MAX)?;
        if typed.chars().any(|c| LEFT_OUT.contains(c)) {
            return Err(Code::SoughtPart.into());
        }
        let sought = if is_number(&typed) {
            Sought::phone(&typed)
        } else {
            Sought::name(&typed)
        };
        sought.ok_or_else(|| Code::SoughtPart.into())
    }

    /// Everything that finds this reporter.
    pub fn of(reporter: &Reporter) -> Vec<Self> {
        let phone = reporter.phone.as_deref().and_then(Sought::phone);
        let name = reporter.name.as_deref().and_then(Sought::name);
        phone.into_iter().chain(name).collect()
    }

    /// What it is, and its text: two parts that no other pair gives.
    pub fn parts(&self) -> (&'static str, &str) {
        match self {
            Sought::Phone(digits) => ("phone", digits),
            Sought::Name(name) => ("name", name),
        }
    }

    /// A number without what only groups its digits; a mobile one without its country.
    fn phone(written: &str) -> Option<Self> {
        let plain = text::code(written);
        let plain: String = plain.chars().filter(|c| !"-()".contains(*c)).collect();
        let digits = match mask::mobile(&plain) {
            Some(bare) => bare.to_string(),
            None => {
                let abroad = ["+86", "0086"].iter().find_map(|p| plain.strip_prefix(p));
                // A landline is dialled with a zero at home and without it from abroad.
                let home = abroad.map(|rest| format!("0{}", rest.trim_start_matches('0')));
                home.unwrap_or(plain).replace('+', "")
            }
        };
        let whole = (DIGITS_MIN..=PHONE_MAX).contains(&digits.len());
        (whole && digits.bytes().all(|b| b.is_ascii_digit())).then_some(Sought::Phone(digits))
    }

    fn name(written: &str) -> Option<Self> {
        let plain = search::normalise(written);
        let name: String = plain.chars().filter(|c| !c.is_whitespace()).collect();
        // A surname alone is a part.
        (name.chars().count() > 1).then_some(Sought::Name(name))
    }
}

/// Whether this is meant as a number: digits, and what groups them.
pub fn is_number(typed: &str) -> bool {
    let plain = text::phone(typed);
    let groups = |c: char| "+-() ".contains(c);
    plain.chars().any(|c| c.is_ascii_digit())
        && plain.chars().all(|c| c.is_ascii_digit() || groups(c))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ReporterKind;

    fn reporter(name: &str, phone: &str) -> Reporter {
        let given = |text: &str| Some(text.to_string()).filter(|t| !t.is_empty());
        Reporter {
            kind: ReporterKind::Person,
            name: given(name),
            phone: given(phone),
            org_code: None,
            wants_visit: None,
            confidential: None,
            consent: None,
        }
    }

    #[test]
    fn a_number_is_found_however_it_is_grouped() {
        let kept = Sought::of(&reporter("演示王某", "130 0000 0123"));
        for typed in [
            "13000000123",
            "１３０ ００００ ０１２３",
            "+86-130-0000-0123",
            "008613000000123",
            "(130)0000 0123",
        ] {
            let sought = Sought::read(typed).unwrap();
            assert_eq!(sought.parts(), ("phone", "13000000123"), "{typed}");
            assert!(kept.contains(&sought), "{typed}");
        }
        let landline = Sought::of(&reporter("", "（010）6600‐0123"));
        for typed in ["010-66000123", "+86 10 6600 0123", "0086 010 66000123"] {
            assert!(landline.contains(&Sought::read(typed).unwrap()), "{typed}");
        }
    }

    #[test]
    fn a_name_is_found_however_it_is_spaced() {
        let kept = Sought::of(&reporter(" 演示\u{200b}王 某 ", "13000000123"));
        assert!(kept.contains(&Sought::read("演示王某").unwrap()));
        assert!(!kept.contains(&Sought::read("演示王").unwrap()));
        let kept = Sought::of(&reporter("Demo Wang", ""));
        assert!(kept.contains(&Sought::read("demo wang").unwrap()));
    }

    #[test]
    fn a_part_finds_nobody() {
        for typed in [
            "王",
            "王*",
            "演示％",
            "演示?某",
            "130****0123",
            "0123",
            "130 00",
            "1300000012…",
        ] {
            let refused = Sought::read(typed).unwrap_err();
            assert_eq!(refused.code, Code::SoughtPart, "{typed}");
        }
        assert_eq!(Sought::read(" \n").unwrap_err().code, Code::FieldMissing);
        let long = "演".repeat(41);
        assert_eq!(Sought::read(&long).unwrap_err().code, Code::TextTooLong);
        // The whole number and no longer one.
        let kept = Sought::of(&reporter("", "13000000123"));
        for typed in ["1300000012", "130000001234", "3000000123"] {
            assert!(!kept.contains(&Sought::read(typed).unwrap()), "{typed}");
        }
    }

    #[test]
    fn a_record_without_name_and_number_is_found_by_nothing() {
        assert_eq!(Sought::of(&reporter("", "")), []);
        assert_eq!(Sought::of(&reporter("王", "1234")), []);
        assert!(is_number("130 0000") && !is_number("演示 1 号") && !is_number("--"));
    }
}
