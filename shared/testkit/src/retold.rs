//! A deadline worked out again from the steps of `why_due` alone, and the office hours.

use super::naive::{Open, date};
use model::Moment;
use model::act::Action;
use model::calendar::DayKind;
use model::rulepack::Calendar;
use model::why::{Step, Why};
use std::collections::BTreeMap;

/// The due that the steps lead to; panics where a step contradicts what came before it.
pub fn due(why: &Why, calendar: &Calendar) -> Moment {
    let days: BTreeMap<String, DayKind> = why
        .steps
        .iter()
        .filter_map(|s| match s {
            Step::Day { date, kind } => Some((date.clone(), *kind)),
            _ => None,
        })
        .collect();
    // A day that is not listed is an ordinary workday.
    let off = move |day: i64| days.get(&date(day)).is_some_and(|k| !k.is_worked());
    let open = Open::with(calendar, Box::new(off));
    let (mut start, mut due, mut paused, mut working) = (0, None, None, false);
    for step in &why.steps {
        match step {
            Step::Started { at, .. } => start = at.0,
            Step::Limit {
                minutes,
                working: w,
                ..
            } => {
                working = *w;
                due = Some(open.due(start, i64::from(*minutes), working));
            }
            Step::Day { .. } => {}
            Step::Paused { at, .. } => paused = Some(at.0),
            Step::Resumed { at, due: said, by } => {
                let from = paused.take().expect("it stood still");
                let on = open.resume(due.expect("a due"), working, from, at.0);
                // 销账 may name another date; everything else leaves what was left.
                assert!(on == said.0 || *by == Some(Action::ReleaseHang), "{why:?}");
                due = Some(said.0);
            }
            Step::Moved { due: said, .. } => due = Some(said.0),
            Step::Met { .. } | Step::Unmet { .. } => {}
        }
    }
    Moment(due.expect("the steps lead to a due"))
}
