//! `./x fuzz`: the parsers of foreign bytes, built by the stable compiler with counters of what is reached.

use crate::cargo::{host, run, target};
use anyhow::{Context, Result, bail};
use std::process::{Command, ExitCode};

/// Counters that the compiler's own pass puts in; no nightly and no runtime is needed for them.
const FLAGS: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=3 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters --cfg fuzzing";

#[derive(clap::Args)]
pub struct Args {
    /// 哪个解析器（默认每个都跑）
    target: Option<String>,
    /// 一共多少分钟
    #[arg(long, value_name = "M", default_value_t = 10.0)]
    minutes: f64,
}

/// Fuzzes; 0 when nothing was found, else 1.
pub fn fuzz(args: &Args) -> Result<ExitCode> {
    let (folder, triple) = (target().join("fuzz"), triple()?);
    let mut build = host();
    build.args([
        "build",
        "--locked",
        "--profile",
        "fuzz",
        "-p",
        "tests",
        "--bin",
        "fuzz",
    ]);
    // With a target named, the flags stay away from build scripts and macros, which have nobody to count for.
    build.args(["--target", &triple]);
    build
        .env("CARGO_TARGET_DIR", &folder)
        .env("RUSTFLAGS", FLAGS);
    run(&mut build)?;
    let program = folder.join(&triple).join("fuzz/fuzz");
    let mut command = Command::new(&program);
    command
        .args(&args.target)
        .args(["--minutes", &args.minutes.to_string()]);
    command.env("ZS12345_FUZZ_LAST", &folder);
    let status = command
        .status()
        .with_context(|| format!("{}", program.display()))?;
    match status.code() {
        Some(code) => Ok(ExitCode::from(u8::try_from(code).unwrap_or(1))),
        None => bail!(
            "进程倒了（{status}）；当时的输入在 {}/*.last",
            folder.display()
        ),
    }
}

/// What the compiler builds for when it is not told.
fn triple() -> Result<String> {
    let out = Command::new("rustc")
        .arg("-vV")
        .output()
        .context("找不到 rustc")?;
    let text = String::from_utf8_lossy(&out.stdout);
    let line = text.lines().find_map(|l| l.strip_prefix("host: "));
    Ok(line.context("rustc -vV 没有说 host")?.to_string())
}
