//! Fuzzes one parser, or each in turn: `fuzz [TARGET] --minutes M`. A line a target; an input that does harm is kept.

use anyhow::{Context, Result, bail};
use std::process::ExitCode;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tests::fuzz::{self, Limits, memory::Counting};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn main() -> Result<ExitCode> {
    let (mut name, mut minutes) = (None, 2.0_f64);
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--minutes" => minutes = args.next().context("--minutes 要一个数")?.parse()?,
            option if option.starts_with('-') => bail!("不认识的选项 {option}"),
            _ => name = Some(arg),
        }
    }
    let targets: Vec<_> = fuzz::all()
        .into_iter()
        .filter(|t| name.as_deref().is_none_or(|n| n == t.name))
        .collect();
    if targets.is_empty() {
        eprintln!("没有这个目标。现有的：");
        fuzz::all()
            .iter()
            .for_each(|t| eprintln!("  {:<12}{}", t.name, t.what));
        return Ok(ExitCode::from(2));
    }
    let seed = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    let each = Duration::from_secs_f64(minutes * 60.0 / targets.len() as f64);
    let mut failed = 0;
    for target in &targets {
        let limits = Limits {
            runs: u64::MAX,
            time: Some(each),
            seed,
            keep: true,
        };
        match fuzz::fuzz(target, limits) {
            Ok(found) => println!(
                "ok    {:<12} {} 次，语料 {}（新 {}），覆盖 {}，内存至多 {} KB",
                target.name,
                found.runs,
                found.corpus,
                found.kept,
                found.reached.map_or("没有计数".into(), |n| n.to_string()),
                found.memory / 1024
            ),
            Err(e) => {
                failed += 1;
                println!("FAIL  {:<12} {e:#}", target.name);
            }
        }
    }
    println!("{} passed, {failed} failed", targets.len() - failed);
    Ok(ExitCode::from(u8::from(failed > 0)))
}
