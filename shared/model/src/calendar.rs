//! The days of a district's calendar: which are worked, and when (节假日, 调休).

use crate::Moment;
use crate::rulepack::Calendar;
use crate::words::words;
use jiff::civil::{Date, Weekday};
use std::collections::BTreeSet;

const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;
/// Days looked at before giving up (ten years): a calendar without working days must not hang the pool.
const DAYS_MAX: i64 = 3653;

words!(/// What kind of day it is.
DayKind {
    Workday "workday" "工作日", Weekend "weekend" "周末", Holiday "holiday" "节假日", MakeUp "make_up" "调休上班",
});

impl DayKind {
    /// Whether it is worked.
    pub fn is_worked(self) -> bool {
        matches!(self, DayKind::Workday | DayKind::MakeUp)
    }
}

/// One day.
#[derive(Debug, Clone, PartialEq)]
pub struct Day {
    /// Its date in the district.
    pub date: Date,
    pub kind: DayKind,
    /// Its working hours as moments; empty on a day off.
    pub spans: Vec<(Moment, Moment)>,
}

/// The days from the one that holds `from` on, at most ten years of them.
pub fn days_from(calendar: &Calendar, from: Moment) -> impl Iterator<Item = Day> + '_ {
    let offset = i64::from(calendar.utc_offset_minutes) * MINUTE;
    let local = from.0.saturating_add(offset);
    let midnight = local.saturating_sub(local.rem_euclid(DAY));
    let (holidays, make_up) = (dates(&calendar.holidays), dates(&calendar.make_up_days));
    let mut next = Some(from.civil(calendar.utc_offset_minutes).date());
    (0..DAYS_MAX).map_while(move |n| {
        let date = next?;
        next = date.tomorrow().ok(); // none at the end of the calendar, year 9999
        let weekend = matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
        // A day off wins over a make-up day: a slip in the calendar must not count against the handler.
        let kind = match (holidays.contains(&date), weekend, make_up.contains(&date)) {
            (true, _, _) => DayKind::Holiday,
            (_, true, true) => DayKind::MakeUp,
            (_, true, false) => DayKind::Weekend,
            _ => DayKind::Workday,
        };
        let at = |minute: u32| {
            let local = midnight.saturating_add(n * DAY + i64::from(minute) * MINUTE);
            Moment(local.saturating_sub(offset))
        };
        let spans = if kind.is_worked() {
            let hours = calendar.hours.iter();
            hours.map(|(from, to)| (at(*from), at(*to))).collect()
        } else {
            Vec::new()
        };
        Some(Day { date, kind, spans })
    })
}

/// When `millis` of working time after `start` have passed; what ends exactly at closing time is then, not next morning.
pub fn after_working(start: Moment, millis: i64, calendar: &Calendar) -> Moment {
    let mut left = millis;
    for day in days_from(calendar, start) {
        for (open, close) in day.spans {
            let open = open.max(start);
            if open >= close {
                continue; // already over when the clock starts
            }
            if left <= close.since(open) {
                return Moment(open.0.saturating_add(left));
            }
            left -= close.since(open);
        }
    }
    Moment(start.0.saturating_add(DAYS_MAX * DAY))
}

/// Working time between two moments, in milliseconds.
pub fn worked_between(from: Moment, to: Moment, calendar: &Calendar) -> i64 {
    days_from(calendar, from)
        .flat_map(|day| day.spans)
        .take_while(|(open, _)| *open < to)
        .map(|(open, close)| close.min(to).since(open.max(from)).max(0))
        .sum()
}

/// Whether two moments fall on one day of the district.
pub fn same_day(a: Moment, b: Moment, calendar: &Calendar) -> bool {
    let date = |m: Moment| m.civil(calendar.utc_offset_minutes).date();
    date(a) == date(b)
}

/// Days as the rule pack lists them; `RulePack::check` has refused what is not a day.
fn dates(list: &[String]) -> BTreeSet<Date> {
    list.iter().filter_map(|d| d.parse().ok()).collect()
}
