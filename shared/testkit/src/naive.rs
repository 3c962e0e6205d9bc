//! A clock that counts minute by minute, written apart from `model::calendar`: its own calendar arithmetic, no shortcut.

use model::rulepack::Calendar;
use std::collections::BTreeSet;

const MINUTE: i64 = 60_000;

/// Days since 1970-01-01 as (year, month, day), counted year by year and month by month.
pub fn civil(mut days: i64) -> (i64, u32, u32) {
    let leap = |y: i64| y % 4 == 0 && (y % 100 != 0 || y % 400 == 0);
    let mut year = 1970;
    loop {
        let length = if leap(year) { 366 } else { 365 };
        if days < 0 {
            year -= 1;
            days += if leap(year) { 366 } else { 365 };
        } else if days >= length {
            days -= length;
            year += 1;
        } else {
            break;
        }
    }
    let february = if leap(year) { 29 } else { 28 };
    let months = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let mut month = 1;
    for length in months {
        if days < length {
            break;
        }
        days -= length;
        month += 1;
    }
    (year, month, u32::try_from(days).unwrap() + 1)
}

/// A date as the rule pack writes it.
pub fn date(days: i64) -> String {
    let (y, m, d) = civil(days);
    format!("{y:04}-{m:02}-{d:02}")
}

/// Which minutes are worked.
pub struct Open {
    offset: i64,
    hours: Vec<(u32, u32)>,
    off: Box<dyn Fn(i64) -> bool>,
    day: std::cell::Cell<(i64, bool)>,
}

impl Open {
    /// By the lists of a calendar.
    pub fn of(calendar: &Calendar) -> Self {
        let holidays: BTreeSet<String> = calendar.holidays.iter().cloned().collect();
        let made_up: BTreeSet<String> = calendar.make_up_days.iter().cloned().collect();
        let off = move |day: i64| {
            let text = date(day);
            // 1970-01-01 was a Thursday.
            let weekend = (day + 3).rem_euclid(7) >= 5;
            holidays.contains(&text) || weekend && !made_up.contains(&text)
        };
        Open::with(calendar, Box::new(off))
    }
    /// By office hours, and days off as somebody says.
    pub fn with(calendar: &Calendar, off: Box<dyn Fn(i64) -> bool>) -> Self {
        Open {
            offset: i64::from(calendar.utc_offset_minutes),
            hours: calendar.hours.clone(),
            off,
            day: std::cell::Cell::new((i64::MIN, false)),
        }
    }
    /// Whether the minute that begins at this minute since 1970 UTC is worked.
    fn minute(&self, at: i64) -> bool {
        let local = at + self.offset;
        let (day, minute) = (local.div_euclid(1440), local.rem_euclid(1440));
        if self.day.get().0 != day {
            self.day.set((day, (self.off)(day)));
        }
        !self.day.get().1
            && self
                .hours
                .iter()
                .any(|(a, b)| (i64::from(*a)..i64::from(*b)).contains(&minute))
    }
    /// When so many worked minutes after `start` (milliseconds, a whole minute) have passed.
    pub fn after(&self, start: i64, minutes: i64) -> i64 {
        self.after_millis(start, minutes * MINUTE)
    }
    fn after_millis(&self, start: i64, mut left: i64) -> i64 {
        let mut at = start / MINUTE;
        while left == 0 && !self.minute(at) {
            at += 1;
        }
        while left > 0 {
            let worked = self.minute(at);
            if worked && left < MINUTE {
                return at * MINUTE + left;
            }
            left -= if worked { MINUTE } else { 0 };
            at += 1;
        }
        at * MINUTE
    }
    /// Worked minutes between two moments.
    pub fn between(&self, from: i64, to: i64) -> i64 {
        self.between_millis(from, to) / MINUTE
    }
    /// Worked milliseconds from a whole minute to any moment.
    fn between_millis(&self, from: i64, to: i64) -> i64 {
        let minutes = from / MINUTE..to / MINUTE;
        let rest = if self.minute(to / MINUTE) {
            to % MINUTE
        } else {
            0
        };
        minutes.filter(|m| self.minute(*m)).count() as i64 * MINUTE + rest
    }
    /// The due of a limit.
    pub fn due(&self, start: i64, minutes: i64, working: bool) -> i64 {
        match working {
            true => self.after(start, minutes),
            false => start + minutes * MINUTE,
        }
    }
    /// The due of a clock that stood still: what was left runs on; a late one stays as late as it was.
    pub fn resume(&self, due: i64, working: bool, paused: i64, resumed: i64) -> i64 {
        match working {
            _ if due <= paused || resumed <= paused => due,
            true => self.after_millis(resumed, self.between_millis(paused, due)),
            false => resumed + (due - paused),
        }
    }
}

/// When `percent` of the wall time has passed.
pub fn amber(start: i64, due: i64, percent: i64) -> i64 {
    start + (due - start).max(0) * percent / 100
}
