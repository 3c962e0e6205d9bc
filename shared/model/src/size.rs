//! Sizes as people read them: what was sent, and what is allowed.

use crate::{Code, Denial};
use std::fmt::Display;

/// Bytes in the unit that leaves few digits: 25 MB, 1.5 MB, 300 KB, 17 B. Thousands, as shops and systems count.
pub fn bytes(n: u64) -> String {
    let (unit, name) = match n {
        0..1_000 => return format!("{n} B"),
        1_000..1_000_000 => (1_000, "KB"),
        1_000_000..1_000_000_000 => (1_000_000, "MB"),
        _ => (1_000_000_000, "GB"),
    };
    let tenths = n.saturating_mul(10).div_ceil(unit);
    match tenths % 10 {
        0 => format!("{} {name}", tenths / 10),
        _ if tenths >= 1_000 => format!("{} {name}", tenths.div_ceil(10)),
        tenth => format!("{}.{tenth} {name}", tenths / 10),
    }
}

/// Pixels, in ten thousands as cameras are sold by.
pub fn pixels(n: u64) -> String {
    format!("{} 万像素", n.div_ceil(10_000))
}

impl Denial {
    /// Too large: how large it is, and how large it may be.
    pub fn too_large(code: Code, sent: impl Display, max: impl Display) -> Self {
        Denial::new(code).with("sent", sent).with("max", max)
    }

    /// Too many bytes.
    pub fn too_many_bytes(code: Code, sent: u64, max: u64) -> Self {
        Denial::too_large(code, bytes(sent), bytes(max))
    }

    /// More bytes than allowed; how many more was not waited for.
    pub fn more_bytes(code: Code, max: u64) -> Self {
        Denial::too_large(code, format!("超过 {}", bytes(max)), bytes(max))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_short_and_never_smaller_than_they_are() {
        for (n, expect) in [
            (17, "17 B"),
            (1_000, "1 KB"),
            (1_001, "1.1 KB"),
            (25_000_000, "25 MB"),
            (25_000_001, "25.1 MB"),
            (250_300_000, "251 MB"),
            (3_000_000_000, "3 GB"),
        ] {
            assert_eq!(bytes(n), expect, "{n}");
        }
        assert!(!bytes(u64::MAX).is_empty());
        assert_eq!(pixels(48_000_000), "4800 万像素");
    }

    #[test]
    fn too_large_says_how_large_and_how_large_it_may_be() {
        for (code, name) in [
            (Code::PhotoTooLarge, "name"),
            (Code::BodyTooLarge, ""),
            (Code::FrameTooLarge, ""),
        ] {
            let denial = Denial::too_many_bytes(code, 30_000_000, 25_000_000).with(name, "x.jpg");
            let sentence = denial.sentence();
            assert!(
                sentence.contains("30 MB") && sentence.contains("25 MB"),
                "{sentence}"
            );
            assert!(!sentence.contains('{'), "{sentence}");
        }
    }
}
