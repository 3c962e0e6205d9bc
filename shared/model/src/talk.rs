//! 约谈: what a unit's monthly satisfaction suggests (docs/domain.md 8.6). Whole numbers only; a person decides.

use crate::rulepack::TalkRules;
use crate::score::sheet::Rate;
use crate::words::words;

words!(/// What a month's satisfaction suggests.
TalkVerdict { Suggested "suggested" "建议约谈", Normal "normal" "正常", Few "few" "样本不足" });

/// What a month's 满意率 suggests; the rate that is compared is the one that is printed.
pub fn verdict(rules: &TalkRules, rate: Rate) -> TalkVerdict {
    match rate.bp {
        Some(_) if rate.n < u64::from(rules.rated_min) => TalkVerdict::Few,
        Some(bp) if bp < rules.floor_bp => TalkVerdict::Suggested,
        Some(_) => TalkVerdict::Normal,
        None => TalkVerdict::Few,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_rounded_half_up_and_compared_as_printed() {
        let rules = TalkRules {
            floor_bp: 8500,
            rated_min: 20,
        };
        for (satisfied, rated, bp, expect) in [
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
            let rate = Rate::of(satisfied * 2, rated);
            assert_eq!(rate.bp, bp, "{satisfied}/{rated}");
            assert_eq!(verdict(&rules, rate), expect);
        }
    }
}
