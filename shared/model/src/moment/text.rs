//! Moments as text. jiff could do it, but pages carry this code too, and theirs must be small; the tests hold it to jiff.

use super::Moment;
use std::fmt;
use std::str::FromStr;

const SECOND: i64 = 1000;
const MINUTE: i64 = 60 * SECOND;
const DAY: i64 = 24 * 60 * MINUTE;
/// What jiff can write: from the year -9999 to 9999, less a day for offsets.
const FIRST: i64 = -377_705_023_201 * SECOND;
const LAST: i64 = 253_402_207_200 * SECOND + 999;

/// A text is no moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAMoment;

impl std::error::Error for NotAMoment {}

impl fmt::Display for NotAMoment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a time such as 2026-11-22T10:32:00+08:00")
    }
}

impl Moment {
    /// The day in a time zone given as minutes east of UTC, written as 2026-11-22.
    pub fn day(self, offset_minutes: i32) -> String {
        let local = self.0.clamp(FIRST, LAST) + i64::from(offset_minutes) * MINUTE;
        let (year, month, day) = date_of(local.div_euclid(DAY));
        format!("{}-{month:02}-{day:02}", Year(year))
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = self.0.clamp(FIRST, LAST);
        let (year, month, day) = date_of(at.div_euclid(DAY));
        let time = at.rem_euclid(DAY);
        let (hour, minute) = (time / (60 * MINUTE), time / MINUTE % 60);
        let (second, millis) = (time / SECOND % 60, time % SECOND);
        let year = Year(year);
        write!(
            f,
            "{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"
        )?;
        match (millis, millis % 10, millis % 100) {
            (0, ..) => {}
            (_, _, 0) => write!(f, ".{}", millis / 100)?,
            (_, 0, _) => write!(f, ".{:02}", millis / 10)?,
            _ => write!(f, ".{millis:03}")?,
        }
        f.write_str("Z")
    }
}

/// Four digits; before our era with a sign and six.
struct Year(i64);

impl fmt::Display for Year {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 < 0 {
            return write!(f, "-{:06}", -self.0);
        }
        write!(f, "{:04}", self.0)
    }
}

impl FromStr for Moment {
    type Err = NotAMoment;
    fn from_str(text: &str) -> Result<Self, NotAMoment> {
        read(text.as_bytes()).map(Moment).ok_or(NotAMoment)
    }
}

/// RFC 3339; seconds may be left out.
fn read(text: &[u8]) -> Option<i64> {
    let mut rest = text;
    let year = number(&mut rest, 4)?;
    sign(&mut rest, b"-")?;
    let month = number(&mut rest, 2).filter(|m| (1..=12).contains(m))?;
    sign(&mut rest, b"-")?;
    let day = number(&mut rest, 2).filter(|d| (1..=days_in(year, month)).contains(d))?;
    sign(&mut rest, b"Tt ")?;
    let hour = number(&mut rest, 2).filter(|h| *h < 24)?;
    sign(&mut rest, b":")?;
    let minute = number(&mut rest, 2).filter(|m| *m < 60)?;
    let (mut second, mut millis) = (0, 0);
    if sign(&mut rest, b":").is_some() {
        // A leap second is the one before it.
        second = number(&mut rest, 2).filter(|s| *s <= 60)?.min(59);
        if sign(&mut rest, b".,").is_some() {
            millis = fraction(&mut rest)?;
        }
    }
    let east = match sign(&mut rest, b"Zz+-")? {
        b'+' => zone(&mut rest)?,
        b'-' => -zone(&mut rest)?,
        _ => 0,
    };
    let time = (hour * 60 + minute) * MINUTE + second * SECOND + millis;
    let at = days_to(year, month, day) * DAY + time - east * MINUTE;
    (rest.is_empty() && (FIRST..=LAST).contains(&at)).then_some(at)
}

/// Milliseconds behind the point; what is smaller is dropped.
fn fraction(rest: &mut &[u8]) -> Option<i64> {
    let len = rest.iter().take_while(|b| b.is_ascii_digit()).count();
    let (digits, after) = rest.split_at_checked(len)?;
    *rest = after;
    let digit = |n: usize| digits.get(n).map_or(0, |b| i64::from(b - b'0'));
    let millis = digit(0) * 100 + digit(1) * 10 + digit(2);
    (1..=9).contains(&len).then_some(millis)
}

/// Minutes of an offset: `+08:00`, `+0800` or `+08`.
fn zone(rest: &mut &[u8]) -> Option<i64> {
    let hours = number(rest, 2).filter(|h| *h < 26)?;
    let more = sign(rest, b":").is_some() || !rest.is_empty();
    let minutes = if more { number(rest, 2)? } else { 0 };
    (minutes < 60).then_some(hours * 60 + minutes)
}

