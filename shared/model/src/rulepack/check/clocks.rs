//! Whether the limits of a rule pack make sense: each long enough, a higher grade never slower, no step due before the one that
//! comes first.

use super::{range, worked, wrong};
use crate::rulepack::{GradeLimits, Limit, RulePack};
use crate::{Clock, Denial};

/// Shortest limit: one of nothing is late before anybody can act.
const MINUTES_MIN: u32 = 1;
/// Longest limit: two years, in minutes.
pub(super) const MINUTES_MAX: u32 = 2 * 366 * 24 * 60;
/// Longest limit in working time, in working days: a calendar is followed for ten years and no further.
const WORKED_DAYS_MAX: u32 = 2 * 366;

/// Clocks every grade must have. 退单申请 may be left out where a grade may not be sent back; 挂账检查 is set by each 挂账.
pub(super) fn clocks(rules: &RulePack) -> Result<(), Denial> {
    for clock in Clock::ALL {
        let free = matches!(clock, Clock::Return | Clock::HangCheck);
        let limits = match (rules.clocks.get(clock), free) {
            (Some(limits), _) => limits,
            (None, true) => continue,
            (None, false) => return wrong(format!("rules.clocks.{clock}"), "缺少这一时限"),
        };
        let grades = by_rank(limits);
        for (grade, limit) in &grades {
            let place = || format!("rules.clocks.{clock}.{grade}");
            match limit {
                None if free => {}
                None => return wrong(place(), "缺少这一等级的时限"),
                Some(l) => minutes(format!("clocks.{clock}.{grade}"), l, rules)?,
            }
        }
        let known: Vec<_> = grades
            .iter()
            .filter_map(|(g, l)| l.map(|l| (*g, l)))
            .collect();
        for pair in known.windows(2) {
            let ((higher, first), (lower, second)) = (pair[0], pair[1]);
            // Working minutes last longer than natural ones, so only like is compared with like, and working never above natural.
            let longer = first.minutes > second.minutes && first.working == second.working
                || first.working && !second.working;
            if longer {
                let detail = format!("{higher} 的时限比 {lower} 还长");
                return wrong(format!("rules.clocks.{clock}.{higher}"), detail);
            }
        }
    }
    for (kind, limits) in &rules.by_kind {
        for (clock, limit) in limits {
            let place = format!("by_kind.{kind}.{clock}");
            if *clock == Clock::HangCheck {
                return wrong(format!("rules.{place}"), "这一时限不能按诉求类型设");
            }
            minutes(place, limit, rules)?;
        }
    }
    in_order(rules)
}

fn minutes(place: String, limit: &Limit, rules: &RulePack) -> Result<(), Denial> {
    let most = match limit.working {
        true => worked(rules).saturating_mul(WORKED_DAYS_MAX),
        false => MINUTES_MAX,
    };
    let most = most.min(MINUTES_MAX);
    range(format!("{place}.minutes"), limit.minutes, MINUTES_MIN, most)
}

/// Steps of one round that follow each other: whoever is in time with the later has done the earlier.
const STEPS: [(Clock, Clock); 3] = [
    (Clock::Sign, Clock::Done),
    (Clock::Respond, Clock::Feedback),
    (Clock::Feedback, Clock::Done),
];
/// The same for a kind that has a limit of its own: 咨询 answered at once needs no 反馈 of its own.
const STEPS_OF_KIND: [(Clock, Clock); 3] = [
    (Clock::Sign, Clock::Done),
    (Clock::Respond, Clock::Feedback),
    (Clock::Respond, Clock::Done),
];

/// No step is due before one that comes first.
fn in_order(rules: &RulePack) -> Result<(), Denial> {
    // Working minutes last at least as long as natural ones, so they are never known to be shorter.
    let shorter = |later: Limit, first: Limit| {
        later.minutes < first.minutes && (first.working || !later.working)
    };
    let detail = |later: Limit, first: Limit, before: Clock| {
        let (later, first) = (later.minutes, first.minutes);
        format!("{later} 分钟，比先到的 {before}（{first} 分钟）还短")
    };
    for (before, after) in STEPS {
        let limits = |clock| rules.clocks.get(&clock).map(by_rank);
        let (Some(first), Some(later)) = (limits(before), limits(after)) else {
            continue;
        };
        for ((grade, first), (_, later)) in first.into_iter().zip(later) {
            if let (Some(first), Some(later)) = (first, later)
                && shorter(later, first)
            {
                let place = format!("rules.clocks.{after}.{grade}.minutes");
                return wrong(place, detail(later, first, before));
            }
        }
    }
    for (kind, own) in &rules.by_kind {
        for (before, after) in STEPS_OF_KIND {
            let usual = |clock| rules.clocks.get(&clock).and_then(|limits| limits.normal);
            let limit = |clock| own.get(&clock).copied().or(usual(clock));
            let Some((first, later)) = limit(before).zip(limit(after)) else {
                continue;
            };
            let changed = [before, after].into_iter().find(|c| own.contains_key(c));
            if let Some(changed) = changed
                && shorter(later, first)
            {
                let place = format!("rules.by_kind.{kind}.{changed}.minutes");
                let detail = detail(later, first, before);
                return wrong(place, format!("{after} 是 {detail}"));
            }
        }
    }
    Ok(())
}

/// Grades from the most to the least pressing.
fn by_rank(limits: &GradeLimits) -> [(&'static str, Option<Limit>); 4] {
    [
        ("sudden", limits.sudden),
        ("urgent", limits.urgent),
        ("normal", limits.normal),
        ("complex", limits.complex),
    ]
}
