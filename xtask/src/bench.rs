//! Names the benches; each starts the release binaries and measures them from outside.

use anyhow::Result;
use std::process::ExitCode;

/// Name, what it measures, and the function. `./x bench` alone runs all.
type Bench = (&'static str, &'static str, fn() -> Result<()>);

const BENCHES: &[Bench] = &[];

/// Runs one bench by name, or all of them; exit code 2 for a name that is not there.
pub fn bench(name: Option<&str>) -> Result<ExitCode> {
    let chosen: Vec<_> = BENCHES
        .iter()
        .filter(|(known, ..)| name.is_none_or(|name| name == *known))
        .collect();
    if chosen.is_empty() {
        let asked = name.unwrap_or("（全部）");
        eprintln!("没有名为 {asked} 的性能对比。现有的：");
        for (known, what, _) in BENCHES {
            eprintln!("  {known:<12}{what}");
        }
        return Ok(ExitCode::from(2));
    }
    for (name, what, run) in chosen {
        println!("== {name}：{what}");
        run()?;
    }
    Ok(ExitCode::SUCCESS)
}
