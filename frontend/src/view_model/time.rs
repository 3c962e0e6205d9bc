//! Times and sizes in words. The district's zone comes in as minutes east of UTC.

use crate::words as w;
use model::Moment;

const MINUTE: i64 = 60_000;

/// `10:32` today, `昨 16:40` yesterday, `11-20` this year, else the whole date.
pub fn short(at: Moment, now: Moment, offset: i32) -> String {
    let (then, today) = (at.civil(offset), now.civil(offset));
    let clock = format!("{:02}:{:02}", then.hour(), then.minute());
    if then.date() == today.date() {
        clock
    } else if then
        .date()
        .tomorrow()
        .is_ok_and(|next| next == today.date())
    {
        w::YESTERDAY.with(&[&clock])
    } else if then.year() == today.year() {
        format!("{:02}-{:02}", then.month(), then.day())
    } else {
        at.day(offset)
    }
}

/// `10:32` today, else `11-20 10:32`: for a time line and deadlines, where the hour matters.
pub fn full(at: Moment, now: Moment, offset: i32) -> String {
    let (then, today) = (at.civil(offset), now.civil(offset));
    if then.date() == today.date() {
        format!("{:02}:{:02}", then.hour(), then.minute())
    } else {
        dated(at, now, offset)
    }
}

/// `11-20 10:32`, with the year when it is another: for several times of several days in one place.
pub fn dated(at: Moment, now: Moment, offset: i32) -> String {
    let (then, today) = (at.civil(offset), now.civil(offset));
    let clock = format!("{:02}:{:02}", then.hour(), then.minute());
    if then.year() == today.year() {
        format!("{:02}-{:02} {clock}", then.month(), then.day())
    } else {
        format!("{} {clock}", at.day(offset))
    }
}

/// `2026-11-22 10:31`: for what is kept and read later.
pub fn stamp(at: Moment, offset: i32) -> String {
    let then = at.civil(offset);
    let day = at.day(offset);
    format!("{day} {:02}:{:02}", then.hour(), then.minute())
}

/// `UTC+8`, `UTC+5:30`, `UTC−3`.
pub fn zone(offset: i32) -> String {
    let sign = if offset < 0 { '−' } else { '+' };
    let (hours, minutes) = (offset.abs() / 60, offset.abs() % 60);
    match minutes {
        0 => format!("UTC{sign}{hours}"),
        _ => format!("UTC{sign}{hours}:{minutes:02}"),
    }
}

/// A length of time in its two largest units; one unit when the second no longer matters.
pub fn span(ms: i64) -> String {
    let minutes = ms.abs() / MINUTE;
    let (days, hours, rest) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
    match (days, hours, rest) {
        (0, 0, 0) => w::MOMENT_SPAN.t().to_string(),
        (0, 0, m) => w::MINUTES.with(&[&m]),
        (0, h, m) if m > 0 && h < 6 => w::HOURS_MINUTES.with(&[&h, &m]),
        (0, h, _) => w::HOURS.with(&[&h]),
        (d, h, _) if h > 0 && d < 3 => w::DAYS_HOURS.with(&[&d, &h]),
        (d, _, _) => w::DAYS.with(&[&d]),
    }
}

/// `0.3 KB`, `12 MB`.
pub fn size(bytes: u64) -> String {
    match bytes {
        0..1_000_000 => format!("{} KB", bytes.div_ceil(1000)),
        1_000_000..10_000_000 => format!("{:.1} MB", bytes as f64 / 1e6),
        10_000_000..1_000_000_000 => format!("{:.0} MB", bytes as f64 / 1e6),
        _ => format!("{:.1} GB", bytes as f64 / 1e9),
    }
}

