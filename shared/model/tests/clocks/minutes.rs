//! `calendar` and `deadline` against the clock that counts every minute, on seeded calendars.

use model::Moment;
use model::calendar::{after_working, worked_between};
use model::deadline;
use model::rulepack::{Calendar, Limit};
use testkit::Draws;
use testkit::naive::{self, Open};

const MINUTE: i64 = 60_000;
/// Days around which calendars are hard: leap days, year ends, long holidays, and an ordinary one.
const DAYS: [&str; 8] = [
    "2024-02-26T00:00:00Z",
    "2028-02-27T00:00:00Z",
    "2025-12-29T00:00:00Z",
    "2026-02-12T00:00:00Z",
    "2026-09-28T00:00:00Z",
    "2099-12-30T00:00:00Z",
    "2100-02-27T00:00:00Z",
    "2026-11-23T00:00:00Z",
];

fn calendar(d: &mut Draws, around: i64) -> Calendar {
    let mut hours = Vec::new();
    let mut at = u32::try_from(d.below(600)).unwrap();
    for _ in 0..1 + d.below(3) {
        let from = at + u32::try_from(d.below(120)).unwrap();
        let to = (from + 1 + u32::try_from(d.below(300)).unwrap()).min(1440);
        if from < to {
            hours.push((from, to));
        }
        at = to;
    }
    let day = around / (1440 * MINUTE);
    let mut holidays = Vec::new();
    for _ in 0..d.below(4) {
        let first = day + d.below(40) as i64 - 5;
        holidays.extend((first..first + 1 + d.below(8) as i64).map(naive::date));
    }
    let worked: Vec<String> = (0..d.below(6))
        .map(|_| naive::date(day + d.below(40) as i64 - 5))
        .collect();
    Calendar {
        utc_offset_minutes: *d.pick(&[480, 0, -300, 345, 840, -720, 570]),
        hours,
        make_up_days: worked,
        holidays,
    }
}

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "whoever runs it may name the seed"
)]
fn the_calendar_agrees_with_a_clock_that_counts_every_minute() {
    let seed = std::env::var("SEED").ok().and_then(|s| s.parse().ok());
    let seeds = seed.map_or(0..2_500, |s| s..s + 1);
    let (mut cases, mut crossed) = (0, 0);
    for seed in seeds {
        let mut d = Draws::new(seed);
        let around: Moment = d.pick(&DAYS).parse().unwrap();
        let calendar = calendar(&mut d, around.0);
        let open = Open::of(&calendar);
        let start = around.0 + d.below(6 * 1440) as i64 * MINUTE;
        let most = *d.pick(&[1, 30, 240, 1000, 4000]);
        let limit = Limit {
            minutes: u32::try_from(d.below(most)).unwrap(),
            working: d.chance(80),
        };
        let minutes = i64::from(limit.minutes);
        let told = format!(
            "SEED={seed}: {limit:?} from {} by {calendar:?}",
            Moment(start)
        );
        let due = deadline::due(Moment(start), limit, &calendar);
        assert_eq!(due.0, open.due(start, minutes, limit.working), "{told}");
        if limit.working {
            assert_eq!(
                due,
                after_working(Moment(start), minutes * MINUTE, &calendar),
                "{told}"
            );
            let worked = worked_between(Moment(start), due, &calendar);
            assert_eq!(worked, open.between(start, due.0) * MINUTE, "{told}");
            assert_eq!(worked, minutes * MINUTE, "{told}");
        }
        let percent = u32::try_from(d.below(101)).unwrap();
        let amber = deadline::amber(Moment(start), due, percent);
        assert_eq!(
            amber.0,
            naive::amber(start, due.0, i64::from(percent)),
            "{told}"
        );
        // Stood still once or twice, before its due, after it, for nothing, over a weekend.
        let mut now = (due, start);
        for _ in 0..1 + d.below(2) {
            let span = (now.0.0 - now.1).max(0) / MINUTE + 60;
            let paused = now.1 + d.below(usize::try_from(span).unwrap()) as i64 * MINUTE;
            let length = *d.pick(&[0, 1, 600, 20_000]);
            let resumed = paused + d.below(length + 1) as i64 * MINUTE;
            let on = deadline::resume(
                now.0,
                limit.working,
                Moment(paused),
                Moment(resumed),
                &calendar,
            );
            assert_eq!(
                on.0,
                open.resume(now.0.0, limit.working, paused, resumed),
                "{told}"
            );
            assert!(on >= now.0, "a pause never shortens: {told}");
            now = (on, resumed);
            cases += 1;
        }
        crossed += usize::from(due.0 - start > 1440 * MINUTE);
    }
    println!("{cases} pauses, {crossed} limits longer than a day, all equal to the minute");
}

#[test]
fn days_are_those_of_the_calendar() {
    for (days, text) in [
        (0, "1970-01-01"),
        (-1, "1969-12-31"),
        (19_782, "2024-02-29"),
        (19_783, "2024-03-01"),
        (21_243, "2028-02-29"),
        (20_453, "2025-12-31"),
        (20_454, "2026-01-01"),
        (47_540, "2100-02-28"),
        (47_541, "2100-03-01"),
    ] {
        assert_eq!(naive::date(days), text);
        let date: jiff::civil::Date = text.parse().unwrap();
        let noon = Moment(days * 1440 * MINUTE + 720 * MINUTE);
        assert_eq!(noon.civil(0).date(), date);
    }
}
