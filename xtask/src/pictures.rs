//! Pictures of the screens, still and moving, made by programs of `tests` over the demo district.

use crate::cargo::{host, root, run, target};
use crate::frontend;
use anyhow::Result;
use std::process::Command;

/// The moving picture by its name among the screens, and where the README shows it from.
const MOVING: &str = "moving";
const SHOWN: &str = "docs/pictures/offline.png";

/// Builds what is shown and writes `target/pictures/SCREEN-WIDTHxHEIGHT-THEME.png`, of the screens named or of all; and the
/// README's moving picture, which replaces the one in the repository when it alone is asked for.
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
    let still: Vec<&String> = screens.iter().filter(|name| *name != MOVING).collect();
    if screens.is_empty() || !still.is_empty() {
        run(Command::new(target().join("debug/pictures"))
            .arg(&dir)
            .args(&still))?;
        println!("截图在 {}", dir.display());
    }
    let file = match screens {
        [] => dir.join("offline.png"),
        [only] if only == MOVING => root().join(SHOWN),
        some if some.len() > still.len() => dir.join("offline.png"),
        _ => return Ok(()),
    };
    run(Command::new(target().join("debug/moving")).arg(&file))
}
