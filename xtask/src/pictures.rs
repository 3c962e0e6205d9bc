//! Pictures of the screens, made by a program of `tests` over the demo district.

use crate::cargo::{host, run, target};
use crate::frontend;
use anyhow::Result;
use std::process::Command;

/// Builds what is shown and writes `target/pictures/SCREEN-WIDTHxHEIGHT-THEME.png`, of the screens named or of all.
pub fn pictures(screens: &[String]) -> Result<()> {
    frontend::build(false)?;
    // As the tests are built, so that nothing is built twice.
    run(host().args([
        "build",
        "--locked",
        "--workspace",
        "--exclude",
        "frontend",
        "--bins",
    ]))?;
    let dir = target().join("pictures");
    run(Command::new(target().join("debug/pictures"))
        .arg(&dir)
        .args(screens))?;
    println!("截图在 {}", dir.display());
    Ok(())
}
