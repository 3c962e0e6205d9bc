//! Bands instead of ranks: a unit stands above or below the rest of its group, or it does not, and the same against its own
//! last months.

use super::line::Indicator;
use super::mix::Mix;
use super::sheet::{Rate, Rates};
use crate::four::{Four, Level};
use crate::rulepack::ScoreRules;
use crate::words::words;
use std::cmp::Ordering;

words!(/// How one rate stands against others.
Standing { Above "above" "高于" , Same "same" "相当", Below "below" "低于", Few "few" "样本不足" });

words!(/// A unit's band of a month.
Band { Fine "fine" "优", Good "good" "良", Improve "improve" "需改进", Few "few" "样本不足" });

words!(/// A month against the unit's own three before.
Progress { Better "better" "进步", Same "same" "持平", Worse "worse" "退步", Few "few" "样本不足" });

/// The rates that make a band.
pub const BANDED: [Indicator; 3] = [Indicator::Done, Indicator::Solved, Indicator::Satisfied];

/// One rate against others.
pub fn standing(own: Rate, others: Rate, rules: &ScoreRules) -> Standing {
    let (Some(bp), Some(other)) = (own.bp, others.bp) else {
        return Standing::Few;
    };
    if own.n < u64::from(rules.min_n) {
        return Standing::Few;
    }
    let four = Four::of(own.good(), own.n, others.good(), others.n);
    let far = bp.abs_diff(other) >= rules.band_gap_bp;
    match four.direction() {
        Ordering::Less if far && four.differs(Level::Strict, 100) => Standing::Below,
        Ordering::Greater if far && four.differs(Level::Strict, 100) => Standing::Above,
        _ => Standing::Same,
    }
}

fn standings(own: &Rates, others: &Rates, rules: &ScoreRules) -> [(Indicator, Standing); 3] {
    BANDED.map(|ind| (ind, standing(own.of(ind), others.of(ind), rules)))
}

/// The band of a unit inside its group. An indicator whose total its mix turned round makes nobody 需改进 by itself.
pub fn band(own: &Rates, rest: &Rates, mix: &[Mix], rules: &ScoreRules) -> Band {
    let all = standings(own, rest, rules);
    let turned = |ind: Indicator| mix.iter().any(|m| m.ind == ind);
    let any = |wanted: Standing| all.iter().any(|(_, s)| *s == wanted);
    let below = all
        .iter()
        .any(|(ind, s)| *s == Standing::Below && !turned(*ind));
    match () {
        () if all.iter().all(|(_, s)| *s == Standing::Few) => Band::Few,
        () if below => Band::Improve,
        () if any(Standing::Above) && !any(Standing::Below) => Band::Fine,
        () => Band::Good,
    }
}

/// A unit's month against its own frozen months before.
pub fn progress(own: &Rates, before: &Rates, rules: &ScoreRules) -> Progress {
    let all = standings(own, before, rules);
    let any = |wanted: Standing| all.iter().any(|(_, s)| *s == wanted);
    match () {
        () if all.iter().all(|(_, s)| *s == Standing::Few) => Progress::Few,
        () if any(Standing::Below) => Progress::Worse,
        () if any(Standing::Above) => Progress::Better,
        () => Progress::Same,
    }
}

/// Rates summed up.
pub fn sum_of<'a>(all: impl IntoIterator<Item = &'a Rates>) -> Rates {
    let mut sums = [(0u64, 0u64); 5];
    for rates in all {
        for (sum, ind) in sums.iter_mut().zip(Indicator::RATES) {
            let rate = rates.of(ind);
            *sum = (sum.0 + rate.good_halves, sum.1 + rate.n);
        }
    }
    let [sign, respond, done, solved, satisfied] = sums.map(|(good, n)| Rate::of(good, n));
    Rates {
        sign,
        respond,
        done,
        solved,
        satisfied,
    }
}

