//! 今日: what waits for a person, and what came back to them.

use crate::{Bits, Lists, OwnAct, Source, flag};
use api::{Sort, Today};
use model::hands::hands;
use model::person::Person;
use model::scope::Clause;
use model::{Grade, Moment, Status, UserName};
use std::collections::BTreeSet;

/// Days after which an act that did not count is not brought up again.
pub const RETURNED_DAYS: i64 = 30;
/// Rows shown of each kind.
const SHOWN: usize = 20;
const DAY_MINUTES: i64 = 24 * 60;

impl<S: Source> Lists<'_, S> {
    /// What a person who sees tickets in these ways should look at now; `midnight` is when their day began.
    pub fn today(
        &self,
        person: &Person,
        clauses: &[Clause],
        now: Moment,
        midnight: Moment,
    ) -> Result<Today, S::Error> {
        let waiting = self.columns.in_hands(&hands(person));
        let (due, urgent) = (self.due(waiting.clone(), now), self.urgent(&waiting));
        let mut others = waiting;
        others.and_not(&due);
        others.and_not(&urgent);
        let (due, due_total) = self.first(due, Sort::Due, SHOWN)?;
        let (urgent, urgent_total) = self.first(urgent, Sort::Grade, SHOWN)?;
        let (waiting, waiting_total) = self.first(others, Sort::Due, SHOWN)?;
        let back = self.returned(&person.user, clauses, now)?;
        let (returned, returned_total) = self.first(back, Sort::Newest, SHOWN)?;
        Ok(Today {
            due,
            due_total,
            urgent,
            urgent_total,
            waiting,
            waiting_total,
            returned,
            returned_total,
            captured: self.captured(&person.user, midnight)?,
        })
    }

    /// Past its next deadline, or nearly.
    fn due(&self, mut waiting: Bits, now: Moment) -> Bits {
        waiting.keep(|at| self.columns.amber[at] <= now.0);
        waiting
    }

    /// 突发 and 紧急.
    fn urgent(&self, waiting: &Bits) -> Bits {
        let mut urgent = self.columns.none();
        for grade in [Grade::Sudden, Grade::Urgent] {
            let mut bits = waiting.clone();
            self.columns.keep_grade(&mut bits, grade);
            urgent.or(&bits);
        }
        urgent
    }

    /// 退回给我: own captures in 补正 or with two values, and open tickets with an own act that did not count and was not made good since, as
    /// long as the person sees them.
    fn returned(&self, user: &UserName, clauses: &[Clause], now: Moment) -> Result<Bits, S::Error> {
        let since = now.plus_minutes(-RETURNED_DAYS * DAY_MINUTES);
        let acts = self.source.own_acts(user, since)?;
        let mut back = self.columns.numbered(not_made_good(acts, since));
        self.columns.keep_flag(&mut back, flag::OPEN, true);
        let mut fixing = self.columns.seen_by(&Clause::CreatedBy(user.clone()));
        self.columns.keep_statuses(&mut fixing, [Status::Fixing]);
        back.or(&fixing);
        back.or(&self.with_two_values(user)?);
        back.and(&self.columns.seen(clauses));
        Ok(back)
    }

    /// Own open captures of which two people wrote the same part. Columns do not know it; the rows of one person do.
    fn with_two_values(&self, user: &UserName) -> Result<Bits, S::Error> {
        let mut mine = self.columns.seen_by(&Clause::CreatedBy(user.clone()));
        self.columns.keep_flag(&mut mine, flag::OPEN, true);
        let mut two = Vec::new();
        for at in mine.iter() {
            let n = crate::number(at);
            two.extend(self.source.row(n)?.filter(|row| row.conflict).map(|_| n));
        }
        Ok(self.columns.numbered(two))
    }

    /// How many tickets a person captured since midnight, by the device's clock. A ticket is taken in after it was captured,
    /// so that only rows taken in since, or not yet, are read.
    fn captured(&self, user: &UserName, midnight: Moment) -> Result<u64, S::Error> {
        let mut mine = self.columns.seen_by(&Clause::CreatedBy(user.clone()));
        mine.keep(|at| {
            let received = self.columns.received[at];
            received == 0 || received >= midnight.0
        });
        let mut count = 0;
        for at in mine.iter() {
            let row = self.source.row(crate::number(at))?;
            count += u64::from(row.is_some_and(|row| row.captured_at >= midnight));
        }
        Ok(count)
    }
}

/// Tickets whose last act of this person is one that did not count since a moment.
fn not_made_good(acts: Vec<OwnAct>, since: Moment) -> BTreeSet<i64> {
    let mut back = BTreeSet::new();
    for act in acts {
        match act.void {
            true if act.at >= since => _ = back.insert(act.n),
            true => {}
            false => _ = back.remove(&act.n),
        }
    }
    back
}

/// When the day of this moment began, by a wall clock so many minutes east of UTC.
pub fn midnight(now: Moment, offset_minutes: i32) -> Moment {
    let shift = i64::from(offset_minutes) * 60_000;
    let day = DAY_MINUTES * 60_000;
    let local = now.0.saturating_add(shift);
    Moment(now.0.saturating_sub(local.rem_euclid(day)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_local_midnight() {
        for (now, offset, begin) in [
            ("2026-11-22T10:32:00+08:00", 480, "2026-11-21T16:00:00Z"),
            (
                "2026-11-22T00:00:00+08:00",
                480,
                "2026-11-22T00:00:00+08:00",
            ),
            ("2026-11-21T23:59:59.999+08:00", 480, "2026-11-20T16:00:00Z"),
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

    #[test]
    fn a_later_act_makes_good_what_did_not_count() {
        let act = |n, at, void| OwnAct {
            n,
            at: Moment(at),
            void,
        };
        let acts = vec![
            act(1, 50, true),
            act(2, 50, true),
            act(2, 60, false),
            act(3, 50, false),
            act(3, 60, true),
            act(4, 49, true), // too long ago
            act(5, 60, true),
            act(5, 40, false), // counts by order, not by its clock
        ];
        let back = not_made_good(acts, Moment(50));
        assert_eq!(back, BTreeSet::from([1, 3]));
    }
}
