//! The attacks that need neither size nor time, all against one pool; and the table of all in docs/security.md, with what
//! `./x hostile` measured last.

use serde_json::Value;
use tests::hostile::{self, Attack, Measured};

const PAGE: &str = include_str!("../../docs/security.md");
const FROM: &str = "<!-- hostile: from here -->\n";
const TO: &str = "<!-- hostile: to here -->";

#[test]
fn what_needs_neither_size_nor_time_is_refused() {
    let short = |a: &Attack| a.short;
    let attacks: Vec<Attack> = hostile::attacks().into_iter().filter(short).collect();
    let outcomes = hostile::run(&attacks, true, |_| {}).expect("the pool runs and verifies");
    let through: Vec<String> = outcomes
        .iter()
        .filter(|o| o.came_to.is_err())
        .map(|o| o.line())
        .collect();
    assert!(through.is_empty(), "{}", through.join("\n"));
}

#[test]
fn names_are_told_apart_and_every_kind_has_attacks() {
    let attacks = hostile::attacks();
    assert!(attacks.len() >= 120, "{} attacks", attacks.len());
    let mut names: Vec<&str> = attacks.iter().map(|a| a.name).collect();
    names.sort_unstable();
    assert!(names.windows(2).all(|w| w[0] != w[1]), "a name twice");
    for (kind, _) in hostile::attack::KINDS {
        assert!(attacks.iter().any(|a| a.kind() == kind), "{kind}");
    }
}

#[test]
fn the_table_in_the_page_is_the_attacks_own() {
    let (before, rest) = PAGE
        .split_once(FROM)
        .expect("docs/security.md has the table's beginning");
    let (table, after) = rest.split_once(TO).expect("and its end");
    let update = std::env::var("UPDATE").is_ok();
    let last = measured_last().filter(|_| update);
    let figures = last.unwrap_or_else(hostile::figures);
    let wanted = hostile::table(&hostile::attacks(), &figures);
    if table == wanted {
        return;
    }
    if update {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
        let page = format!("{before}{FROM}{wanted}{TO}{after}");
        std::fs::write(format!("{root}/docs/security.md"), page).expect("written");
        let figures = serde_json::to_string_pretty(&figures).expect("JSON") + "\n";
        std::fs::write(format!("{root}/{}", hostile::FIGURES), figures).expect("written");
        return;
    }
    panic!("docs/security.md says something else: UPDATE=1 cargo test -p tests --test hostile");
}

/// What `./x hostile` measured last, by name; none when it was not run whole, or something went through.
fn measured_last() -> Option<hostile::Figures> {
    let read = std::fs::read(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../target/hostile.json"
    ));
    let all: Value = serde_json::from_slice(&read.ok()?).expect("its figures");
    let attacks = all["attacks"].as_array()?;
    if all["failed"] != 0 || attacks.len() != hostile::attacks().len() {
        return None;
    }
    let whole = attacks.iter().map(|attack| {
        let name = attack["name"].as_str().expect("a name").to_string();
        let measured = attack["measured"].clone();
        (name, serde_json::from_value(measured).expect("figures"))
    });
    Some(whole.filter(|(_, m)| *m != Measured::default()).collect())
}
