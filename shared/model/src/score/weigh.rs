//! What a line is worth on a sheet: by the rules of 考 in force, what was declared, excluded or decided on appeal.

use super::appeal::Outcome;
use super::line::{Ground, Indicator, Line};
use crate::Moment;
use crate::rulepack::ScoreRules;
use crate::words::words;
use serde::{Deserialize, Serialize};

words!(/// Why a line is no instance; each is listed with its ticket (未计).
Uncounted {
    Excluded "excluded" "剔除", Merged "merged" "并案", Paused "paused" "停表中", Left "left" "结清前离开", Flow "flow" "派单占用",
    Window "window" "免计时段",
});

/// What a line comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// An instance of a rate, with so many good halves of two.
    Counts(u32),
    /// A deduction or an addition.
    Applies,
    /// Listed and not counted.
    Not(Uncounted),
    /// An appeal took it out.
    Gone,
}

/// 免计时段: clocks that ran out meanwhile are measured for nobody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Window {
    pub from: Moment,
    pub until: Moment,
}

impl Window {
    fn holds(&self, at: Moment) -> bool {
        self.from <= at && at <= self.until
    }
}

/// What stands beside the document and decides about a line.
#[derive(Debug, Clone, Copy, Default)]
pub struct Beside<'a> {
    /// 剔除 of the ticket was approved.
    pub excluded: bool,
    pub windows: &'a [Window],
    /// What was decided on its appeal.
    pub appeal: Option<Outcome>,
    /// The end of the month: a pause counts in it while it lasts beyond.
    pub month_end: Option<Moment>,
    /// Another of the same find counts already.
    pub repeated: bool,
}

/// What a line is worth; none when it stands on no sheet.
pub fn weigh(line: &Line, rules: &ScoreRules, beside: &Beside) -> Option<Weight> {
    if beside.appeal == Some(Outcome::Partly) {
        return Some(Weight::Gone);
    }
    match line.ind {
        Indicator::Merged => return Some(Weight::Not(Uncounted::Merged)),
        Indicator::Paused => return paused(line, beside),
        _ if beside.excluded => return Some(Weight::Not(Uncounted::Excluded)),
        _ if line.ground == Ground::Left => return Some(Weight::Not(Uncounted::Left)),
        ind if !ind.is_rate() => return Some(applies(beside)),
        _ => {}
    }
    if let Some(not) = clock_not(line, rules, beside) {
        return Some(Weight::Not(not));
    }
    let good = good(line, rules);
    Some(match beside.appeal {
        Some(Outcome::Upheld) if good < 2 => Weight::Counts(2),
        _ => Weight::Counts(good),
    })
}

fn applies(beside: &Beside) -> Weight {
    match beside.appeal {
        Some(Outcome::Upheld) => Weight::Gone,
        _ if beside.repeated => Weight::Gone,
        _ => Weight::Applies,
    }
}

fn paused(line: &Line, beside: &Beside) -> Option<Weight> {
    let lasts = beside
        .month_end
        .is_none_or(|end| line.ended.is_none_or(|ended| ended > end));
    lasts.then_some(Weight::Not(Uncounted::Paused))
}

/// What a clock is not measured for.
fn clock_not(line: &Line, rules: &ScoreRules, beside: &Beside) -> Option<Uncounted> {
    let due = line.due?;
    let flow = |left: u32| left < rules.flow_percent.saturating_mul(100);
    if line.left_bp.is_some_and(flow) {
        return Some(Uncounted::Flow);
    }
    let declared = beside.windows.iter().any(|w| w.holds(due));
    declared.then_some(Uncounted::Window)
}

/// Good halves of two.
fn good(line: &Line, rules: &ScoreRules) -> u32 {
    match line.ground {
        Ground::InTime | Ground::Yes => 2,
        Ground::Mostly => rules.mostly_half.min(2),
        Ground::Partly => 1,
        _ => 0,
    }
}
