//! 主动发现: the same find made up several times is one.

use crate::{AreaCode, CategoryCode, Moment, UserName};
use std::collections::BTreeMap;

/// What was found by whom, where and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Find {
    pub by: UserName,
    /// The village.
    pub area: AreaCode,
    /// Of the third level.
    pub category: CategoryCode,
    /// When it was captured.
    pub at: Moment,
}

/// Finds of one person, village and category within so many days are one incident.
const INCIDENT_DAYS: i64 = 7;

/// For each find whether an earlier one of the same incident counts already.
pub fn repeated(finds: &[Find]) -> Vec<bool> {
    let mut order: Vec<usize> = (0..finds.len()).collect();
    order.sort_by_key(|i| finds.get(*i).map(|f| f.at));
    let mut began = BTreeMap::new();
    let mut again = vec![false; finds.len()];
    for i in order {
        let Some(find) = finds.get(i) else { continue };
        let kind = (&find.by, &find.area, &find.category);
        let until = |at: Moment| at.plus_minutes(INCIDENT_DAYS * 24 * 60);
        let known: Option<&Moment> = began.get(&kind);
        let same = known.is_some_and(|at| find.at <= until(*at));
        if let Some(place) = again.get_mut(i) {
            *place = same;
        }
        if !same {
            began.insert(kind, find.at);
        }
    }
    again
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(by: &str, village: &str, day: i64) -> Find {
        Find {
            by: UserName::new(by).unwrap(),
            area: AreaCode::new(village).unwrap(),
            category: CategoryCode::new("010101").unwrap(),
            at: Moment(day * 24 * 60 * 60_000),
        }
    }

    #[test]
    fn one_incident_counts_once() {
        let (here, there) = ("990100001001", "990100001002");
        let finds = [
            find("li", here, 9),
            find("li", here, 1),
            find("li", here, 8),
            find("li", there, 2),
            find("wang", here, 2),
            find("li", here, 16),
        ];
        // The 8th belongs to the 1st; the 9th begins another, to which the 16th belongs.
        assert_eq!(repeated(&finds), [false, false, true, false, false, true]);
    }
}
