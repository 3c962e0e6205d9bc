//! Numbers people read out: 临时编号, 工单编号, and the check characters of Chinese identifiers.

use crate::{AreaCode, DeviceId};
use jiff::civil::Date;

/// Crockford's base 32: no I, L, O or U, so that a number survives being read out over the phone.
const BASE32: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// GB 32100-2015: a character's place is its value.
const ORG_ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/// 临时编号, `离-<device 4>-<yyMMdd>-<3>`; a device that makes more than 999 a day simply prints longer.
pub fn temp_no(device: &DeviceId, local_day: Date, seq: u32) -> String {
    // The last 20 bits are random like all the others; they are four characters of five bits.
    let tail = device.as_str().len() - 5;
    let bits = u32::from_str_radix(&device.as_str()[tail..], 16).unwrap_or_default();
    let short: String = [15, 10, 5, 0]
        .iter()
        .map(|shift| char::from(BASE32[(bits >> shift & 31) as usize]))
        .collect();
    let year = local_day.year().rem_euclid(100);
    format!(
        "离-{short}-{year:02}{:02}{:02}-{seq:03}",
        local_day.month(),
        local_day.day()
    )
}

/// 工单编号, `WS<district 6>-<yyyyMMdd>-<6>-<check>`, the check character over all its digits.
pub fn ticket_no(district: &AreaCode, day: Date, seq: u32) -> String {
    let body = format!(
        "{}-{:04}{:02}{:02}-{seq:06}",
        &district.as_str()[..6],
        day.year(),
        day.month(),
        day.day()
    );
    format!("WS{body}-{}", mod11_2(&body))
}

/// Whether this is a well-formed 工单编号 with the right check character; catches one wrong or two swapped digits.
pub fn check_ticket_no(text: &str) -> bool {
    let Some((body, check)) = text.strip_prefix("WS").and_then(|t| t.rsplit_once('-')) else {
        return false;
    };
    let parts: Vec<&str> = body.split('-').collect();
    let [district, day, seq] = parts[..] else {
        return false;
    };
    let numeric = parts.iter().all(|p| p.bytes().all(|b| b.is_ascii_digit()));
    // A longer serial number is written without leading zeros, so that each number has one spelling.
    let serial =
        seq.len() == 6 || (seq.len() > 6 && !seq.starts_with('0') && seq.parse::<u32>().is_ok());
    numeric
        && serial
        && district.len() == 6
        && day.len() == 8
        && day.parse::<Date>().is_ok()
        && check.chars().eq([mod11_2(body)])
}

/// ISO 7064 MOD 11-2 over the digits of `digits` (anything else is passed over): `0` to `9` or `X`.
pub fn mod11_2(digits: &str) -> char {
    let sum = digits
        .chars()
        .filter_map(|c| c.to_digit(10))
        .fold(0, |p, d| (p + d) * 2 % 11);
    char::from_digit((12 - sum) % 11, 10).unwrap_or('X')
}

/// Whether this is a 统一社会信用代码 (GB 32100-2015) with the right check character.
pub fn org_code_ok(text: &str) -> bool {
    let values: Option<Vec<usize>> = text.chars().map(|c| ORG_ALPHABET.find(c)).collect();
    let Some(values) = values.filter(|v| v.len() == 18) else {
        return false;
    };
    let (mut sum, mut weight) = (0, 1);
    for value in &values[..17] {
        sum += value * weight;
        weight = weight * 3 % 31;
    }
    (31 - sum % 31) % 31 == values[17]
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn temporary_numbers_are_short_and_speakable() {
        for (device, day, seq, expect) in [
            (
                "0011223344500000",
                date(2026, 11, 22),
                1,
                "离-0000-261122-001",
            ),
            (
                "00112233445fffff",
                date(2026, 1, 2),
                999,
                "离-ZZZZ-260102-999",
            ),
            (
                "0011223344512345",
                date(2026, 1, 2),
                1000,
                "离-28T5-260102-1000",
            ),
            (
                "ffffffffff500001",
                date(2100, 2, 28),
                12,
                "离-0001-000228-012",
            ),
        ] {
            assert_eq!(temp_no(&DeviceId::new(device).unwrap(), day, seq), expect);
        }
    }

    #[test]
    fn check_characters_follow_iso_7064() {
        // The example of GB 11643, one that ends in a digit, and the standard's own 0794.
        for (digits, check) in [
            ("11010519491231002", 'X'),
            ("44052418800101001", '4'),
            ("0794", '0'),
            ("", '1'),
        ] {
            assert_eq!(mod11_2(digits), check, "{digits}");
        }
    }

    #[test]
    fn ticket_numbers_check_themselves() {
        let district = AreaCode::new("990100003012").unwrap();
        for seq in [1, 2, 999_999, 1_000_000, u32::MAX] {
            let no = ticket_no(&district, date(2026, 11, 22), seq);
            assert!(
                no.starts_with("WS990100-20261122-") && check_ticket_no(&no),
                "{no}"
            );
        }
        let good = ticket_no(&district, date(2026, 11, 22), 123);
        assert_eq!(&good[..25], "WS990100-20261122-000123-");
        // Every single wrong digit and every swap of two unequal neighbours is noticed.
        let chars: Vec<char> = good.chars().collect();
        for i in 2..chars.len() {
            for digit in ('0'..='9').chain(['X', '-', '　']) {
                let mut other = chars.clone();
                other[i] = digit;
                let other: String = other.iter().collect();
                assert_eq!(check_ticket_no(&other), other == good, "{other}");
            }
            let mut other = chars.clone();
            other.swap(i - 1, i);
            let other: String = other.iter().collect();
            assert_eq!(check_ticket_no(&other), other == good, "{other}");
        }
    }

    #[test]
    fn odd_ticket_numbers_are_refused() {
        let wrong =
            "WS WS--- WS990100-20261122-000123 离-0000-261122-001 WS９９0100-20261122-000123-1";
        for text in wrong.split(' ').chain([""]) {
            assert!(!check_ticket_no(text), "{text}");
        }
        // The check character fits, the shape does not.
        let wrong = "990100-20261322-000123 99010-020261122-000123 990100-20261122-0000123 990100-20261122-00123";
        for body in wrong.split(' ') {
            assert!(
                !check_ticket_no(&format!("WS{body}-{}", mod11_2(body))),
                "{body}"
            );
        }
    }

    #[test]
    fn organisation_codes_are_checked() {
        // The example of GB 32100-2015, then codes that companies publish.
        for text in
            "91350100M000100Y43 91110000802100433B 9144030071526726XG 91330000609120272T".split(' ')
        {
            assert!(org_code_ok(text), "{text}");
        }
        let wrong = "91350100M000100Y44 91350100M000100Y4 91350100M000100Y433 91350100m000100y43 91350100I000100Y43";
        for text in wrong
            .split(' ')
            .chain(["", "９1350100M000100Y43", "9135010M0000100Y43"])
        {
            assert!(!org_code_ok(text), "{text}");
        }
    }
}
