//! 约谈: what a unit's monthly satisfaction suggests (docs/domain.md 8.6). Whole numbers only; a person decides.

use crate::rulepack::{Calendar, TalkRules};
use crate::score::month::Month;
use crate::score::share::share_bp;
use crate::words::words;
use crate::{Denial, Moment, Satisfied};

words!(/// What a month's satisfaction suggests.
TalkVerdict { Suggested "suggested" "建议约谈", Normal "normal" "正常", Few "few" "样本不足" });

/// Whether a rated visit counts as satisfied; none when it gave no rating.
pub fn counts_as(satisfied: Satisfied) -> Option<bool> {
    match satisfied {
        Satisfied::Yes | Satisfied::Mostly => Some(true),
        Satisfied::No => Some(false),
        Satisfied::Unrated => None,
    }
}

/// Share of satisfied among rated visits in basis points (8500 is 85.00 %), half-up; none without a rated visit.
pub fn rate_bp(satisfied: u64, rated: u64) -> Option<u32> {
    share_bp(satisfied.min(rated), rated)
}

/// What that share suggests; the rate that is compared is the one that is printed.
pub fn verdict(rules: &TalkRules, satisfied: u64, rated: u64) -> TalkVerdict {
    match rate_bp(satisfied, rated) {
        Some(_) if rated < u64::from(rules.rated_min) => TalkVerdict::Few,
        Some(rate) if rate < rules.floor_bp => TalkVerdict::Suggested,
        Some(_) => TalkVerdict::Normal,
        None => TalkVerdict::Few,
    }
}

/// A month of the district's calendar, written as 2026-10: from its first moment to the first of the next.
pub fn month(text: &str, calendar: &Calendar) -> Result<(Moment, Moment), Denial> {
    let month = Month::parse(text, calendar)?;
    Ok((month.from, month.until))
}

/// The month of the district's calendar that holds a moment, as 2026-10.
pub fn month_of(at: Moment, calendar: &Calendar) -> String {
    Month::of(at, calendar).map_or_else(String::new, |month| month.text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Code;

    #[test]
    fn rates_are_rounded_half_up_and_compared_as_printed() {
        let rules = TalkRules {
            floor_bp: 8500,
            rated_min: 20,
        };
        for (satisfied, rated, rate, expect) in [
            (0, 0, None, TalkVerdict::Few),
            (19, 19, Some(10_000), TalkVerdict::Few),
            (0, 19, Some(0), TalkVerdict::Few),
            (17, 20, Some(8500), TalkVerdict::Normal),
            (16, 20, Some(8000), TalkVerdict::Suggested),
            (1, 3, Some(3333), TalkVerdict::Few),
            (2, 3, Some(6667), TalkVerdict::Few),
            // 84.995 % is printed as 85.00 %, 84.99 % is not.
            (16_999, 20_000, Some(8500), TalkVerdict::Normal),
            (8_499, 10_000, Some(8499), TalkVerdict::Suggested),
            (1, 8, Some(1250), TalkVerdict::Few),
        ] {
            assert_eq!(rate_bp(satisfied, rated), rate, "{satisfied}/{rated}");
            assert_eq!(verdict(&rules, satisfied, rated), expect);
        }
    }

    #[test]
    fn a_month_begins_at_the_districts_midnight() {
        let calendar = Calendar {
            utc_offset_minutes: 480,
            hours: vec![(540, 1080)],
            holidays: vec![],
            make_up_days: vec![],
        };
        let (from, to) = month("2026-12", &calendar).unwrap();
        assert_eq!(from.to_string(), "2026-11-30T16:00:00Z");
        assert_eq!(to.to_string(), "2026-12-31T16:00:00Z");
        let (from, to) = month("2028-02", &calendar).unwrap();
        assert_eq!(to.since(from), 29 * 24 * 60 * 60_000);
        assert_eq!(month_of(from, &calendar), "2028-02");
        assert_eq!(month_of(Moment(from.0 - 1), &calendar), "2028-01");
        for wrong in [
            "",
            "2026-13",
            "2026-1",
            "202610",
            "2026-10-01",
            "二〇二六年",
            "-026-10",
        ] {
            assert_eq!(
                month(wrong, &calendar).unwrap_err().code,
                Code::FieldType,
                "{wrong}"
            );
        }
    }
}
