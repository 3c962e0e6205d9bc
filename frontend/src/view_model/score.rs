//! 考核表: what of a month is looked at, what is asked for it, and how its numbers read. Nothing is scored here.

use crate::view_model::due::{Pill, Tone};
use crate::view_model::icon::Icon;
use crate::view_model::rail::Step;
use crate::view_model::time;
use crate::words as w;
use api::{AppealLine, InstanceLine, ListInstances, PeriodReply, SheetReply};
use model::rulepack::Calendar;
use model::score::appeal::{AppealReason, AppealState};
use model::score::band::Band;
use model::score::month::Month;
use model::score::period::PeriodState;
use model::score::sheet::{Mark, NotCounted, Rate};
use model::score::{Indicator, Uncounted};
use model::{Moment, UnitCode, UnitGroup};

/// Months that can be chosen.
const MONTHS: usize = 13;
/// Lines on a page.
const PAGE: u32 = 50;

/// Which lines of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    All,
    /// Not wholly good, or points off.
    Bad,
    Of(Indicator),
    /// Of a rate, what is not wholly good.
    Missed(Indicator),
    Not(Uncounted),
}

/// What of a month is looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum View {
    /// The first group there is.
    First,
    Group(UnitGroup),
    Quality,
    Appeals,
    Unit(UnitCode, Wanted),
}

/// Where one stands: it stands in the address, so that the way back from a ticket leads here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// As 2026-10.
    pub month: String,
    pub view: View,
}

impl Wanted {
    fn word(self) -> String {
        match self {
            Wanted::All => String::new(),
            Wanted::Bad => "~bad".into(),
            Wanted::Of(ind) => format!("~{ind}"),
            Wanted::Missed(ind) => format!("~bad-{ind}"),
            Wanted::Not(why) => format!("~not-{why}"),
        }
    }
    fn read(word: &str) -> Option<Wanted> {
        Some(match word {
            "bad" => Wanted::Bad,
            _ => match (word.strip_prefix("bad-"), word.strip_prefix("not-")) {
                (Some(ind), _) => Wanted::Missed(ind.parse().ok()?),
                (_, Some(why)) => Wanted::Not(why.parse().ok()?),
                _ => Wanted::Of(word.parse().ok()?),
            },
        })
    }
    /// Points for these cases lead to their lines.
    pub fn of(mark: Mark) -> Wanted {
        match mark {
            Mark::LateSign => Wanted::Missed(Indicator::Sign),
            Mark::Redo => Wanted::Of(Indicator::Redo),
            Mark::FalseVisit => Wanted::Of(Indicator::FalseVisit),
            Mark::Leak => Wanted::Of(Indicator::Leak),
            Mark::OrderLate => Wanted::Of(Indicator::OrderLate),
            Mark::Proactive => Wanted::Of(Indicator::Proactive),
        }
    }
    /// What they are called.
    pub fn words(self) -> String {
        match self {
            Wanted::All => w::SCORE_ALL.t().into(),
            Wanted::Bad => w::SCORE_BAD.t().into(),
            Wanted::Of(ind) => w::label(ind).into(),
            Wanted::Missed(ind) => w::COLON.with(&[&w::label(ind), &w::SCORE_MISSED.t()]),
            Wanted::Not(why) => w::COLON.with(&[&w::SCORE_NOT.t(), &w::label(why)]),
        }
    }
}

impl Place {
    /// From the id in the address; `month` when it names none.
    pub fn read(id: Option<&str>, month: &str) -> Place {
        let at = |month: &str, view| Place {
            month: month.to_string(),
            view,
        };
        let Some(id) = id else {
            return at(month, View::First);
        };
        let (month, rest) = id.split_once('~').unwrap_or((id, ""));
        let view = match rest.strip_prefix("u~") {
            Some(unit) => unit_of(unit),
            None => match rest {
                "quality" => Some(View::Quality),
                "appeals" => Some(View::Appeals),
                _ => rest.parse().ok().map(View::Group),
            },
        };
        at(month, view.unwrap_or(View::First))
    }
    /// Its address.
    pub fn path(&self) -> String {
        let view = match &self.view {
            View::First => String::new(),
            View::Group(group) => format!("~{group}"),
            View::Quality => "~quality".into(),
            View::Appeals => "~appeals".into(),
            View::Unit(unit, wanted) => format!("~u~{unit}{}", wanted.word()),
        };
        format!("/score/{}{view}", self.month)
    }
    /// The same month, something else of it.
    pub fn with(&self, view: View) -> Place {
        Place {
            month: self.month.clone(),
            view,
        }
    }
}

