//! How alike two texts are: the share of the search's grams they have in common. And which of two tickets about one matter
//! stays when they are merged (并案).

use crate::search::grams;
use crate::{Moment, Status};
use std::cmp::Ordering;

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