/// What `<input type=datetime-local>` holds, as a moment; WebKitGTK has no such input, there it is typed as people write it:
/// `2026-11-26 09:30`, `2026/11/26 9:30`, `2026年11月26日 9：30`, full-width digits too.
pub fn from_local(text: &str, offset: i32) -> Option<Moment> {
    let plain = model::text::plain(text);
    let (date, clock) = plain.trim().split_once([' ', 'T', '日'])?;
    let date = date.replace(['年', '月', '/', '.'], "-");
    let parts = |text: &str, sign: char| -> Option<Vec<u32>> {
        let number = |part: &str| part.parse().ok().filter(|_| !part.starts_with('+'));
        text.trim().split(sign).map(number).collect()
    };
    // Minutes have two digits: half typed, they are none yet.
    let minutes = clock.split(':').nth(1)?;
    let whole = minutes.trim().len() == 2;
    let [year @ 1900..=9999, month, day] = *parts(&date, '-')? else {
        return None;
    };
    let (hour, minute, second) = match *parts(clock, ':')? {
        [hour, minute] if whole => (hour, minute, 0),
        [hour, minute, second] if whole => (hour, minute, second),
        _ => return None,
    };
    let sign = if offset < 0 { '-' } else { '+' };
    let (zone, rest) = (offset.abs() / 60, offset.abs() % 60);
    let written = format!(
        "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{sign}{zone:02}:{rest:02}"
    );
    written.parse().ok()
}

/// A moment as `<input type=datetime-local>` wants it.
pub fn to_local(at: Moment, offset: i32) -> String {
    let then = at.civil(offset);
    let day = at.day(offset);
    format!("{day}T{:02}:{:02}", then.hour(), then.minute())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Moment {
        format!("{text}:00+08:00").parse().unwrap()
    }

    #[test]
    fn times_say_only_what_is_needed() {
        let now = at("2026-11-22T10:40");
        for (then, brief, whole) in [
            ("2026-11-22T10:32", "10:32", "10:32"),
            ("2026-11-21T16:40", "昨 16:40", "11-21 16:40"),
            ("2026-11-02T09:05", "11-02", "11-02 09:05"),
            ("2025-12-31T23:59", "2025-12-31", "2025-12-31 23:59"),
        ] {
            assert_eq!(short(at(then), now, 480), brief);
            assert_eq!(full(at(then), now, 480), whole);
        }
    }

    #[test]
    fn zones_are_written_as_people_write_them() {
        for (offset, words) in [
            (480, "UTC+8"),
            (330, "UTC+5:30"),
            (-180, "UTC−3"),
            (0, "UTC+0"),
        ] {
            assert_eq!(zone(offset), words);
        }
    }

    #[test]
    fn spans_use_two_units_at_most() {
        for (minutes, words) in [
            (0, "不到 1 分"),
            (18, "18 分"),
            (60, "1 小时"),
            (100, "1 小时 40 分"),
            (359, "5 小时 59 分"),
            (365, "6 小时"),
            (1439, "23 小时"),
            (4020, "2 天 19 小时"),
            (1440, "1 天"),
            (5800, "4 天"),
        ] {
            assert_eq!(span(minutes * MINUTE), words);
            assert_eq!(span(-minutes * MINUTE), words);
        }
    }

    #[test]
    fn sizes_and_local_times() {
        assert_eq!(
            [size(300), size(2_340_000), size(12_100_000)],
            ["1 KB", "2.3 MB", "12 MB"]
        );
        let then = from_local("2026-11-22T10:31", 480).unwrap();
        assert_eq!(
            (then, to_local(then, 480).as_str()),
            (at("2026-11-22T10:31"), "2026-11-22T10:31")
        );
        for typed in [
            "2026-11-22 10:31",
            " 2026/11/22  10:31:00 ",
            "2026.11.22 10：31",
            "２０２６－１１－２２\u{3000}１０：３１",
            "2026年11月22日 10:31",
            "2026年11月22日10:31",
            "\u{202d}2026-11-22 10:31\u{202c}",
        ] {
            assert_eq!(from_local(typed, 480), Some(then), "{typed:?}");
        }
        assert_eq!(
            from_local("2026/3/1 9:05", 480),
            Some(at("2026-03-01T09:05"))
        );
        for odd in [
            "",
            "2026-11-22",
            "2026-11-22 10",
            "2026-11-22 10:3",
            "昨天 10:31",
            "2026-11-22 10:31 下午",
            "2026-13-22 10:31",
            "2026-11-22 25:00",
            "26-11-22 10:31",
            "2026-+1-22 10:31",
            "99999-11-22 10:31",
        ] {
            assert_eq!(from_local(odd, 480), None, "{odd:?}");
        }
    }
}