fn unit_of(text: &str) -> Option<View> {
    let of = |unit: &str, wanted| {
        UnitCode::new(unit)
            .ok()
            .map(|unit| View::Unit(unit, wanted))
    };
    let filtered = text.rsplit_once('~');
    let filtered = filtered.and_then(|(unit, word)| of(unit, Wanted::read(word)?));
    filtered.or_else(|| of(text, Wanted::All))
}

/// The call for a unit's lines.
pub fn ask(month: &str, unit: &UnitCode, wanted: Wanted, after: Option<String>) -> ListInstances {
    ListInstances {
        month: month.to_string(),
        unit: unit.clone(),
        ind: match wanted {
            Wanted::Of(ind) | Wanted::Missed(ind) => Some(ind),
            _ => None,
        },
        uncounted: match wanted {
            Wanted::Not(why) => Some(why),
            _ => None,
        },
        bad: matches!(wanted, Wanted::Bad | Wanted::Missed(_)).then_some(true),
        after,
        limit: Some(PAGE),
    }
}

/// This month and those before it.
pub fn months(now: Moment, calendar: &Calendar) -> Vec<String> {
    let first = Month::of(now, calendar);
    let all = std::iter::successors(first, |month| month.before(calendar));
    all.take(MONTHS).map(|month| month.text).collect()
}

/// Basis points, or hundredths of a point: 83.78.
pub fn hundredths(n: Option<u32>) -> String {
    n.map_or("—".into(), |n| format!("{}.{:02}", n / 100, n % 100))
}

/// A share in percent with one place; none over nothing.
pub fn share(bp: Option<u32>) -> String {
    bp.map_or("—".into(), |bp| {
        format!("{}.{} %", bp / 100, bp / 10 % 10)
    })
}

/// Good instances of all: 36/40, with a half where there is one.
pub fn of_all(rate: Rate) -> String {
    let half = if rate.good_halves % 2 == 1 { ".5" } else { "" };
    format!("{}{half}/{}", rate.good_halves / 2, rate.n)
}

/// How many lines were not counted, by reason.
pub fn not_counted(not: &NotCounted) -> impl Iterator<Item = (Uncounted, u64)> {
    Uncounted::ALL.iter().map(|why| (*why, not.of(*why)))
}

/// A band as a pill.
pub fn band(band: Band) -> Pill {
    let (tone, icon) = match band {
        Band::Fine => (Tone::Calm, Icon::Check),
        Band::Good => (Tone::Wait, Icon::Check),
        Band::Improve => (Tone::Sudden, Icon::Alert),
        Band::Few => (Tone::Wait, Icon::More),
    };
    Pill {
        tone,
        icon,
        text: w::label(band).to_string(),
    }
}

/// What a line is worth as a pill.
pub fn verdict(line: &InstanceLine) -> Pill {
    let pill = |tone, icon, text: &str| Pill {
        tone,
        icon,
        text: text.to_string(),
    };
    let upheld = matches!(line.appeal, Some(AppealState::Upheld | AppealState::Partly));
    match (line.good, line.uncounted) {
        (_, Some(why)) => pill(Tone::Wait, Icon::More, w::label(why)),
        (Some(0), _) => pill(Tone::Sudden, Icon::Cross, w::SCORE_MISSED.t()),
        (Some(1), _) => pill(Tone::Urgent, Icon::Alert, w::SCORE_HALF.t()),
        (Some(_), _) => pill(Tone::Calm, Icon::Check, w::SCORE_GOOD.t()),
        (None, None) if upheld || line.ind.is_rate() => {
            pill(Tone::Wait, Icon::More, w::SCORE_GONE.t())
        }
        (None, None) if line.ind == Indicator::Proactive => {
            pill(Tone::Calm, Icon::Plus, w::SCORE_PLUS.t())
        }
        (None, None) => pill(Tone::Sudden, Icon::Alert, w::SCORE_MINUS.t()),
    }
}

/// Whether a unit may have something to object to in a line.
pub fn objectionable(line: &InstanceLine) -> bool {
    let open = matches!(line.appeal, None | Some(AppealState::Withdrawn));
    open && line.good != Some(2) && line.ind != Indicator::Proactive
}

