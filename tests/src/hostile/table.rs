//! The table of attacks for docs/security.md, written from the attacks themselves and from what `./x hostile` measured last.

use super::attack::{Attack, KINDS, Measured};
use std::collections::BTreeMap;
use std::fmt::Write;

/// What was measured of each attack, by its name.
pub type Figures = BTreeMap<String, Measured>;

/// Where the figures stand that the page shows, from the project's folder.
pub const FIGURES: &str = "tests/src/hostile/figures.json";

/// The figures that the page shows.
pub fn figures() -> Figures {
    serde_json::from_str(include_str!("figures.json")).expect("figures as they were measured")
}

/// The table in Markdown, one section a kind.
pub fn table(attacks: &[Attack], figures: &Figures) -> String {
    let mut out = String::new();
    for (n, (kind, label)) in KINDS.iter().enumerate() {
        let these: Vec<&Attack> = attacks.iter().filter(|a| a.kind() == *kind).collect();
        let _ = writeln!(out, "**{}. {label}**（{} 项）\n", n + 1, these.len());
        let _ = writeln!(out, "| 名称 | 发送 | 必须 | 量到 |\n|---|---|---|---|");
        for attack in these {
            let Attack {
                name, sent, right, ..
            } = attack;
            let seen = figures.get(*name).map(Measured::words);
            let seen = seen.unwrap_or_default();
            let _ = writeln!(out, "| `{name}` | {sent} | {right} | {seen} |");
        }
        out.push('\n');
    }
    out
}
