//! Days and hours that make no sense.

use crate::Pack;
use serde_json::json;

pub fn cases() -> Vec<Pack> {
    let summer = |month: u32| (1..=30).map(move |day| format!("2026-{month:02}-{day:02}"));
    let summer: Vec<String> = [4, 5, 6, 7].into_iter().flat_map(summer).collect();
    vec![
        (
            "a summer without a working day",
            "/calendar/holidays",
            json!(summer),
            "rules.calendar.holidays",
        ),
        (
            "a day with an hour",
            "/calendar/holidays/-",
            json!("2026-03-02T10:00"),
            "rules.calendar.holidays",
        ),
        (
            "a day before there were calendars",
            "/calendar/holidays/-",
            json!("-009999-01-01"),
            "rules.calendar.holidays",
        ),
        (
            "a zone that nobody has",
            "/calendar/utc_offset_minutes",
            json!(-1),
            "rules.calendar.utc_offset_minutes",
        ),
        (
            "not a day",
            "/calendar/holidays/-",
            json!("2026-02-30"),
            "rules.calendar.holidays",
        ),
        (
            "not a leap year",
            "/calendar/holidays/-",
            json!("2027-02-29"),
            "rules.calendar.holidays",
        ),
        (
            "a word for a day",
            "/calendar/make_up_days/-",
            json!("soon"),
            "rules.calendar.make_up_days",
        ),
        (
            "a holiday twice",
            "/calendar/holidays/-",
            json!("2026-10-01"),
            "rules.calendar.holidays",
        ),
        (
            "a make-up day on a weekday",
            "/calendar/make_up_days/-",
            json!("2026-11-23"),
            "rules.calendar.make_up_days",
        ),
        (
            "a make-up day on a holiday",
            "/calendar/make_up_days/-",
            json!("2026-10-03"),
            "rules.calendar.make_up_days",
        ),
        (
            "overlapping hours",
            "/calendar/hours",
            json!([[540, 720], [700, 1080]]),
            "rules.calendar.hours",
        ),
        (
            "hours the wrong way round",
            "/calendar/hours",
            json!([[720, 540]]),
            "rules.calendar.hours",
        ),
        (
            "hours out of order",
            "/calendar/hours",
            json!([[810, 1080], [540, 720]]),
            "rules.calendar.hours",
        ),
        (
            "hours past midnight",
            "/calendar/hours",
            json!([[540, 1441]]),
            "rules.calendar.hours",
        ),
        (
            "a working day of half an hour",
            "/calendar/hours",
            json!([[540, 555], [810, 825]]),
            "rules.calendar.hours",
        ),
        (
            "no hours",
            "/calendar/hours",
            json!([]),
            "rules.calendar.hours",
        ),
        (
            "a zone off the earth",
            "/calendar/utc_offset_minutes",
            json!(1081),
            "rules.calendar.utc_offset_minutes",
        ),
    ]
}
