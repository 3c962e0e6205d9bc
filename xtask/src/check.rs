//! What is looked at without running anything: format, rooms, prose, licences, lints; and the fast loop around them.

use crate::cargo::{Wasm, host, run, target};
use crate::{documented, references, rooms, sources};
use anyhow::{Context, Result, bail};
use std::process::Command;

/// Crates whose unit tests need nothing but themselves.
const UNITS: &[&str] = &["model", "api", "sync", "device", "pool", "demo", "xtask"];
/// Crates that must also compile for the browser.
const BROWSER: &[&str] = &["model", "api", "frontend"];

/// Runs the steps in order of cost; the first that fails ends it.
pub fn check() -> Result<()> {
    format()?;
    walls()?;
    prose()?;
    lint()?;
    wasm()?;
    step("单元测试");
    let mut tests = host();
    tests.args(["test", "--lib", "--bins", "--locked"]);
    for name in UNITS {
        tests.args(["--package", name]);
    }
    run(&mut tests)?;
    println!("全部通过");
    Ok(())
}

/// Every file as rustfmt writes it.
pub fn format() -> Result<()> {
    step("格式");
    run(host().args(["fmt", "--all", "--check"]))
}

/// Who may use whom, between crates and inside them.
pub fn walls() -> Result<()> {
    step("房间");
    rooms::check_workspace()?;
    sources::check()
}

/// Clippy over every target; a warning fails.
pub fn lint() -> Result<()> {
    step("lint");
    run(&mut lints())?;
    run(&mut lints_of_pages())
}

/// Licences, sources and bans of `deny.toml`, by cargo-deny as `./x` installs it. The list of known advisories is fetched
/// where the network has it; where it has not, that is said and the rest still counts.
pub fn supply() -> Result<()> {
    step("依赖");
    let tool = target().join("tools/bin/cargo-deny");
    if !tool.exists() {
        bail!("没有 cargo-deny：运行 ./x test 会装好它");
    }
    let deny = |what: &[&str]| {
        let mut command = crate::cargo::outside(&tool);
        command.args(["--locked", "--offline", "check", "--hide-inclusion-graph"]);
        command.args(what);
        command
    };
    run(&mut deny(&["bans", "licenses", "sources"]))?;
    let fetched = crate::cargo::outside(&tool)
        .args(["fetch", "db"])
        .output()
        .context("启动不了 cargo-deny")?;
    if !fetched.status.success() {
        println!("已知漏洞的清单取不到（没有网络），这次没有查");
        return Ok(());
    }
    run(&mut deny(&["advisories"]))
}

/// The window's crate needs WebKit's headers, which this loop does not ask a machine to install.
fn lints() -> Command {
    let mut clippy = host();
    clippy.args([
        "clippy",
        "--workspace",
        "--exclude",
        "frontend",
        "--all-targets",
        "--locked",
    ]);
    let webkit = Command::new("pkg-config")
        .args(["--exists", "webkit2gtk-4.1"])
        .status();
    if cfg!(target_os = "linux") && !webkit.is_ok_and(|status| status.success()) {
        println!("没有 WebKit 的开发包，窗口外壳（app）这次不查");
        clippy.args(["--exclude", "app"]);
    }
    clippy.args(["--", "-D", "warnings"]);
    clippy
}

/// The pages by themselves: in the workspace's build they are left out, since features would be joined.
fn lints_of_pages() -> Command {
    let mut clippy = host();
    let args = [
        "clippy",
        "--package",
        "frontend",
        "--all-targets",
        "--locked",
    ];
    clippy.args(args).args(["--", "-D", "warnings"]);
    clippy
}

/// What only a reader would notice: references that lead nowhere, names that say nothing of themselves.
pub fn prose() -> Result<()> {
    step("文字");
    references::check_tree()?;
    documented::check_tree()
}

/// Compiles the inner rooms and the frontend for wasm32 without linking.
pub fn wasm() -> Result<()> {
    step("wasm 检查");
    let mut cargo = Wasm::find()?.cargo("check");
    for name in BROWSER {
        cargo.args(["--package", name]);
    }
    run(&mut cargo)
}

fn step(name: &str) {
    println!("== {name}");
}
