//! A month of the district's calendar, written as 2026-10.

use crate::rulepack::Calendar;
use crate::{Code, Denial, Moment};
use jiff::ToSpan;
use jiff::civil::Date;

/// A month: from its first moment to the first of the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Month {
    pub text: String,
    pub from: Moment,
    pub until: Moment,
}

fn wrong(detail: &str) -> Denial {
    Denial::new(Code::FieldType)
        .with("field", "month")
        .with("detail", detail)
}

fn midnight(date: Date, calendar: &Calendar) -> Option<Moment> {
    let seconds = calendar.utc_offset_minutes.saturating_mul(60);
    let offset = jiff::tz::Offset::from_seconds(seconds).ok()?;
    let at = offset.to_timestamp(date.at(0, 0, 0, 0)).ok()?;
    Some(Moment(at.as_millisecond()))
}

impl Month {
    /// Reads one as people write it.
    pub fn parse(text: &str, calendar: &Calendar) -> Result<Month, Denial> {
        let written = || wrong("请写成 2026-10 这样");
        let plain = text.len() == 7 && text.is_ascii();
        let first = Some(format!("{text}-01")).filter(|_| plain);
        let first: Date = first.and_then(|d| d.parse().ok()).ok_or_else(written)?;
        let month = Month::from_first(first, calendar).ok_or_else(written)?;
        let plausible = month.from.check("month");
        plausible.map_err(|_| wrong("年份不对，请写成 2026-10 这样"))?;
        Ok(month)
    }
    /// Reads one that has begun by now: nothing is known of the others.
    pub fn begun(text: &str, calendar: &Calendar, now: Moment) -> Result<Month, Denial> {
        let month = Month::parse(text, calendar)?;
        if month.from > now {
            return Err(wrong("这个月还没有开始，请选本月或更早的月份"));
        }
        Ok(month)
    }
    /// The month that holds a moment; none at the ends of time.
    pub fn of(at: Moment, calendar: &Calendar) -> Option<Month> {
        let date = at.civil(calendar.utc_offset_minutes).date();
        Month::from_first(date.first_of_month(), calendar)
    }
    fn from_first(first: Date, calendar: &Calendar) -> Option<Month> {
        let next = first.checked_add(1.month()).ok()?;
        Some(Month {
            text: format!("{:04}-{:02}", first.year(), first.month()),
            from: midnight(first, calendar)?,
            until: midnight(next, calendar)?,
        })
    }
    /// The month before this one.
    pub fn before(&self, calendar: &Calendar) -> Option<Month> {
        Month::of(Moment(self.from.0.checked_sub(1)?), calendar)
    }
    /// Its last moment.
    pub fn last(&self) -> Moment {
        Moment(self.until.0.saturating_sub(1))
    }
    /// The moment at which a day of it begins; the first of the next when it has no such day.
    pub fn day(&self, day: u32) -> Moment {
        let days = i64::from(day.saturating_sub(1));
        self.from.plus_minutes(days * 24 * 60).min(self.until)
    }
}

/// The end of the nth working day after the day of `from`.
pub fn working_days_after(from: Moment, days: u32, calendar: &Calendar) -> Moment {
    let all = crate::calendar::days_from(calendar, from).skip(1);
    let mut worked = all.filter(|day| day.kind.is_worked());
    let wanted = usize::try_from(days.saturating_sub(1)).unwrap_or(usize::MAX);
    let last = worked.nth(wanted).and_then(|day| day.date.tomorrow().ok());
    let end = last.and_then(|next| midnight(next, calendar));
    end.map_or(Moment::LATEST, |at| Moment(at.0.saturating_sub(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calendar() -> Calendar {
        Calendar {
            utc_offset_minutes: 480,
            hours: vec![(540, 1080)],
            holidays: vec!["2026-12-31".into()],
            make_up_days: vec!["2026-12-05".into()],
        }
    }

    #[test]
    fn a_month_begins_at_the_districts_midnight() {
        let month = |text: &str| Month::parse(text, &calendar()).unwrap();
        let december = month("2026-12");
        assert_eq!(december.from.to_string(), "2026-11-30T16:00:00Z");
        assert_eq!(december.until.to_string(), "2026-12-31T16:00:00Z");
        let february = month("2028-02");
        assert_eq!(february.until.since(february.from), 29 * 24 * 60 * 60_000);
        assert_eq!(
            Month::of(february.from, &calendar()),
            Some(february.clone())
        );
        assert_eq!(
            Month::of(february.last(), &calendar()),
            Some(february.clone())
        );
        assert_eq!(february.before(&calendar()).unwrap().text, "2028-01");
        assert_eq!(month("2027-01").before(&calendar()), Some(december.clone()));
        assert_eq!(december.day(15).to_string(), "2026-12-14T16:00:00Z");
        assert_eq!(february.day(31), february.until);
        for wrong in [
            "",
            "2026-13",
            "2026-1",
            "202610",
            "2026-10-01",
            "二〇二六年",
            "-026-10",
            "2999-01",
            "0999-12",
        ] {
            let refused = Month::parse(wrong, &calendar()).unwrap_err();
            assert_eq!(refused.code, Code::FieldType, "{wrong}");
        }
    }

    #[test]
    fn a_month_that_has_not_begun_is_not_asked_for() {
        let begins = Month::parse("2026-12", &calendar()).unwrap().from;
        let asked = |now| Month::begun("2026-12", &calendar(), now).map_err(|d| d.code);
        assert!(asked(begins).is_ok());
        assert_eq!(asked(Moment(begins.0 - 1)), Err(Code::FieldType));
    }

    #[test]
    fn working_days_end_with_the_day() {
        let at = |text: &str| -> Moment { text.parse().unwrap() };
        // A Friday; Saturday the 5th is worked.
        let friday = at("2026-12-04T10:00:00+08:00");
        for (days, end) in [
            (1, "2026-12-05T23:59:59.999+08:00"),
            (2, "2026-12-07T23:59:59.999+08:00"),
            (5, "2026-12-10T23:59:59.999+08:00"),
        ] {
            assert_eq!(
                working_days_after(friday, days, &calendar()),
                at(end),
                "{days}"
            );
        }
        // Over a holiday.
        let wednesday = at("2026-12-30T23:00:00+08:00");
        assert_eq!(
            working_days_after(wednesday, 1, &calendar()),
            at("2027-01-01T23:59:59.999+08:00")
        );
    }
}