/// Why a line says what it says, and when.
pub fn ground(line: &InstanceLine, now: Moment, offset: i32) -> String {
    let at = |at: Moment| time::dated(at, now, offset);
    let why = &line.why;
    let mut parts = vec![w::label(why.code).to_string()];
    parts.extend(why.params.due.map(|due| w::SCORE_DUE.with(&[&at(due)])));
    parts.extend(why.params.met.map(|met| w::SCORE_MET.with(&[&at(met)])));
    let left = why.params.left_bp.map(|bp| share(Some(bp)));
    parts.extend(left.map(|left| w::SCORE_LEFT.with(&[&left])));
    if line.round > 1 {
        parts.push(w::SCORE_ROUND.with(&[&line.round]));
    }
    parts.join(" · ")
}

/// A stop in the course of a month.
#[derive(Debug, Clone, PartialEq)]
pub struct Stop {
    pub state: PeriodState,
    pub step: Step,
    /// What there is to say about it: a day, how many wait.
    pub note: String,
}

/// The course of a month as far as it is known.
pub fn course(period: &PeriodReply, now: Moment, offset: i32) -> Vec<Stop> {
    let day = |at: Moment| time::dated(at, now, offset);
    let note = |state: PeriodState| match state {
        PeriodState::Open => {
            days(period, now).map_or(String::new(), |(n, all)| w::SCORE_DAYS.with(&[&n, &all]))
        }
        PeriodState::Settling if period.drafted_at.is_none() => {
            w::SCORE_FROM.with(&[&day(period.settled_at)])
        }
        PeriodState::Drafted => match (period.state, period.drafted_at, period.appeal_until) {
            (PeriodState::Drafted, _, Some(until)) => w::SCORE_UNTIL.with(&[&day(until)]),
            (_, Some(at), _) => w::SCORE_DRAFTED.with(&[&day(at)]),
            _ => String::new(),
        },
        PeriodState::Hearing if period.open_appeals > 0 => {
            w::SCORE_OPEN_APPEALS.with(&[&period.open_appeals])
        }
        PeriodState::Frozen => period.frozen.last().map_or(String::new(), |last| {
            w::SCORE_FROZEN.with(&[&last.version, &day(last.at)])
        }),
        _ => String::new(),
    };
    let step = |state: PeriodState| match state.cmp(&period.state) {
        std::cmp::Ordering::Less => Step::Done,
        std::cmp::Ordering::Equal => Step::Now,
        std::cmp::Ordering::Greater => Step::Ahead,
    };
    let stop = |state: &PeriodState| Stop {
        state: *state,
        step: step(*state),
        note: note(*state),
    };
    PeriodState::ALL.iter().map(stop).collect()
}

/// Which day of a running month it is, of how many.
fn days(period: &PeriodReply, now: Moment) -> Option<(i64, i64)> {
    const DAY: i64 = 24 * 60 * 60_000;
    let all = period.until.since(period.from) / DAY;
    let gone = now.since(period.from) / DAY + 1;
    (period.state == PeriodState::Open).then_some((gone.min(all), all))
}

/// 派单质量, as far as sheets and appeals tell it.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Quality {
    /// Lines not counted since the unit got the ticket too late.
    pub flow: u64,
    /// Appeals that the duty is another's: upheld, filed.
    pub duty: (u64, u64),
    /// Appeals against what a visit found: upheld, filed.
    pub visits: (u64, u64),
}

/// Counts what is shown of a month.
pub fn quality<'a>(sheets: impl Iterator<Item = &'a SheetReply>, all: &[AppealLine]) -> Quality {
    let upheld = |a: &&&AppealLine| matches!(a.state, AppealState::Upheld | AppealState::Partly);
    let count = |fits: &dyn Fn(&AppealLine) -> bool| {
        let filed: Vec<&AppealLine> = all.iter().filter(|a| fits(a)).collect();
        (
            filed.iter().filter(upheld).count() as u64,
            filed.len() as u64,
        )
    };
    let filed = |a: &AppealLine| a.state != AppealState::Withdrawn;
    Quality {
        flow: sheets.map(|s| s.uncounted.flow).sum(),
        duty: count(&|a| filed(a) && a.reason == AppealReason::NotOurs),
        visits: count(&|a| filed(a) && matches!(a.ind, Indicator::Solved | Indicator::Satisfied)),
    }
}

#[cfg(test)]
mod tests;
