//! docs/transitions.md: the table as it stands, and for each row and guard the case that exercises it. Rewritten by
//! `UPDATE=1 cargo test -p model --test transitions`.

use crate::rows::{each, first_actor};
use crate::told::kinds;
use crate::trips::trips;
use model::act::{Action, Field, Shape};
use model::rulepack::{Limit, RulePack};
use model::transition::{Guard, TABLE};
use model::{Clock, Role, Status};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use testkit::ground::rules;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/transitions.md");

const HEAD: &str = "# The table of the life cycle

Written by `UPDATE=1 cargo test -p model --test transitions` from `model::transition::TABLE`, the table of fields, the rule pack of
the demo district, and the cases the tests run on; the test fails while this file says anything else. Do not edit it.

A row counts when the actor holds the role in the right place, the act names the ticket's round, the ticket is in one of the
statuses under *from*, and every guard holds. 系统: the pool does it by itself. 离线: a device may make it without the pool; it
shows 待确认 until the pool has ruled. `*` marks required fields.

";

/// What the cases of `rows.rs` see of each act: kinds of effects, and the statuses they start from.
fn seen() -> BTreeMap<Action, (BTreeSet<String>, Vec<Status>)> {
    let mut all: BTreeMap<Action, (BTreeSet<String>, Vec<Status>)> = BTreeMap::new();
    each(|case, mut w, from| {
        let action = case.action;
        let person = first_actor(&mut w, action);
        let act = w.plain(action);
        let effects = w.judge(person.as_ref(), &act, w.state.round).unwrap();
        let entry = all.entry(action).or_default();
        entry.0.extend(kinds(&effects));
        if !entry.1.contains(&from) {
            entry.1.push(from);
        }
    });
    all
}

fn statuses(list: &[Status]) -> String {
    let words: Vec<String> = list
        .iter()
        .map(|s| format!("{} `{s}`", s.label()))
        .collect();
    words.join("、")
}

fn roles(list: &[Role]) -> String {
    let words: Vec<&str> = list.iter().map(|r| r.label()).collect();
    words.join("、")
}

fn field(f: &Field) -> String {
    let star = if f.required { "*" } else { "" };
    let most = match f.shape {
        Shape::List(_, max) => format!("，最多 {max} 项"),
        Shape::Text | Shape::Word(_) => String::new(),
    };
    format!("`{}`{star} {}{most}", f.name, f.label)
}

fn table(out: &mut String) {
    let seen = seen();
    out.push_str("## Rows\n\n");
    for row in TABLE {
        let (action, dash) = (row.action, || "—".to_string());
        let or = |text: String| if text.is_empty() { dash() } else { text };
        let (effects, from) = &seen[&action];
        let yes = |b: bool| if b { "是" } else { "否" };
        let guards: Vec<String> = row.guards.iter().map(|g| format!("`{g}`")).collect();
        let fields: Vec<String> = row.fields().iter().map(field).collect();
        let cases: Vec<String> = from.iter().map(|s| format!("`{action} ← {s}`")).collect();
        let effects: Vec<String> = effects.iter().map(|e| format!("`{e}`")).collect();
        writeln!(
            out,
            "### {}. {} `{action}` · {}\n",
            row.number,
            action.label(),
            row.link.label()
        )
        .unwrap();
        writeln!(out, "- from: {}", statuses(row.from)).unwrap();
        writeln!(
            out,
            "- to: {}",
            if row.to.is_empty() {
                "the same".into()
            } else {
                statuses(row.to)
            }
        )
        .unwrap();
        writeln!(
            out,
            "- who: {}；系统: {}；离线: {}",
            or(roles(row.actors)),
            yes(row.system),
            yes(row.offline)
        )
        .unwrap();
        writeln!(out, "- fields: {}", or(fields.join("；"))).unwrap();
        writeln!(out, "- guards: {}", or(guards.join("、"))).unwrap();
        writeln!(out, "- effects: {}", or(effects.join("、"))).unwrap();
        writeln!(out, "- tests `rows::*`: {}\n", cases.join("、")).unwrap();
    }
}

fn guards(out: &mut String) {
    out.push_str("## Guards\n\nTripped by `guards::every_guard_of_every_row_trips_with_its_code`, case by case.\n\n| guard | what must hold | rows | cases: row → code |\n|---|---|---|---|\n");
    for guard in Guard::ALL {
        let rows = TABLE.iter().filter(|r| r.guards.contains(guard));
        let rows: Vec<String> = rows.map(|r| format!("`{}`", r.action)).collect();
        let mut cases: Vec<String> = Vec::new();
        for trip in trips().iter().filter(|t| t.guard == *guard) {
            let case = format!("`{} → {}`", trip.action, trip.code);
            if !cases.contains(&case) {
                cases.push(case);
            }
        }
        writeln!(
            out,
            "| `{guard}` | {} | {} | {} |",
            guard.label(),
            rows.join("、"),
            cases.join("、")
        )
        .unwrap();
    }
}

fn clocks(out: &mut String) {
    let rules: RulePack = serde_json::from_value(rules()).unwrap();
    writeln!(out, "\n## Clocks of the rule pack 「{}」\n\nMinutes; 工 counts working time only. Another district loads another pack.\n", rules.name).unwrap();
    out.push_str(
        "| clock | 突发 | 紧急 | 一般 | 一般+疑难 | starts at |\n|---|---|---|---|---|---|\n",
    );
    let one = |l: Option<Limit>| match l {
        Some(l) if l.working => format!("{} 工", l.minutes),
        Some(l) => l.minutes.to_string(),
        None => "—".into(),
    };
    for clock in Clock::ALL {
        let limits = rules.clocks.get(clock).cloned().unwrap_or_default();
        let starts: Vec<String> = starters(*clock).iter().map(|a| format!("`{a}`")).collect();
        writeln!(
            out,
            "| {} `{clock}` | {} | {} | {} | {} | {} |",
            clock.label(),
            one(limits.sudden),
            one(limits.urgent),
            one(limits.normal),
            one(limits.complex),
            starts.join("、")
        )
        .unwrap();
    }
}

/// The acts whose cases start a clock.
fn starters(clock: Clock) -> BTreeSet<Action> {
    let mut all = BTreeSet::new();
    each(|case, _, _| {
        if case.effects.contains(&format!("start {clock} ")) {
            all.insert(case.action);
        }
    });
    all
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the page is made by its test")]
fn the_document_is_the_table() {
    let mut want = HEAD.to_string();
    table(&mut want);
    guards(&mut want);
    clocks(&mut want);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(FILE, &want).unwrap();
    }
    let found = std::fs::read_to_string(FILE).unwrap_or_default();
    assert!(
        found == want,
        "docs/transitions.md is not the table; run: UPDATE=1 cargo test -p model --test transitions"
    );
}
