//! Ends programs from outside, as a flat battery or a system does.

use anyhow::{Result, ensure};
use std::process::Command;

/// Kills the processes whose words on the command line say so.
pub fn kill_all(is_meant: impl Fn(&[&[u8]]) -> bool) -> Result<()> {
    let meant = |pid: &String| {
        let line = std::fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
        // A child of the browser's own making has its words in one.
        let words = line.split(|b| *b == 0 || *b == b' ');
        is_meant(&words.collect::<Vec<_>>())
    };
    let names = std::fs::read_dir("/proc")?.flatten().map(|e| e.file_name());
    let pids: Vec<String> = names
        .filter_map(|n| n.into_string().ok())
        .filter(meant)
        .collect();
    ensure!(!pids.is_empty(), "it is not running");
    // One may have ended with another.
    Command::new("kill").arg("-9").args(&pids).status()?;
    Ok(())
}
