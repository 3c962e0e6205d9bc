//! Runs the hostile client against pools of its own: a line an attack, then `N passed, N failed`; `--json FILE` keeps the figures.

use anyhow::{Result, bail};
use serde_json::{Value, json};
use std::process::ExitCode;
use tests::hostile::{self, Attack, Outcome};

fn main() -> Result<ExitCode> {
    let mut names = Vec::new();
    let (mut file, mut short) = (None, false);
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--json" => file = args.next(),
            "--short" => short = true,
            option if option.starts_with('-') => bail!("不认识的选项 {option}"),
            _ => names.push(arg),
        }
    }
    let named =
        |a: &Attack| names.is_empty() || names.iter().any(|n| a.name.starts_with(n.as_str()));
    let mut attacks = hostile::attacks();
    attacks.retain(|a| named(a) && (a.short || !short));
    if attacks.is_empty() {
        eprintln!("没有以 {} 开头的攻击", names.join("、"));
        return Ok(ExitCode::from(2));
    }
    let outcomes = hostile::run(&attacks, false, |outcome| println!("{}", outcome.line()))?;
    let failed = outcomes.iter().filter(|o| o.came_to.is_err()).count();
    if let Some(file) = file {
        let all: Vec<Value> = outcomes.iter().map(Outcome::json).collect();
        let figures = json!({"passed": outcomes.len() - failed, "failed": failed, "attacks": all});
        std::fs::write(file, serde_json::to_vec_pretty(&figures)?)?;
    }
    println!("{} passed, {failed} failed", outcomes.len() - failed);
    Ok(ExitCode::from(u8::from(failed > 0)))
}
