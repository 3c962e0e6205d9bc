//! Decimal numbers as text. The standard library reads and writes every number to its last bit, with ten kilobytes of powers
//! for it; coordinates and sizes do not need that, and pages would carry it.

/// Powers of ten that a number of this kind holds exactly.
const EXACT: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
];

/// Reads a number such as `-116.7031` or `1.5e3`: exactly with up to fifteen digits, else to the last bit or nearly so, as
/// `serde_json` does. None when it is no number or too large for one.
pub fn read(text: &str) -> Option<f64> {
    let bytes = text.as_bytes();
    let (negative, bytes) = match bytes {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        all => (false, all),
    };
    let (mut digits, mut power, mut seen, mut point) = (0u64, 0i32, false, false);
    let mut rest = bytes;
    while let [byte, after @ ..] = rest {
        match byte {
            b'.' if !point => point = true,
            b'0'..=b'9' => {
                seen = true;
                let longer = digits.checked_mul(10);
                let longer = longer.and_then(|n| n.checked_add(u64::from(byte - b'0')));
                match longer {
                    Some(n) => (digits, power) = (n, power - i32::from(point)),
                    // Further digits only say how large it is.
                    None => power += i32::from(!point),
                }
            }
            _ => break,
        }
        rest = after;
    }
    if let [b'e' | b'E', after @ ..] = rest {
        let exponent: i32 = std::str::from_utf8(after).ok()?.parse().ok()?;
        power = power.saturating_add(exponent);
        rest = &[];
    }
    if !seen || !rest.is_empty() {
        return None;
    }
    let mut number = digits as f64;
    while power != 0 && number != 0.0 && number.is_finite() {
        let step = power.unsigned_abs().min(22);
        if power > 0 {
            number *= EXACT[step as usize];
            power -= step as i32;
        } else {
            number /= EXACT[step as usize];
            power += step as i32;
        }
    }
    let number = if negative { -number } else { number };
    number.is_finite().then_some(number)
}

/// A number with so many places behind the point, at most nine. What is not finite or has more than fifteen digits is
/// written as the largest that has not.
pub fn write(number: f64, places: usize) -> String {
    let places = places.min(9);
    let scaled = (number * EXACT[places]).round_ties_even();
    let scaled = scaled.clamp(-1e15, 1e15) as i64;
    let sign = if scaled < 0 { "-" } else { "" };
    let digits = scaled.unsigned_abs().to_string();
    let digits = "0".repeat((places + 1).saturating_sub(digits.len())) + &digits;
    let (whole, fraction) = digits.split_at(digits.len() - places);
    let point = if places > 0 { "." } else { "" };
    [sign, whole, point, fraction].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_no_number_is_not_read() {
        for text in [
            "", "-", ".", "1..2", "1,5", "e3", "1e", "1e+", "0x1", "inf", "NaN", " 1", "1 ",
            "1e400",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
        for (text, number) in [
            ("1.", 1.0),
            (".5", 0.5),
            ("+2", 2.0),
            ("-0.25e1", -2.5),
            ("1e-400", 0.0),
            ("123456789012345678901234567890", 1.2345678901234568e29),
        ] {
            assert_eq!(read(text), Some(number), "{text}");
        }
    }

    #[test]
    fn halves_go_to_the_even_neighbour() {
        assert_eq!(write(1.25, 1), "1.2");
        assert_eq!(write(0.05, 0), "0");
        assert_eq!(write(-116.5, 0), "-116");
        assert_eq!(write(-0.004, 2), "0.00");
        assert_eq!(write(7.0, 3), "7.000");
        assert_eq!(write(f64::NAN, 1), "0.0");
    }

    proptest! {
        #[test]
        fn coordinates_are_read_and_written_as_the_standard_library_does(micro in -180_000_000i64..180_000_000) {
            let text = format!("{:.6}", micro as f64 / 1e6);
            let number: f64 = text.parse().unwrap();
            prop_assert_eq!(read(&text), Some(number));
            prop_assert_eq!(read(&number.to_string()), Some(number));
            for places in [1, 5, 6] {
                let theirs = format!("{number:.places$}");
                // Written from the nearest binary number: theirs differs where the decimal one is exactly between two.
                let tie = micro.rem_euclid(10i64.pow(6 - places as u32)) * 2 == 10i64.pow(6 - places as u32);
                let zero = theirs.trim_start_matches('-').parse::<f64>() == Ok(0.0);
                if !tie && !zero {
                    prop_assert_eq!(write(number, places), theirs);
                }
            }
        }
    }
}
