//! The attacks that need neither size nor time, all against one pool; and the table of all in docs/security.md.

use tests::hostile::{self, Attack, awaited::AWAITED};

const PAGE: &str = include_str!("../../docs/security.md");
const FROM: &str = "<!-- hostile: from here -->\n";
const TO: &str = "<!-- hostile: to here -->";

#[test]
fn what_needs_neither_size_nor_time_is_refused() {
    let holds = |a: &Attack| a.short && !AWAITED.contains(&a.name);
    let attacks: Vec<Attack> = hostile::attacks().into_iter().filter(holds).collect();
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
    for name in AWAITED {
        assert!(names.contains(name), "no attack is called {name}");
    }
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
    let wanted = hostile::table(&hostile::attacks());
    if table == wanted {
        return;
    }
    if std::env::var("UPDATE").is_ok() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/security.md");
        std::fs::write(path, format!("{before}{FROM}{wanted}{TO}{after}")).expect("written");
        return;
    }
    panic!("docs/security.md says something else: UPDATE=1 cargo test -p tests --test hostile");
}
