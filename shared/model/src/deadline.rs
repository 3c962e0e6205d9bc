//! When something is due (时限): in natural time, or counting only the working hours of working days.

use crate::calendar::{after_working, worked_between};
use crate::rulepack::{Calendar, Limit, RulePack};
use crate::words::words;
use crate::{Clock, Grade, Kind, Moment};
use serde::{Deserialize, Serialize};

const MINUTE: i64 = 60_000;

words!(/// How near a deadline is; shown as a word beside its colour.
Heat { Normal "normal" "正常", Near "near" "临期", Late "late" "超时" });

/// One running or met clock of a ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Deadline {
    pub clock: Clock,
    /// When it began to run.
    pub started: Moment,
    /// The last moment that is still in time.
    pub due: Moment,
    /// From here on it counts as nearly due.
    pub amber: Moment,
    /// When it was met, once it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub met: Option<Moment>,
    /// Since when it stands still (挂账, 补正).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paused: Option<Moment>,
}

impl Deadline {
    /// How near it is at `now`; once met, whether that was in time.
    pub fn heat(&self, now: Moment) -> Heat {
        match self.met {
            Some(met) if met <= self.due => Heat::Normal,
            Some(_) => Heat::Late,
            None if self.paused.is_some() => Heat::Normal,
            None if now > self.due => Heat::Late,
            None if now >= self.amber => Heat::Near,
            None => Heat::Normal,
        }
    }
}

/// Starts a clock; none when the rules set no limit for this grade.
pub fn start(
    rules: &RulePack,
    clock: Clock,
    grade: Grade,
    complex: bool,
    kind: Kind,
    at: Moment,
) -> Option<Deadline> {
    let limit = rules.limit(clock, grade, complex, kind)?;
    let due = due(at, limit, &rules.calendar);
    let amber = amber(at, due, rules.amber_percent.of(grade));
    Some(Deadline {
        clock,
        started: at,
        due,
        amber,
        met: None,
        paused: None,
    })
}

/// The due of a clock that stood still from `paused` to `resumed`: what was left of its limit then runs on. A clock that was
/// late before it was paused stays as late as it was.
pub fn resume(
    due: Moment,
    working: bool,
    paused: Moment,
    resumed: Moment,
    calendar: &Calendar,
) -> Moment {
    if due <= paused || resumed <= paused {
        return due;
    }
    if working {
        let left = worked_between(paused, due, calendar);
        after_working(resumed, left, calendar)
    } else {
        Moment(resumed.0.saturating_add(due.since(paused)))
    }
}

/// When `percent` of the wall time between start and due has passed.
pub fn amber(start: Moment, due: Moment, percent: u32) -> Moment {
    let span = i128::from(due.since(start).max(0)) * i128::from(percent.min(100)) / 100;
    Moment(
        start
            .0
            .saturating_add(i64::try_from(span).unwrap_or(i64::MAX)),
    )
}

/// When a limit that starts at `start` is due; one that ends exactly at closing time is due then, not next morning.
pub fn due(start: Moment, limit: Limit, calendar: &Calendar) -> Moment {
    if limit.working {
        after_working(start, i64::from(limit.minutes) * MINUTE, calendar)
    } else {
        start.plus_minutes(limit.minutes.into())
    }
}

#[cfg(test)]
mod tests;
