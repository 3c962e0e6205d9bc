//! `./x hostile`: release programs, then the hostile client; `siege` is its long run beside honest people.

use crate::cargo::{host, run, target};
use anyhow::{Context, Result, bail};
use std::process::{Command, ExitCode};

#[derive(clap::Args)]
pub struct Args {
    /// 名称以此开头的攻击（默认全部）；siege 是长时间的围攻
    name: Option<String>,
    /// 围攻多少分钟
    #[arg(long, value_name = "M", default_value_t = 10)]
    minutes: u32,
}

/// Runs the attacks, or the siege; 0 when nothing went through, else 1.
pub fn hostile(args: &Args) -> Result<ExitCode> {
    let siege = args.name.as_deref() == Some("siege");
    let program = if siege { "siege" } else { "hostile" };
    let mut build = host();
    build.args(["build", "--release", "--locked"]);
    build.args(["-p", "zs12345-pool", "-p", "device", "-p", "tests"]);
    build.args([
        "--bin",
        "zs12345-pool",
        "--bin",
        "zs12345-device",
        "--bin",
        program,
    ]);
    run(&mut build)?;
    let path = target().join("release").join(program);
    let file = target().join(format!("{program}.json"));
    let mut command = Command::new(&path);
    command.arg("--json").arg(&file);
    if siege {
        command.args(["--minutes", &args.minutes.to_string()]);
    } else {
        command.args(&args.name);
    }
    let status = command
        .status()
        .with_context(|| format!("{}", path.display()))?;
    match status.code() {
        Some(code) => Ok(ExitCode::from(u8::try_from(code).unwrap_or(1))),
        None => bail!("{program}：{status}"),
    }
}
