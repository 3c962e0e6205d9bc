//! `siege --minutes M`: honest people alone, then beside hostile ones, each phase M minutes; `--json FILE` keeps the figures.

use anyhow::{Context, Result, bail};
use std::process::ExitCode;
use tests::hostile::siege::{Phase, Times, siege};

fn main() -> Result<ExitCode> {
    let (mut minutes, mut file) = (10.0, None);
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--minutes" => minutes = args.next().context("--minutes 要一个数")?.parse()?,
            "--json" => file = args.next(),
            other => bail!("不认识的选项 {other}"),
        }
    }
    let siege = siege(minutes)?;
    println!(
        "{:<10}{:>10}{:>12}{:>12}{:>10}{:>12}{:>12}",
        "诚实的人", "平静 次", "p50 ms", "p99 ms", "围攻 次", "p50 ms", "p99 ms"
    );
    for (what, quiet) in &siege.quiet.acts {
        let now = siege.siege.acts.get(what);
        println!(
            "{what:<10}{:>10}{:>12.1}{:>12.1}{:>10}{:>12.1}{:>12.1}",
            quiet.count,
            quiet.p50_ms,
            quiet.p99_ms,
            now.map_or(0, |t| t.count),
            now.map_or(f64::NAN, |t| t.p50_ms),
            now.map_or(f64::NAN, |t| t.p99_ms)
        );
    }
    for (what, now) in &siege.siege.acts {
        if !siege.quiet.acts.contains_key(what) {
            let Times {
                count,
                p50_ms,
                p99_ms,
                ..
            } = now;
            println!("{what:<10}{count:>44}{p50_ms:>12.1}{p99_ms:>12.1}");
        }
    }
    for (name, phase) in [("平静", &siege.quiet), ("围攻", &siege.siege)] {
        println!(
            "{name}：{}；诚实的人被拒 {} 次",
            memory(phase),
            phase.refused
        );
    }
    for (what, now) in &siege.siege.acts {
        println!(
            "围攻时最慢的百分之一，从第几秒起的十秒里几次：{what} {:?}",
            now.slow
        );
    }
    println!("围攻的人得到的应答：{:?}", siege.siege.hostile);
    if let Some(file) = file {
        std::fs::write(file, serde_json::to_vec_pretty(&siege)?)?;
    }
    let faults = siege.faults();
    faults.iter().for_each(|fault| println!("FAIL  {fault}"));
    println!(
        "{} passed, {} failed",
        usize::from(faults.is_empty()),
        usize::from(!faults.is_empty())
    );
    Ok(ExitCode::from(u8::from(!faults.is_empty())))
}

fn memory(phase: &Phase) -> String {
    let all = &phase.memory_mb;
    let (first, last) = (
        all.first().copied().unwrap_or_default(),
        all.last().copied().unwrap_or_default(),
    );
    let peak = all.iter().copied().max().unwrap_or_default();
    format!("内存 {first} → {last} MB，最高 {peak} MB")
}
