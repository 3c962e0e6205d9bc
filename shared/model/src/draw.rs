//! 抽取: how many are drawn, which, and by whom they are looked at (docs/draw.md). Whoever draws brings the keys, which are
//! hashes; here they are only compared, so that anybody who has the file of a draw comes to the same.

use crate::{Code, Denial, UnitCode};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A key to draw by: the smallest come first.
pub type Key = [u8; 32];

/// What can be drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Object {
    pub code: String,
    /// Drawn apart from other strata; all are one when absent.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub stratum: String,
    /// Whose it is: nobody of this unit looks at it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitCode>,
    /// Who looked at it last time: not the same two again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub last: Vec<String>,
}

/// Who looks at what was drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Inspector {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitCode>,
}

/// How many of `all` are drawn: a share in percent, rounded up, at least `min`, and never more than there are.
pub fn size(all: u64, percent: u32, min: u32) -> u64 {
    let share = (u128::from(all) * u128::from(percent)).div_ceil(100);
    all.min(u64::try_from(share).unwrap_or(all).max(min.into()))
}

/// How many of each stratum when `n` are drawn of all, by largest remainder; of equal ones the first comes first.
pub fn apportion(n: u64, strata: &[u64]) -> Vec<u64> {
    let all: u64 = strata.iter().sum();
    if n >= all {
        return strata.to_vec();
    }
    let part = |has: u64| u128::from(n) * u128::from(has);
    let whole = |has: u64| u64::try_from(part(has) / u128::from(all)).unwrap_or(has);
    let mut shares: Vec<u64> = strata.iter().map(|has| whole(*has)).collect();
    let mut order: Vec<usize> = (0..strata.len()).collect();
    order.sort_by_key(|i| std::cmp::Reverse(part(strata[*i]) % u128::from(all)));
    let left = n - shares.iter().sum::<u64>();
    for i in order.into_iter().take(usize::try_from(left).unwrap_or(0)) {
        shares[i] += 1;
    }
    shares
}

/// The objects drawn: stratum after stratum in the order of their names, in each those of the smallest keys.
pub fn drawn(objects: &[Object], n: u64, key: impl Fn(&str) -> Key) -> Vec<&Object> {
    let mut strata: BTreeMap<&str, Vec<&Object>> = BTreeMap::new();
    for object in objects {
        strata.entry(&object.stratum).or_default().push(object);
    }
    let sizes: Vec<u64> = strata.values().map(|of| of.len() as u64).collect();
    let mut all = Vec::new();
    for (of, n) in strata.into_values().zip(apportion(n, &sizes)) {
        let mut of: Vec<(Key, &Object)> = of.into_iter().map(|o| (key(&o.code), o)).collect();
        of.sort_by(|(a, x), (b, y)| (a, &x.code).cmp(&(b, &y.code)));
        let n = usize::try_from(n).unwrap_or(usize::MAX);
        all.extend(of.into_iter().take(n).map(|(_, object)| object));
    }
    all
}

