//! What a PIN is: read as it looks, long enough, and not the first that anybody tries.

use crate::error::Result;
use model::{Code, Denial, text};
use zeroize::Zeroizing;

/// Characters a PIN has at least.
pub const PIN_MIN: usize = 6;

/// A PIN is what it looks like: the next keyboard may not be at full width.
pub fn seen(pin: &str) -> Zeroizing<String> {
    Zeroizing::new(text::plain(pin))
}

/// Refuses a PIN that is too short or the first that anybody tries: blanks, one thing again and again, a sequence.
pub fn check_pin(pin: &str) -> Result<()> {
    let letters: Vec<char> = seen(pin).chars().collect();
    if letters.len() < PIN_MIN || is_guessed(&letters) {
        return Err(Denial::new(Code::PinWeak).with("min", PIN_MIN).into());
    }
    Ok(())
}

fn is_guessed(letters: &[char]) -> bool {
    let blank = letters.iter().any(|c| c.is_whitespace() || c.is_control());
    // 111111, 121212, 123123: a piece again and again.
    let again = |n: usize| letters.chunks(n).all(|piece| letters.starts_with(piece));
    let repeated = (1..=letters.len() / 2).any(again);
    let step = |by: i64| {
        let next = |w: &[char]| i64::from(u32::from(w[1])) - i64::from(u32::from(w[0])) == by;
        letters.windows(2).all(next)
    };
    // 1234567890 goes on after 9, and so does its like backwards.
    let row = |row: &str| row.contains(&letters.iter().collect::<String>());
    let sequence =
        step(1) || step(-1) || row("01234567890123456789") || row("98765432109876543210");
    blank || repeated || sequence
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_as_long_and_as_plain_as_it_looks() {
        for weak in [
            "１２３４５６",
            "48\u{200b}\u{200b}\u{200b}\u{200b}",
            "１１１１１１",
        ] {
            assert_eq!(
                check_pin(weak).unwrap_err().code(),
                Some(Code::PinWeak),
                "{weak:?}"
            );
        }
        assert!(check_pin("12345").is_err() && check_pin("一二三四五六").is_ok());
        for weak in [
            "      ",
            "1 3 5 7 9",
            "111111",
            "121212",
            "123123",
            "abcabc",
            "1231231",
            "123456",
            "654321",
            "67890123",
            "abcdef",
            "fedcba",
            "32109876",
        ] {
            assert_eq!(
                check_pin(weak).unwrap_err().code(),
                Some(Code::PinWeak),
                "{weak}"
            );
        }
        for good in ["482913", "246810", "135790", "112358", "123457"] {
            assert!(check_pin(good).is_ok(), "{good}");
        }
    }
}
