//! How alike two texts are: the share of the search's grams they have in common.

use crate::search::grams;
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

#[cfg(test)]
mod tests {
    use super::*;

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
