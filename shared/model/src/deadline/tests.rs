use super::*;
use jiff::civil::Date;

const DAY: i64 = 24 * 60 * MINUTE;
const DAYS_MAX: i64 = 3653;
use crate::rulepack::GradeLimits;

fn at(local: &str) -> Moment {
    format!("{local}:00+08:00").parse().unwrap()
}

fn natural(minutes: u32) -> Limit {
    Limit {
        working: false,
        ..working(minutes)
    }
}

fn working(minutes: u32) -> Limit {
    let working = true;
    Limit { minutes, working }
}

/// 2026 as announced in outline: New Year's Day and the first week of October off, two Saturdays worked.
fn calendar() -> Calendar {
    let october = (1..=7).map(|d| format!("2026-10-{d:02}"));
    let new_year = ["2026-01-01".into(), "2026-01-02".into()];
    Calendar {
        utc_offset_minutes: 480,
        hours: vec![(9 * 60, 12 * 60), (13 * 60 + 30, 18 * 60)], // 3 h and 4.5 h
        holidays: october.chain(new_year).collect(),
        make_up_days: vec!["2026-01-04".into(), "2026-10-10".into()],
    }
}

#[test]
fn working_time_passes_only_in_working_hours() {
    let calendar = calendar();
    let cases = "
        2026-11-23T09:00     60 2026-11-23T10:00  # a Monday
        2026-11-23T09:00    180 2026-11-23T12:00  # exactly at noon's closing
        2026-11-23T09:00    181 2026-11-23T13:31
        2026-11-23T11:30     60 2026-11-23T14:00
        2026-11-23T09:00    450 2026-11-23T18:00  # one whole day
        2026-11-23T09:00    451 2026-11-24T09:01
        2026-11-23T06:00     60 2026-11-23T10:00  # before opening
        2026-11-23T12:30     30 2026-11-23T14:00  # in the break
        2026-11-23T20:00     60 2026-11-24T10:00  # after closing
        2026-11-23T18:00     60 2026-11-24T10:00  # at closing
        2026-11-23T18:00      0 2026-11-24T09:00  # at once means at the next opening
        2026-11-23T10:00      0 2026-11-23T10:00
        2026-11-27T17:00    120 2026-11-30T10:00  # over a weekend
        2026-11-28T10:00     60 2026-11-30T10:00  # from a Saturday
        2025-12-31T17:30     60 2026-01-04T09:30  # year end; Sunday the 4th is worked
        2026-01-04T17:30     60 2026-01-05T09:30
        2026-09-30T17:00    120 2026-10-08T10:00  # the whole October holiday
        2026-10-09T17:00    120 2026-10-10T10:00  # 调休: Saturday is worked
        2026-10-10T17:00    120 2026-10-12T10:00
        2024-02-28T17:00    120 2024-02-29T10:00  # a leap day, Thursday
        2028-02-28T17:00    510 2028-02-29T18:00
        2026-11-23T09:00   2250 2026-11-27T18:00
        2026-11-23T09:00 117000 2027-11-19T18:00  # 52 weeks: every weekday of that year is worked";
    for case in cases.lines().filter(|line| !line.trim().is_empty()) {
        let words: Vec<&str> = case.split_whitespace().collect();
        let limit = working(words[1].parse().unwrap());
        let found = due(at(words[0]), limit, &calendar).civil(480);
        assert_eq!(found, at(words[2]).civil(480), "{case}");
    }
}

#[test]
fn day_wise_equals_minute_wise() {
    let calendar = calendar();
    let dates =
        |list: &[String]| -> Vec<Date> { list.iter().map(|d| d.parse().unwrap()).collect() };
    let (holidays, make_up) = (dates(&calendar.holidays), dates(&calendar.make_up_days));
    let open = |m: Moment| {
        let now = m.civil(480);
        let minute = u32::try_from(m.0.rem_euclid(DAY) / MINUTE + 480).unwrap() % 1440;
        let weekend = now.weekday().to_monday_zero_offset() >= 5;
        (!weekend || make_up.contains(&now.date()))
            && !holidays.contains(&now.date())
            && calendar
                .hours
                .iter()
                .any(|(a, b)| (*a..*b).contains(&minute))
    };
    for step in 0..120 {
        let start = at("2026-09-28T00:00").plus_minutes(step * 173);
        let minutes = 1 + (step as u32 * 37) % 1500;
        let (mut now, mut left) = (start, minutes);
        while left > 0 {
            left -= u32::from(open(now));
            now = now.plus_minutes(1);
        }
        let found = due(start, working(minutes), &calendar);
        assert_eq!(found, now, "{start} + {minutes}");
    }
}

#[test]
fn natural_time_runs_through() {
    let cases = "2025-12-31T23:30 60 2026-01-01T00:30
        2024-02-28T12:00 1440 2024-02-29T12:00
        2026-10-03T03:00 0 2026-10-03T03:00";
    for case in cases.lines() {
        let words: Vec<&str> = case.split_whitespace().collect();
        let limit = natural(words[1].parse().unwrap());
        assert_eq!(
            due(at(words[0]), limit, &calendar()),
            at(words[2]),
            "{case}"
        );
    }
}