/// Two inspectors for each object in the order of the draw: the first two by key who are not of its unit, are not the pair of
/// last time and have not more than their share. `key` is of object and inspector.
pub fn assign<'a>(
    objects: &[&Object],
    inspectors: &'a [Inspector],
    key: impl Fn(&str, &str) -> Key,
) -> Result<Vec<[&'a str; 2]>, Denial> {
    let share = (2 * objects.len()).div_ceil(inspectors.len().max(1)) + 1;
    let mut load: BTreeMap<&str, usize> = BTreeMap::new();
    let mut pairs = Vec::new();
    for object in objects {
        let may = |who: &&Inspector| who.unit.is_none() || who.unit != object.unit;
        let free = |who: &&Inspector| load.get(who.name.as_str()).is_none_or(|n| *n < share);
        let mut order: Vec<(Key, &str)> = inspectors
            .iter()
            .filter(|who| may(who) && free(who))
            .map(|who| (key(&object.code, &who.name), who.name.as_str()))
            .collect();
        order.sort();
        let last: BTreeSet<&str> = object.last.iter().map(String::as_str).collect();
        let again = |a: &str, b: &str| last.len() == 2 && last.contains(a) && last.contains(b);
        let pair = match order.as_slice() {
            [(_, a), (_, b), rest @ ..] if again(a, b) => rest.first().map(|(_, c)| [*a, *c]),
            [(_, a), (_, b), ..] => Some([*a, *b]),
            _ => None,
        };
        let few = || Denial::new(Code::InspectorsFew).with("value", &object.code);
        let pair = pair.ok_or_else(few)?;
        for who in pair {
            *load.entry(who).or_default() += 1;
        }
        pairs.push(pair);
    }
    Ok(pairs)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(code: &str, stratum: &str, unit: Option<&str>, last: &[&str]) -> Object {
        Object {
            code: code.into(),
            stratum: stratum.into(),
            unit: unit.map(|u| UnitCode::new(u).unwrap()),
            last: last.iter().map(|name| name.to_string()).collect(),
        }
    }

    /// A key that sorts like the text itself.
    fn plain(text: &str) -> Key {
        let mut key = [0; 32];
        key[..text.len()].copy_from_slice(text.as_bytes());
        key
    }

    #[test]
    fn a_share_is_rounded_up_and_at_least_three() {
        for (all, n) in [(0, 0), (2, 2), (3, 3), (7, 3), (30, 3), (31, 4), (214, 22)] {
            assert_eq!(size(all, 10, 3), n, "{all}");
        }
        assert_eq!(size(u64::MAX, 100, 3), u64::MAX);
    }

    #[test]
    fn strata_share_by_largest_remainder() {
        for (n, strata, shares) in [
            (5, vec![10, 10], vec![3, 2]),
            (3, vec![70, 20, 10], vec![2, 1, 0]),
            (10, vec![4, 0, 3], vec![4, 0, 3]),
            (1, vec![1, 1, 1], vec![1, 0, 0]),
            (0, vec![5], vec![0]),
            (0, vec![], vec![]),
        ] {
            assert_eq!(apportion(n, &strata), shares, "{n} of {strata:?}");
        }
    }

    #[test]
    fn the_smallest_keys_win_in_each_stratum() {
        let all = [
            object("c", "", None, &[]),
            object("x", "二", None, &[]),
            object("a", "", None, &[]),
            object("b", "", None, &[]),
            object("y", "二", None, &[]),
        ];
        let codes = |n| -> Vec<&str> {
            let drawn = drawn(&all, n, plain).into_iter();
            drawn.map(|o| o.code.as_str()).collect()
        };
        assert_eq!(codes(3), ["a", "b", "x"]);
        // More than there are: all of them.
        assert_eq!(codes(9), ["a", "b", "c", "x", "y"]);
    }

    #[test]
    fn inspectors_are_of_other_units_not_the_pair_of_last_time_and_share_the_work() {
        let people: Vec<Inspector> = [("p1", "T01"), ("p2", "T02"), ("p3", "T03"), ("p4", "T04")]
            .map(|(name, unit)| Inspector {
                name: name.into(),
                unit: Some(UnitCode::new(unit).unwrap()),
            })
            .into();
        let by_name = |_: &str, who: &str| plain(who);
        let assigned = |objects: &[Object], people: &[Inspector]| {
            let objects: Vec<&Object> = objects.iter().collect();
            let found = assign(&objects, people, by_name);
            found.map(|pairs| pairs.iter().map(|p| p.join(" ")).collect::<Vec<_>>())
        };
        let objects = [
            object("1", "", None, &[]),
            object("2", "", Some("T01"), &[]),
            object("3", "", None, &["p2", "p1"]),
            object("4", "", None, &["p1"]),
            // Of ten looks by four people three are one's share, and one more is borne.
            object("5", "", None, &[]),
        ];
        let found = assigned(&objects, &people).unwrap();
        assert_eq!(found, ["p1 p2", "p2 p3", "p1 p3", "p1 p2", "p1 p2"]);
        let more = [objects.as_slice(), &objects[..1]].concat();
        assert_eq!(assigned(&more, &people).unwrap()[5], "p3 p4");
        for (objects, people) in [
            (&objects[..1], &people[..1]),
            (&objects[..1], &people[..0]),
            (&objects[1..2], &people[..2]),
            (&objects[2..3], &people[..2]),
        ] {
            let denial = assigned(objects, people).unwrap_err();
            assert_eq!(denial.code, Code::InspectorsFew);
        }
    }
}
