//! Runs attacks: each kind on a pool of its own, each attack followed by a look whether the district works on.

use super::attack::{Attack, Measured};
use super::ground::{Ground, Template};
use anyhow::{Context, Result};
use serde_json::{Value, json};

/// What became of an attack.
pub struct Outcome {
    pub name: &'static str,
    /// Refused as it must be; else why not.
    pub came_to: Result<Measured>,
}

impl Outcome {
    /// A line for people.
    pub fn line(&self) -> String {
        match &self.came_to {
            Ok(m) => format!("ok    {}  {}", self.name, m.words()),
            Err(e) => format!("FAIL  {}  {e:#}", self.name),
        }
    }
    /// For `target/hostile.json`.
    pub fn json(&self) -> Value {
        match &self.came_to {
            Ok(m) => json!({"name": self.name, "ok": true, "measured": m}),
            Err(e) => json!({"name": self.name, "ok": false, "why": format!("{e:#}")}),
        }
    }
}

/// Runs these attacks. With `together` they share one pool, and `verify` is asked once at the end; else each kind has a pool
/// of its own, and `verify` is asked after each attack.
pub fn run(
    attacks: &[Attack],
    together: bool,
    mut tell: impl FnMut(&Outcome),
) -> Result<Vec<Outcome>> {
    let template = Template::new()?;
    let mut outcomes = Vec::new();
    let mut ground: Option<(&str, Ground)> = None;
    for attack in attacks {
        let kind = if together { "" } else { attack.kind() };
        let mut here = match ground.take() {
            Some((known, here)) if known == kind => here,
            _ => template.ground()?,
        };
        let came_to = one(attack, &mut here, !together);
        let lost = came_to.is_err();
        let outcome = Outcome {
            name: attack.name,
            came_to,
        };
        tell(&outcome);
        outcomes.push(outcome);
        // What went through may have spoilt the ground for the next.
        ground = (!lost).then_some((kind, here));
    }
    if let Some((_, here)) = ground.filter(|_| together) {
        here.verifies().context("verify")?;
    }
    Ok(outcomes)
}

fn one(attack: &Attack, ground: &mut Ground, verify: bool) -> Result<Measured> {
    let measured = (attack.run)(ground)?;
    ground.works_on().context("此后")?;
    if verify {
        ground.verifies().context("verify")?;
    }
    Ok(measured)
}