#[test]
fn other_zones_and_odd_calendars() {
    // The wall clock is the district's: 09:30 in Beijing is 01:30 in UTC, long before an office there opens.
    let morning = at("2026-11-23T09:30");
    for (zone, expect) in [
        (480, "2026-11-23T10:30"),
        (0, "2026-11-23T18:00"),
        (-300, "2026-11-23T23:00"),
    ] {
        let calendar = Calendar {
            utc_offset_minutes: zone,
            ..calendar()
        };
        assert_eq!(due(morning, working(60), &calendar), at(expect), "{zone}");
    }
    // Without working hours the search ends, ten years on.
    let never = Calendar {
        hours: vec![],
        ..calendar()
    };
    assert_eq!(
        due(morning, working(60), &never),
        Moment(morning.0 + DAYS_MAX * DAY)
    );
    // A holiday that is also listed as worked stays a holiday; what is not a day changes nothing.
    let mut both = calendar();
    both.make_up_days
        .extend(["2026-10-01".into(), "soon".into()]);
    assert_eq!(
        due(at("2026-10-01T09:00"), working(0), &both),
        at("2026-10-08T09:00")
    );
    // At the ends of time nothing overflows.
    for end in [Moment(i64::MIN), Moment(i64::MAX)] {
        due(end, working(u32::MAX), &calendar());
        due(end, natural(u32::MAX), &calendar());
        amber(Moment(i64::MIN), end, 80);
    }
}

#[test]
fn a_clock_starts_warms_and_ends() {
    let (sudden, urgent, normal) = (None, Some(natural(60)), Some(natural(100)));
    let complex = Some(working(120));
    let limits = GradeLimits {
        sudden,
        urgent,
        normal,
        complex,
    };
    let mut rules = rules();
    rules.clocks.insert(Clock::Return, limits);
    let t = at("2026-11-23T17:00");
    assert_eq!(
        start(&rules, Clock::Return, Grade::Sudden, false, Kind::Help, t),
        None
    );
    assert_eq!(
        start(&rules, Clock::Done, Grade::Normal, false, Kind::Help, t),
        None
    );
    let complex = start(&rules, Clock::Return, Grade::Normal, true, Kind::Help, t).unwrap();
    assert_eq!(complex.due, at("2026-11-24T10:00"));
    assert_eq!(complex.amber, at("2026-11-24T06:36")); // 80 % of 17 h
    let deadline = start(&rules, Clock::Return, Grade::Normal, false, Kind::Help, t).unwrap();
    for (minute, met, heat) in [
        (79, None, Heat::Normal),
        (80, None, Heat::Near),
        (100, None, Heat::Near),
        (101, None, Heat::Late),
        (500, Some(100), Heat::Normal),
        (500, Some(101), Heat::Late),
    ] {
        let mut deadline = deadline.clone();
        deadline.met = met.map(|m| t.plus_minutes(m));
        let now = t.plus_minutes(minute);
        assert_eq!(deadline.heat(now), heat, "{minute} {met:?}");
        let json = serde_json::to_string(&deadline).unwrap();
        assert_eq!(serde_json::from_str::<Deadline>(&json).unwrap(), deadline);
    }
    assert_eq!(amber(t, t.plus_minutes(-5), 80), t);
    assert_eq!(serde_json::to_string(&Heat::Near).unwrap(), r#""near""#);
}

fn rules() -> RulePack {
    let json = serde_json::json!({
        "name": "t", "clocks": {}, "amber_percent": {"sudden": 50, "urgent": 70, "normal": 80},
        "calendar": calendar(), "clock_skew_minutes": 5, "duty_phone": "0", "texts": {"title_max": 1,
        "body_min": 1, "body_max": 1, "note_max": 1, "address_max": 1, "tags_max": 1}, "photos": {
        "count_max": 1, "long_edge": 1, "thumb_edge": 1, "pixels_max": 1, "bytes_max": 1},
        "life": life(), "alike": {"metres": 100, "days": 7}, "talk": {"floor_bp": 8500, "rated_min": 20}
    });
    serde_json::from_value(json).unwrap()
}

fn life() -> serde_json::Value {
    serde_json::json!({
        "returns_max": 2, "redo_percent": 50, "redo_floor_minutes": 1440, "extension_days_max": 15, "hang_days_max": 90,
        "hang_check_days_max": 30, "hang_total_days_max": 365, "reopen_days": 30, "archive_days": 30, "own_reporter_days": 30, "missed_tries": 3,
        "missed_days": 2, "escalate_redos": 3, "escalate_returns": 2, "report_in_minutes": 30,
        "reply_minutes": {"urge": 240, "supervise": 1440, "escalate": 1440}
    })
}