fn number(rest: &mut &[u8], digits: usize) -> Option<i64> {
    let (head, tail) = rest.split_at_checked(digits)?;
    *rest = tail;
    head.iter().try_fold(0, |n, b| {
        b.is_ascii_digit().then(|| n * 10 + i64::from(b - b'0'))
    })
}

fn sign(rest: &mut &[u8], one_of: &[u8]) -> Option<u8> {
    let (first, tail) = rest.split_first()?;
    one_of.contains(first).then(|| {
        *rest = tail;
        *first
    })
}

fn days_in(year: i64, month: i64) -> i64 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 => 28 + i64::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

// Days since 1970-01-01, in years that begin in March, so that the day that comes and goes is their last one; 400 of them
// always have 146,097 days.

fn days_to(year: i64, month: i64, day: i64) -> i64 {
    let year = year - i64::from(month < 3);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let in_era = of_era * 365 + of_era / 4 - of_era / 100 + of_year;
    year.div_euclid(400) * 146_097 + in_era - 719_468
}

fn date_of(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = (from_march + 2) % 12 + 1;
    (year + era * 400 + i64::from(month < 3), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;
    use proptest::prelude::*;

    fn jiff(at: i64) -> String {
        Timestamp::from_millisecond(at).unwrap().to_string()
    }

    #[test]
    fn days_are_written_and_read_as_jiff_does() {
        // Each place in the 400 years after which days repeat comes up once.
        for day in (FIRST / DAY + 1..LAST / DAY).step_by(37) {
            let at = day * DAY + 37_425_678;
            let text = Moment(at).to_string();
            assert_eq!(text, jiff(at));
            if !text.starts_with('-') {
                assert_eq!(text.parse(), Ok(Moment(at)));
            }
        }
        for edge in [FIRST, -1, 0, 1, 10, 100, 999, LAST - 999] {
            assert_eq!(Moment(edge).to_string(), jiff(edge));
        }
        assert_eq!(Moment(i64::MIN).to_string(), Moment(FIRST).to_string());
        assert_eq!(Moment(i64::MAX).to_string(), Moment(LAST).to_string());
    }

    #[test]
    fn a_text_is_a_moment_for_both_or_for_none() {
        for text in [
            "2026-11-22T10:32:00+08:00",
            "2026-11-22t10:32:00z",
            "2026-11-22 10:32:00.123456789-0330",
            "2026-11-22T10:32+08",
            "2026-11-22T10:32:00,5Z",
            "2026-11-22T23:59:60Z",
            "2024-02-29T00:00:00Z",
            "2000-02-29T00:00:00Z",
            "0000-01-01T00:00:00Z",
            "9999-12-30T22:00:00Z",
            "",
            "yesterday",
            "2026-11-22",
            "2026-11-22T10:32:00",
            "2026-11-22T10:32:00+8",
            "2026-11-22T10:32:00+08:0",
            "2026-11-22T10:32:00+08:60",
            "2026-11-22T10:32:00.Z",
            "2026-11-22T10:32:00.1234567890Z",
            "2026-11-22T10:32:61Z",
            "2026-11-22T10:60:00Z",
            "2026-11-22T24:00:00Z",
            "2026-13-22T10:32:00Z",
            "2026-00-22T10:32:00Z",
            "2026-11-31T10:32:00Z",
            "2026-11-00T10:32:00Z",
            "2023-02-29T00:00:00Z",
            "1900-02-29T00:00:00Z",
            "2026-11-22T10:32:00Z ",
            " 2026-11-22T10:32:00Z",
            "2026-11-22T10:32:00Zz",
            "9999-12-31T23:59:59Z",
            "２０26-11-22T10:32:00Z",
        ] {
            let theirs = text.parse::<Timestamp>().ok();
            let theirs = theirs.map(|at| Moment(at.as_millisecond()));
            assert_eq!(text.parse().ok(), theirs, "{text}");
        }
    }

    proptest! {
        #[test]
        fn the_same_moment_is_read_from_any_offset(at in FIRST / 2..LAST / 2, offset in -1439..=1439i32) {
            let at = Moment(at);
            let zone = jiff::tz::Offset::from_seconds(offset * 60).unwrap();
            let civil = zone.to_datetime(Timestamp::from_millisecond(at.0).unwrap());
            prop_assert_eq!(at.day(offset), civil.date().to_string());
            prop_assume!(civil.year() >= 0);
            let (sign, offset) = (if offset < 0 { '-' } else { '+' }, offset.abs());
            let text = format!("{civil}{sign}{:02}:{:02}", offset / 60, offset % 60);
            prop_assert_eq!(text.parse(), Ok(at));
        }
    }
}
