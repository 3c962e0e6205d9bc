//! 构成影响: whether a unit only looks better or worse than the rest because it had other tickets (Simpson's paradox).

use super::line::{Indicator, Line};
use super::share::{half_up, share_bp};
use crate::words::words;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::collections::BTreeMap;

words!(/// By what tickets are told apart.
MixBy { Grade "grade" "等级与疑难", Category "category" "一级类别" });

/// Instances of a stratum below which it is not looked at.
const LEAST: u64 = 5;

/// Good halves and instances.
type Sum = (u64, u64);

/// Sums by indicator and stratum.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Strata(BTreeMap<(Indicator, MixBy), BTreeMap<String, Sum>>);

/// One indicator whose total says the opposite of its strata.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Mix {
    pub ind: Indicator,
    pub by: MixBy,
    /// The rate it would have with the tickets of its group, in basis points.
    pub adjusted_bp: u32,
    /// Share of the group's tickets that this rests on, in basis points.
    pub covered_bp: u32,
}

impl Strata {
    /// Takes an instance in.
    pub fn add(&mut self, line: &Line, good: u32) {
        let stratum = &line.stratum;
        for (by, name) in [
            (MixBy::Grade, stratum.rank().to_string()),
            (MixBy::Category, stratum.first_level().to_string()),
        ] {
            self.put(line.ind, by, name, (good.into(), 1));
        }
    }
    /// Adds a sum of good halves and instances.
    pub fn put(&mut self, ind: Indicator, by: MixBy, name: String, sum: Sum) {
        let strata = self.0.entry((ind, by)).or_default();
        let known = strata.entry(name).or_default();
        *known = (known.0 + sum.0, known.1 + sum.1);
    }
    /// Takes all of another in.
    pub fn join(&mut self, other: &Strata) {
        for ((ind, by), strata) in &other.0 {
            for (name, sum) in strata {
                self.put(*ind, *by, name.clone(), *sum);
            }
        }
    }
    fn of(&self, ind: Indicator, by: MixBy) -> impl Iterator<Item = (&String, Sum)> {
        let strata = self.0.get(&(ind, by)).into_iter().flatten();
        strata.map(|(name, sum)| (name, *sum))
    }
    fn one(&self, ind: Indicator, by: MixBy, name: &str) -> Sum {
        let strata = self.0.get(&(ind, by));
        strata
            .and_then(|s| s.get(name))
            .copied()
            .unwrap_or_default()
    }
    /// Looks at one indicator of a unit inside its group, by grade first.
    pub fn check(&self, group: &Strata, ind: Indicator) -> Option<Mix> {
        let found = MixBy::ALL
            .iter()
            .find(|by| self.is_turned(group, ind, **by));
        found.and_then(|by| self.adjusted(group, ind, *by))
    }
    /// Whether the unit is better (worse) in every stratum, yet worse (better) in total.
    fn is_turned(&self, group: &Strata, ind: Indicator, by: MixBy) -> bool {
        let mut sides = Vec::new();
        for (name, own) in self.of(ind, by) {
            let all = group.one(ind, by, name);
            let rest = (all.0 - own.0.min(all.0), all.1 - own.1.min(all.1));
            if own.1 >= LEAST && rest.1 >= LEAST {
                sides.push(compare(own, rest));
            }
        }
        let total = |strata: &Strata| {
            let all = strata.of(ind, by).map(|(_, sum)| sum);
            all.fold((0, 0), |a: Sum, b| (a.0 + b.0, a.1 + b.1))
        };
        let (own, all) = (total(self), total(group));
        let rest = (all.0 - own.0.min(all.0), all.1 - own.1.min(all.1));
        let turned = compare(own, rest).reverse();
        sides.len() > 1 && turned != Ordering::Equal && sides.iter().all(|side| *side == turned)
    }
    /// The rate with the group's weights, over strata that the unit has enough of.
    fn adjusted(&self, group: &Strata, ind: Indicator, by: MixBy) -> Option<Mix> {
        let (mut sum, mut weights, mut all) = (0u64, 0u64, 0u64);
        for (name, (_, weight)) in group.of(ind, by) {
            all += weight;
            let own = self.one(ind, by, name);
            if own.1 < LEAST {
                continue;
            }
            let bp = share_bp(own.0, own.1 * 2)?;
            sum += weight * u64::from(bp);
            weights += weight;
        }
        Some(Mix {
            ind,
            by,
            adjusted_bp: u32::try_from(half_up(sum, weights)?).ok()?,
            covered_bp: share_bp(weights, all)?,
        })
    }
}

/// Which of two shares of good halves is greater.
fn compare(one: Sum, other: Sum) -> Ordering {
    let cross = |a: u64, b: u64| u128::from(a) * u128::from(b);
    cross(one.0, other.1).cmp(&cross(other.0, one.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strata(urgent: (u64, u64), normal: (u64, u64)) -> Strata {
        let mut all = Strata::default();
        let ind = Indicator::Done;
        all.put(ind, MixBy::Grade, "1".into(), (urgent.0 * 2, urgent.1));
        all.put(ind, MixBy::Grade, "2".into(), (normal.0 * 2, normal.1));
        all
    }

    #[test]
    fn a_total_that_turns_round_is_found_and_adjusted() {
        let a = strata((72, 90), (10, 10));
        let b = strata((7, 10), (86, 90));
        let mut group = a.clone();
        group.join(&b);
        let found = |unit: &Strata| unit.check(&group, Indicator::Done).unwrap();
        assert_eq!((found(&a).adjusted_bp, found(&b).adjusted_bp), (9000, 8278));
        assert_eq!(found(&a).covered_bp, 10_000);
        assert_eq!(a.check(&group, Indicator::Solved), None, "nothing there");
    }

    #[test]
    fn what_points_one_way_is_left_alone() {
        let (a, b) = (strata((80, 90), (9, 10)), strata((70, 90), (8, 10)));
        let mut group = a.clone();
        group.join(&b);
        assert_eq!(a.check(&group, Indicator::Done), None);
        // Too few to say.
        let (a, b) = (strata((72, 90), (4, 4)), strata((7, 10), (86, 90)));
        let mut group = a.clone();
        group.join(&b);
        assert_eq!(a.check(&group, Indicator::Done), None);
    }
}
