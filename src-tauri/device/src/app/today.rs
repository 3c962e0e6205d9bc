//! 今日: what waits for this officer.

use super::App;
use crate::error::Result;
use crate::store::today;
use api::Today;
use model::Moment;

/// The zone before the district's lists have come: Beijing time.
const OFFSET_MINUTES: i32 = 480;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

impl App {
    /// What waits for this officer now.
    pub fn today(&self) -> Result<Today> {
        let (session, now) = (self.session()?, self.now());
        let me = session.me();
        let offset = me.lists.as_ref().map_or(OFFSET_MINUTES, |l| {
            l.district.rules.calendar.utc_offset_minutes
        });
        let midnight = midnight(now, offset);
        session
            .store
            .read(|conn| today::read(conn, &me.person, now, midnight))
    }
}

/// When the day of this moment began, minutes east of UTC.
fn midnight(now: Moment, offset: i32) -> Moment {
    let shift = i64::from(offset) * 60_000;
    Moment((now.0 + shift).div_euclid(DAY_MS) * DAY_MS - shift)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_local_midnight() {
        for (now, offset, begin) in [
            (
                "2026-11-22T00:00:00+08:00",
                480,
                "2026-11-22T00:00:00+08:00",
            ),
            (
                "2026-11-22T23:59:59+08:00",
                480,
                "2026-11-22T00:00:00+08:00",
            ),
            (
                "2026-11-22T07:00:00+08:00",
                480,
                "2026-11-22T00:00:00+08:00",
            ),
            ("2026-11-22T07:00:00Z", 0, "2026-11-22T00:00:00Z"),
            ("1969-12-31T23:00:00Z", 0, "1969-12-31T00:00:00Z"),
        ] {
            let (now, begin): (Moment, Moment) = (now.parse().unwrap(), begin.parse().unwrap());
            assert_eq!(midnight(now, offset), begin, "{now:?}");
        }
    }
}
