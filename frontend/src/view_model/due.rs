//! How near a deadline is, as a pill says it: tone, icon and words together.

use crate::view_model::icon::Icon;
use crate::view_model::time;
use crate::words as w;
use model::danger::{Band, band};
use model::deadline::{Deadline, Heat};
use model::row::Row;
use model::{Clock, Grade, Moment, Status};

/// The colours that mean something; each always goes with words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// 突发, 超时.
    Sudden,
    /// 紧急, 临期.
    Urgent,
    /// 正常, 已送达.
    Calm,
    /// 待上传, 待确认, 一般.
    Wait,
    /// 两个值.
    Clash,
}

impl Tone {
    /// The class that gives the colour.
    pub fn class(self) -> &'static str {
        match self {
            Tone::Sudden => "tone-sudden",
            Tone::Urgent => "tone-urgent",
            Tone::Calm => "tone-calm",
            Tone::Wait => "tone-wait",
            Tone::Clash => "tone-clash",
        }
    }
    /// How pressing, the most pressing first: what a group of several is coloured by.
    pub fn rank(self) -> u8 {
        match self {
            Tone::Sudden => 0,
            Tone::Urgent => 1,
            Tone::Calm => 2,
            Tone::Wait | Tone::Clash => 3,
        }
    }
}

/// What a pill shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Pill {
    pub tone: Tone,
    pub icon: Icon,
    pub text: String,
}

impl From<Band> for Tone {
    fn from(band: Band) -> Self {
        match band {
            Band::Calm => Tone::Calm,
            Band::Warn => Tone::Urgent,
            Band::Alarm => Tone::Sudden,
        }
    }
}

/// A running deadline: the words say how near it is, the colour also how dangerous the matter is.
fn running(heat: Heat, grade: Grade, due: Moment, now: Moment) -> Pill {
    let length = time::span(due.since(now));
    let tone = Tone::from(band(heat, grade));
    let (icon, text) = match heat {
        Heat::Normal => (Icon::Clock, w::LEFT.with(&[&length])),
        Heat::Near => (Icon::Clock, w::LEFT_NEAR.with(&[&length])),
        Heat::Late => (Icon::Alert, w::OVER.with(&[&length])),
    };
    Pill { tone, icon, text }
}

/// The next deadline of a row and which clock it is; none when no clock runs.
pub fn of_row(row: &Row, now: Moment) -> Option<(Clock, Pill)> {
    let (clock, due) = (row.clock?, row.due_at?);
    let amber = row.amber_at.unwrap_or(due);
    let deadline = Deadline {
        clock,
        started: row.captured_at,
        due,
        amber,
        met: None,
        paused: None,
    };
    Some((clock, running(deadline.heat(now), row.grade, due, now)))
}

/// One deadline of a ticket of this grade, met or running.
pub fn of_deadline(deadline: &Deadline, grade: Grade, now: Moment, offset: i32) -> Pill {
    let heat = deadline.heat(now);
    let Some(met) = deadline.met else {
        if deadline.paused.is_some() {
            return Pill {
                tone: Tone::Wait,
                icon: Icon::Pause,
                text: w::CLOCK_PAUSED.t().to_string(),
            };
        }
        return running(heat, grade, deadline.due, now);
    };
    let at = time::full(met, now, offset);
    match heat {
        Heat::Late => Pill {
            tone: Tone::Urgent,
            icon: Icon::Alert,
            text: w::MET_LATE.with(&[&at]),
        },
        _ => Pill {
            tone: Tone::Calm,
            icon: Icon::Check,
            text: w::MET_IN_TIME.with(&[&at]),
        },
    }
}

/// Deadlines in the order in which they matter: running ones first, by their moment; of a ticket that is over those alone that
/// were met.
pub fn in_order<'a>(all: impl Iterator<Item = &'a Deadline>, open: bool) -> Vec<Deadline> {
    let mut all: Vec<Deadline> = all.filter(|d| open || d.met.is_some()).cloned().collect();
    all.sort_by_key(|d| (d.met.is_some(), d.due, d.clock));
    all
}

/// One that was late before it stood still stays as late as it was; any other stands still.
pub fn rests(deadline: &Deadline) -> bool {
    deadline.met.is_none() && deadline.paused.is_some_and(|at| deadline.due > at)
}

/// The status as a pill.
pub fn of_status(status: Status) -> Pill {
    use Status::*;
    let (tone, icon) = match status {
        Draft | Queued => (Tone::Wait, Icon::Upload),
        Pooled | Accepted | Dispatched | Signed => (Tone::Wait, Icon::Clock),
        Handling => (Tone::Calm, Icon::Wrench),
        Fixing | Returning => (Tone::Urgent, Icon::Back),
        HangReq | Hung => (Tone::Wait, Icon::Pause),
        DoneReq | Visiting => (Tone::Calm, Icon::Eye),
        Closed | Archived => (Tone::Calm, Icon::Check),
        Merged => (Tone::Wait, Icon::Split),
        Rejected | Void => (Tone::Wait, Icon::Cross),
    };
    Pill {
        tone,
        icon,
        text: w::label(status).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deadline_says_how_near_it_is() {
        let t: Moment = "2026-11-22T10:00:00+08:00".parse().unwrap();
        let mut deadline = Deadline {
            clock: Clock::Accept,
            started: t,
            amber: t.plus_minutes(90),
            due: t.plus_minutes(120),
            met: None,
            paused: None,
        };
        let say = |d: &Deadline, minute| {
            let pill = of_deadline(d, Grade::Normal, t.plus_minutes(minute), 480);
            (pill.tone, pill.text)
        };
        assert_eq!(say(&deadline, 20), (Tone::Calm, "还剩 1 小时 40 分".into()));
        assert_eq!(
            say(&deadline, 102),
            (Tone::Urgent, "临期 · 还剩 18 分".into())
        );
        assert_eq!(say(&deadline, 300), (Tone::Sudden, "超时 3 小时".into()));
        let tone = |grade| of_deadline(&deadline, grade, t.plus_minutes(20), 480).tone;
        assert_eq!(tone(Grade::Sudden), Tone::Sudden, "突发 is never green");
        assert_eq!(tone(Grade::Urgent), Tone::Urgent, "紧急 is never green");
        // While it stands still, neither late nor so much left: the due it had means nothing.
        deadline.paused = Some(t.plus_minutes(30));
        assert_eq!(say(&deadline, 300), (Tone::Wait, "暂停计时".into()));
        deadline.paused = None;
        deadline.met = Some(t.plus_minutes(58));
        assert_eq!(say(&deadline, 300), (Tone::Calm, "已按时 10:58".into()));
        deadline.met = Some(t.plus_minutes(130));
        assert_eq!(say(&deadline, 300), (Tone::Urgent, "超时完成 12:10".into()));
    }
}
