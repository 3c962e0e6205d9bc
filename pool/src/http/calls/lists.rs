//! Lists, counts and 今日.

use super::super::filter::{filter, wrong};
use super::super::state::App;
use crate::{Result, clock, show};
use api::{ListTickets, TicketCounts, TicketPage, Today};
use model::hands::hands;
use model::person::Person;
use model::row::Row;
use model::{Moment, scope};
use std::collections::BTreeMap;

const LIMIT: u32 = 50;
const LIMIT_MAX: u32 = 500;
/// How long an act that did not come about stays on the page 今日.
const RETURNED_DAYS: i64 = 7;
const DAY_MINUTES: i64 = 24 * 60;

/// One page of tickets.
pub async fn list(app: &App, person: Person, ask: ListTickets) -> Result<TicketPage> {
    let limit = ask.limit.unwrap_or(LIMIT);
    if !(1..=LIMIT_MAX).contains(&limit) {
        return Err(wrong("limit", format!("须是 1 到 {LIMIT_MAX}")).into());
    }
    let filter = filter(&person, ask, limit)?;
    let found = app
        .store
        .read(move |db| db.sight(|sight| sight.list(&filter)))
        .await?;
    Ok(TicketPage {
        tickets: shown(&person, found.rows),
        after: found.after,
        total: found.total,
    })
}

fn shown(person: &Person, rows: Vec<Row>) -> Vec<Row> {
    rows.into_iter().map(|r| show::row(person, r)).collect()
}

/// How many tickets there are per status and per unit.
pub async fn count(app: &App, person: Person) -> Result<TicketCounts> {
    let (counts, by_unit, alarm, pressed) = app
        .store
        .read(move |db| {
            let (clauses, now) = (scope::clauses(&person), clock::now());
            db.sight(|sight| {
                Ok((
                    sight.counts(&clauses, now),
                    sight.unit_counts(&clauses, now)?,
                    sight.alarms(&clauses),
                    sight.pressed(&clauses),
                ))
            })
        })
        .await?;
    let some = |pick: fn(&(u64, u64)) -> u64| -> BTreeMap<_, _> {
        counts
            .iter()
            .map(|(s, c)| (*s, pick(c)))
            .filter(|(_, n)| *n > 0)
            .collect()
    };
    Ok(TicketCounts {
        by_status: some(|c| c.0),
        overdue: some(|c| c.1),
        by_unit,
        alarm,
        pressed,
    })
}

/// What this person should look at today.
pub async fn today(app: &App, person: Person) -> Result<Today> {
    let offset = app
        .store
        .district()
        .district
        .rules
        .calendar
        .utc_offset_minutes;
    let who = person.clone();
    let now = clock::now();
    let (due, urgent, returned, captured) = app
        .store
        .read(move |db| {
            let (hands, clauses) = (hands(&who), scope::clauses(&who));
            let lately = now.plus_minutes(-RETURNED_DAYS * DAY_MINUTES);
            db.sight(|sight| {
                Ok((
                    sight.due_in(&hands, now)?,
                    sight.urgent_in(&hands)?,
                    sight.returned_to(&who.user, &clauses, lately)?,
                    sight.captured_since(&who.user, midnight(now, offset))?,
                ))
            })
        })
        .await?;
    Ok(Today {
        due: shown(&person, due.0),
        due_total: due.1,
        urgent: shown(&person, urgent.0),
        urgent_total: urgent.1,
        returned: shown(&person, returned.0),
        returned_total: returned.1,
        captured,
    })
}

/// The last midnight by the district's wall clock.
fn midnight(now: Moment, offset_minutes: i32) -> Moment {
    let shift = i64::from(offset_minutes) * 60_000;
    let day = DAY_MINUTES * 60_000;
    Moment((now.0 + shift).div_euclid(day) * day - shift)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn midnight_is_the_districts() {
        for (now, expect) in [
            ("2026-11-22T10:32:00+08:00", "2026-11-21T16:00:00Z"),
            ("2026-11-22T00:00:00+08:00", "2026-11-21T16:00:00Z"),
            ("2026-11-21T23:59:59.999+08:00", "2026-11-20T16:00:00Z"),
        ] {
            assert_eq!(midnight(now.parse().unwrap(), 480).to_string(), expect);
        }
    }
}
