//! How alike two texts are: the share of the search's grams they have in common; what a form proposed of its own says nothing
//! of the matter, and is left out first. And which of two tickets about one matter stays when they are merged (并案).

use crate::district::District;
use crate::row::Row;
use crate::search::grams;
use crate::{Moment, Status};
use std::cmp::Ordering;

/// What proposed texts say around the names in them (采集, the page's drafted title and text), in this version and before.
const PROPOSED: &[&str] = &[
    "时采集",
    "现场照片",
    "captured during",
    "photos of the scene",
];

/// Of what was written on a ticket the part that somebody wrote: without the names of its place and category, its address, its
/// source, the words around them in a proposed text, and digits. All of that is compared apart, or is the same for every
/// ticket of a grid.
pub fn own_words(text: &str, row: &Row, district: &District) -> String {
    let category = (1..=row.category.level()).filter_map(|level| {
        let code = row.category.at_level(level);
        district.category(&code).map(|c| c.name.as_str())
    });
    let areas = [row.area_code.town(), row.area_code.clone()];
    let areas = areas.iter().filter_map(|code| district.area(code));
    let grid = row.grid.as_deref().and_then(|code| district.grid(code));
    let mut known: Vec<&str> = category
        .chain(areas.map(|area| area.name.as_str()))
        .chain(grid.map(|(_, grid)| grid.name.as_str()))
        .chain(row.address.as_deref())
        .chain([row.source.label()])
        .chain(PROPOSED.iter().copied())
        .filter(|word| !word.is_empty())
        .collect();
    // A long one first: a village's name may stand in an address.
    known.sort_unstable_by_key(|word| std::cmp::Reverse(word.len()));
    let rest = known
        .iter()
        .fold(text.to_string(), |rest, word| rest.replace(word, "\n"));
    rest.replace(|c: char| c.is_ascii_digit(), "\n")
}

/// Share of common text in percent (Dice's measure over grams): 0 for nothing in common or nothing said, 100 for the same.
pub fn likeness(a: &str, b: &str) -> u8 {
    let (a, b) = (grams(a), grams(b));
    let all = a.len() + b.len();
    if all == 0 {
        return 0;
    }
    // Both are sorted, each gram once: one walk finds what is in both.
    let (mut i, mut j, mut both) = (0, 0, 0_usize);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            Ordering::Less => i += 1,
            Ordering::Greater => j += 1,
            Ordering::Equal => {
                both += 1;
                i += 1;
                j += 1;
            }
        }
    }
    u8::try_from(200 * both / all).unwrap_or(100)
}

/// What decides which of two tickets stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Half {
    pub status: Status,
    pub photos: u32,
    /// Others were merged into it.
    pub children: bool,
    pub captured_at: Moment,
}

impl Half {
    /// Whether it may be merged into another one: only before it was dispatched, and only with nothing merged into it.
    fn may_go(&self) -> bool {
        matches!(self.status, Status::Pooled | Status::Accepted) && !self.children
    }
}

/// Which of two tickets stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// Better the first; the second would do.
    First,
    /// Better the second; the first would do.
    Second,
    /// The second alone may be merged away.
    OnlyFirst,
    /// The first alone may be merged away, as far as is known.
    OnlySecond,
}

/// The one at work stays; of two that wait the one with photos where the other has none, else the older one.
pub fn keep(first: &Half, second: &Half) -> Keep {
    match (first.may_go(), second.may_go()) {
        (false, true) => Keep::OnlyFirst,
        (_, false) => Keep::OnlySecond,
        (true, true) => {
            let better = match (first.photos > 0, second.photos > 0) {
                (true, false) => true,
                (false, true) => false,
                _ => first.captured_at < second.captured_at,
            };
            if better { Keep::First } else { Keep::Second }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_richer_or_older_ticket_stays() {
        let half = |status, photos, at| Half {
            status,
            photos,
            children: false,
            captured_at: Moment(at),
        };
        let waits = |photos, at| half(Status::Pooled, photos, at);
        let works = half(Status::Handling, 0, 9);
        assert_eq!(keep(&waits(2, 5), &waits(0, 1)), Keep::First);
        assert_eq!(keep(&waits(0, 1), &waits(1, 5)), Keep::Second);
        assert_eq!(keep(&waits(1, 1), &waits(3, 5)), Keep::First, "the older");
        assert_eq!(keep(&waits(0, 5), &waits(0, 1)), Keep::Second);
        assert_eq!(keep(&waits(9, 1), &works), Keep::OnlySecond);
        assert_eq!(keep(&works, &waits(9, 1)), Keep::OnlyFirst);
        let mother = Half {
            children: true,
            ..waits(0, 9)
        };
        assert_eq!(keep(&mother, &waits(9, 1)), Keep::OnlyFirst);
    }

    #[test]
    fn what_a_form_proposed_does_not_count() {
        let district: District =
            serde_json::from_str(include_str!("../../../frontend/fake/district.json")).unwrap();
        let row = |address: Option<&str>| Row {
            category: "010101".parse().unwrap(),
            area_code: "990100001001".parse().unwrap(),
            grid: Some("99010000100104".into()),
            source: crate::Source::Visit,
            address: address.map(String::from),
            ..crate::row::for_tests()
        };
        let proposed = "柳湖社区四网格 井盖设施\n2026-11-22 10:31，云桥街道·柳湖社区·四网格，主动走访时采集：城市管理→市政设施→井盖设施。";
        let left = |text: &str, row: &Row| own_words(text, row, &district);
        let (a, b) = (row(None), row(Some("东门外")));
        assert_eq!(likeness(&left(proposed, &a), &left(proposed, &b)), 0);
        // What somebody wrote counts as before.
        let own = "井盖碎裂，夜间有人绊倒";
        assert_eq!(likeness(&left(own, &a), &left(own, &b)), 100);
        let mixed = format!("{proposed}{own}");
        assert!(likeness(&left(&mixed, &a), &left(own, &b)) > 60);
    }

    #[test]
    fn likeness_is_the_share_of_common_grams() {
        for (a, b, percent) in [
            ("路灯不亮", "路灯不亮", 100),
            ("路灯不亮", "路灯，不亮", 92), // one bigram is cut
            ("路灯不亮", "不亮的路灯", 75),
            ("路灯不亮", "井盖松动", 0),
            ("", "", 0),
            ("路灯", "", 0),
            ("ＬＥＤ坏了", "led坏了", 100),
        ] {
            assert_eq!(likeness(a, b), percent, "{a} {b}");
            assert_eq!(likeness(b, a), percent, "{b} {a}");
        }
    }
}
