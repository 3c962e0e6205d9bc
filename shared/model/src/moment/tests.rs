use super::*;
use crate::{Code, json};
use proptest::prelude::*;

const DAY: i64 = 24 * 60 * 60_000;

#[test]
fn reads_any_offset_and_writes_utc() {
    let m: Moment = "2026-11-22T10:32:00+08:00".parse().unwrap();
    assert_eq!(m.to_string(), "2026-11-22T02:32:00Z");
    assert_eq!(
        serde_json::to_string(&m).unwrap(),
        "\"2026-11-22T02:32:00Z\""
    );
    assert_eq!(m.civil(480).to_string(), "2026-11-22T10:32:00");
    assert!("yesterday".parse::<Moment>().is_err());
    assert!(Moment(i64::MAX).to_string().starts_with("9999"));
}

#[test]
fn moments_are_written_with_the_digits_they_need() {
    for (at, text) in [
        (Moment::FIRST.0, "0000-01-01T00:00:00Z"),
        (Moment::FIRST.0 - 1, "0000-01-01T00:00:00Z"),
        (i64::MIN, "0000-01-01T00:00:00Z"),
        (-1, "1969-12-31T23:59:59.999Z"),
        (0, "1970-01-01T00:00:00Z"),
        (1, "1970-01-01T00:00:00.001Z"),
        (10, "1970-01-01T00:00:00.01Z"),
        (100, "1970-01-01T00:00:00.1Z"),
        (999, "1970-01-01T00:00:00.999Z"),
        (951_782_400_000, "2000-02-29T00:00:00Z"),
        (Moment::LAST.0 - 1, "9999-12-30T21:59:59.999Z"),
        (Moment::LAST.0, "9999-12-30T22:00:00Z"),
        (Moment::LAST.0 + 1, "9999-12-30T22:00:00Z"),
        (i64::MAX, "9999-12-30T22:00:00Z"),
    ] {
        assert_eq!(Moment(at).to_string(), text);
    }
}

#[test]
fn every_day_is_read_as_it_is_written() {
    // Each place in the 400 years after which days repeat comes up once.
    for day in (Moment::FIRST.0 / DAY..Moment::LAST.0 / DAY).step_by(37) {
        let at = Moment(day * DAY + 37_425_678);
        assert_eq!(at.to_string().parse(), Ok(at));
    }
}

#[test]
fn what_is_a_moment_and_what_is_none() {
    const TEN_32: i64 = 1_795_343_520_000; // 2026-11-22T10:32:00Z
    for (text, at) in [
        ("2026-11-22T10:32:00+08:00", TEN_32 - 8 * 60 * 60_000),
        ("2026-11-22t10:32:00z", TEN_32),
        (
            "2026-11-22 10:32:00.123456789-0330",
            TEN_32 + 210 * 60_000 + 123,
        ),
        ("2026-11-22T10:32+08", TEN_32 - 8 * 60 * 60_000),
        ("2026-11-22T10:32:00,5Z", TEN_32 + 500),
        ("2026-11-22T23:59:60Z", TEN_32 + 48_479_000), // a leap second is the one before it
        ("2024-02-29T00:00:00Z", 1_709_164_800_000),
        ("2000-02-29T00:00:00Z", 951_782_400_000),
        ("0000-01-01T00:00:00Z", Moment::FIRST.0),
        ("9999-12-30T22:00:00Z", Moment::LAST.0),
    ] {
        assert_eq!(text.parse(), Ok(Moment(at)), "{text}");
    }
    for text in [
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
        "9999-12-30T22:00:00.001Z",
        "0000-01-01T00:00:00+08:00",
        "-000001-12-31T23:59:59Z",
        "12026-11-22T10:32:00Z",
        "２０26-11-22T10:32:00Z",
    ] {
        assert_eq!(text.parse::<Moment>(), Err(NotAMoment), "{text}");
    }
}

#[test]
fn a_moment_out_of_range_is_refused_with_its_field() {
    let of = |until: &str| {
        json::from_value::<crate::act::RenewHang>(serde_json::json!({
            "reason": "等待", "until": until, "next_check": "2026-11-22T10:32:00Z",
        }))
    };
    assert!(of("2026-12-01T00:00:00Z").is_ok());
    for text in ["-000001-12-31T16:00:00Z", "9999-12-31T23:59:59Z", "明天"] {
        let denial = of(text).unwrap_err();
        assert_eq!(
            (denial.code, denial.params["field"].as_str()),
            (Code::FieldType, "until"),
            "{text}"
        );
    }
}

/// Any milliseconds at all, those in range, and those around its ends.
fn any_moment() -> impl Strategy<Value = Moment> {
    let near = |end: Moment| (end.0 - 2 * DAY..end.0 + 2 * DAY).boxed();
    prop_oneof![
        any::<i64>(),
        Moment::FIRST.0..=Moment::LAST.0,
        near(Moment::FIRST),
        near(Moment::LAST),
    ]
    .prop_map(Moment)
}

proptest! {
    #[test]
    fn whatever_is_written_reads_back(at in any_moment(), offset in any::<i32>()) {
        let within = at.clamp(Moment::FIRST, Moment::LAST);
        prop_assert_eq!(at.to_string().parse(), Ok(within));
        let json = serde_json::to_string(&at).unwrap();
        prop_assert_eq!(serde_json::from_str::<Moment>(&json).unwrap(), within);
        at.civil(offset);
        at.day(offset);
    }

    #[test]
    fn the_same_moment_is_read_from_any_offset(at in any_moment(), offset in -1439..=1439i32) {
        let at = at.clamp(Moment::FIRST, Moment::LAST);
        let civil = at.civil(offset);
        prop_assert_eq!(at.day(offset), civil.date().to_string());
        prop_assume!(civil.year() >= 0);
        let (sign, offset) = (if offset < 0 { '-' } else { '+' }, offset.abs());
        let text = format!("{civil}{sign}{:02}:{:02}", offset / 60, offset % 60);
        prop_assert_eq!(text.parse(), Ok(at));
    }
}