/// The rates of all but one.
pub fn rest_of(all: &Rates, own: &Rates) -> Rates {
    let rest = |ind| {
        let (all, own) = (all.of(ind), own.of(ind));
        Rate::of(
            all.good_halves.saturating_sub(own.good_halves),
            all.n.saturating_sub(own.n),
        )
    };
    Rates {
        sign: rest(Indicator::Sign),
        respond: rest(Indicator::Respond),
        done: rest(Indicator::Done),
        solved: rest(Indicator::Solved),
        satisfied: rest(Indicator::Satisfied),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::mix::MixBy;

    fn rates(done: (u64, u64), satisfied: (u64, u64)) -> Rates {
        Rates {
            done: Rate::of(done.0 * 2, done.1),
            satisfied: Rate::of(satisfied.0 * 2, satisfied.1),
            ..Rates::default()
        }
    }

    /// The vectors of docs/scores.md 3, against the rest of the group.
    #[test]
    fn a_rate_stands_out_when_it_differs_and_by_enough() {
        let rules = ScoreRules::default();
        for (own, rest, expect) in [
            ((40, 45), (300, 360), Standing::Same),
            ((30, 45), (300, 360), Standing::Below),
            ((45, 45), (300, 360), Standing::Above),
            ((16, 27), (300, 360), Standing::Below),
            ((23, 27), (300, 360), Standing::Same),
            ((27, 27), (300, 360), Standing::Same),
            ((17, 20), (1000, 1100), Standing::Same),
            ((14, 20), (1000, 1100), Standing::Same),
            ((9, 12), (970, 1000), Standing::Same),
            ((9, 9), (300, 360), Standing::Few),
            ((45, 45), (0, 0), Standing::Few),
        ] {
            let (own, rest) = (Rate::of(own.0 * 2, own.1), Rate::of(rest.0 * 2, rest.1));
            assert_eq!(standing(own, rest, &rules), expect, "{own:?} {rest:?}");
        }
        // Sure, and too little to matter.
        let (own, rest) = (Rate::of(2 * 99_500, 100_000), Rate::of(2 * 99_000, 100_000));
        assert_eq!(standing(own, rest, &rules), Standing::Same);
    }

    #[test]
    fn bands_follow_from_standings() {
        let rules = ScoreRules::default();
        let rest = rates((300, 360), (300, 360));
        let mix = [Mix {
            ind: Indicator::Done,
            by: MixBy::Grade,
            adjusted_bp: 9000,
            covered_bp: 10_000,
        }];
        for (own, mix, expect) in [
            (rates((40, 45), (40, 45)), &[][..], Band::Good),
            (rates((45, 45), (40, 45)), &[], Band::Fine),
            (rates((30, 45), (45, 45)), &[], Band::Improve),
            (rates((30, 45), (40, 45)), &mix, Band::Good),
            (rates((30, 45), (45, 45)), &mix, Band::Good),
            (rates((9, 9), (3, 9)), &[], Band::Few),
            (rates((9, 9), (45, 45)), &[], Band::Fine),
        ] {
            assert_eq!(band(&own, &rest, mix, &rules), expect, "{own:?}");
        }
        assert_eq!(
            progress(&rates((30, 45), (40, 45)), &rest, &rules),
            Progress::Worse
        );
        assert_eq!(
            progress(&rates((45, 45), (40, 45)), &rest, &rules),
            Progress::Better
        );
        let nothing = Rates::default();
        assert_eq!(
            progress(&rates((45, 45), (1, 1)), &nothing, &rules),
            Progress::Few
        );
    }

    #[test]
    fn sums_and_rests_belong_together() {
        let (a, b) = (rates((3, 4), (5, 6)), rates((7, 9), (1, 2)));
        let all = sum_of([&a, &b]);
        assert_eq!(rest_of(&all, &a), sum_of([&b]));
        assert_eq!(all.done, Rate::of(20, 13));
    }
}
