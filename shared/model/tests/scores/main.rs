//! 考: from the course of a ticket to its lines, and from lines to a sheet.

mod clocks;
mod course;
mod month;
mod visits;

use model::Moment;
use model::act::Action::*;
use model::score::ledger::account;
use model::score::weigh::{Beside, weigh};
use model::score::{Indicator, Line, Uncounted, Weight};
use serde_json::{Value, json};
use testkit::ground::World;
use testkit::ground::walk::Step::{self, *};

const DAY: i64 = 24 * 60;
const HOUR: i64 = 60;

fn local(text: &str) -> Moment {
    format!("{text}:00+08:00").parse().unwrap()
}

/// A ticket captured at this time that waits for 派单.
fn accepted(start: &str, reporter: bool) -> World {
    let mut w = World::new();
    w.now = local(start);
    w.reporter = reporter;
    w.walk(vec![
        Do("collector", Submit),
        Do("system", EnterPool),
        Do("desk_town", Accept),
    ]);
    w
}

/// And waits for 签收: 10:04 when it was captured at 10:00.
fn dispatched(start: &str, reporter: bool) -> World {
    let mut w = accepted(start, reporter);
    w.step(Do("desk_town", Dispatch));
    w
}

/// Steps taken after 派单.
fn told(start: &str, reporter: bool, steps: Vec<Step>) -> World {
    let mut w = dispatched(start, reporter);
    w.walk(steps);
    w
}

fn handled() -> Vec<Step> {
    vec![Do("handler", Sign), Do("handler", Respond)]
}

fn done() -> Vec<Step> {
    vec![Do("handler", RequestDone), Do("unit_leader", PassDone)]
}

fn and(parts: Vec<Vec<Step>>) -> Vec<Step> {
    parts.into_iter().flatten().collect()
}

/// A call that reached the reporter.
fn call(solved: &str, satisfied: &str) -> Value {
    json!({"means": "phone", "contacted": true, "solved": solved, "satisfied": satisfied})
}

fn with(mut payload: Value, field: &str, value: Value) -> Value {
    payload[field] = value;
    payload
}

fn pass(payload: Value) -> Step {
    With("visitor", VisitPass, payload)
}

fn again(payload: Value) -> Step {
    With("visitor", Redo, with(payload, "note", json!("请再办")))
}

/// The lines as of a moment.
fn lines(w: &World, until: Moment) -> Vec<Line> {
    account(&w.ticket, &w.district, until).lines
}

/// What stands on the sheet of the month for each of the five rates: ✔ for two halves, a number otherwise, the word of what is
/// not counted.
fn marks(w: &World, until: Moment) -> [String; 5] {
    let rules = &w.district.rules.score;
    let excluded = w.state.exclusion.as_ref().and_then(|e| e.granted) == Some(true);
    let mut marks: [String; 5] = Default::default();
    for line in lines(w, until) {
        let Some(place) = Indicator::RATES.iter().position(|i| *i == line.ind) else {
            continue;
        };
        let beside = Beside {
            excluded,
            ..Beside::default()
        };
        let said = match weigh(&line, rules, &beside) {
            Some(Weight::Counts(2)) => "✔".into(),
            Some(Weight::Counts(good)) => good.to_string(),
            Some(Weight::Not(Uncounted::Excluded)) => continue,
            Some(Weight::Not(why)) => why.to_string(),
            _ => continue,
        };
        if !marks[place].is_empty() {
            marks[place].push(' ');
        }
        marks[place].push_str(&said);
    }
    marks
}

/// One line by its key.
fn line(w: &World, until: Moment, key: &str) -> Option<Line> {
    lines(w, until).into_iter().find(|l| l.key == key)
}
