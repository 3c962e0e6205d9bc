//! The table of attacks for docs/security.md, written from the attacks themselves.

use super::attack::{Attack, KINDS};
use super::awaited::AWAITED;
use std::fmt::Write;

/// The table in Markdown, one section a kind.
pub fn table(attacks: &[Attack]) -> String {
    let mut out = String::new();
    for (n, (kind, label)) in KINDS.iter().enumerate() {
        let these: Vec<&Attack> = attacks.iter().filter(|a| a.kind() == *kind).collect();
        let _ = writeln!(out, "**{}. {label}**（{} 项）\n", n + 1, these.len());
        let _ = writeln!(out, "| 名称 | 发送 | 必须 |\n|---|---|---|");
        for attack in these {
            let Attack {
                name, sent, right, ..
            } = attack;
            let yet = if AWAITED.contains(name) {
                "**还没做到。** "
            } else {
                ""
            };
            let _ = writeln!(out, "| `{name}` | {sent} | {yet}{right} |");
        }
        out.push('\n');
    }
    out
}
