//! A pool process and device processes, driven as a script would: by command line and HTTP, through what docs/automation.md
//! promises and nothing else.

pub mod browser;
pub mod desk;
pub mod device;
pub mod folder;
pub mod fuzz;
pub mod hostile;
pub mod network;
pub mod page;
pub mod photo;
pub mod pmtiles;
pub mod pool;
pub mod scores;
pub mod screens;

pub use device::{Device, Outcome};
pub use pool::Pool;

use std::path::PathBuf;

/// A binary of this workspace, built beside the running test.
pub fn binary(name: &str) -> PathBuf {
    let mut dir = std::env::current_exe().expect("a running test has a path");
    dir.pop();
    if dir.ends_with("deps") {
        dir.pop();
    }
    let path = dir.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    assert!(
        path.exists(),
        "{} is not built: ./x test builds it first",
        path.display()
    );
    path
}
