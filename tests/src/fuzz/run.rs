//! The loop: an input, what it does, whether it is worth keeping.

use super::corpus;
use super::coverage::Reached;
use super::memory;
use super::mutation::mutate;
use super::targets::Target;
use anyhow::{Result, bail};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::time::{Duration, Instant};
use testkit::Draws;

/// Inputs that are kept are small, so that the corpus stays so.
const KEPT_BYTES: usize = 4_096;

/// How long a target runs.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Inputs by mutation, at most.
    pub runs: u64,
    /// And no longer than this, when given.
    pub time: Option<Duration>,
    /// Draws of mutation.
    pub seed: u64,
    /// Keep what reaches new code.
    pub keep: bool,
}

/// What a run came to.
#[derive(Debug, Default)]
pub struct Found {
    /// Inputs in all.
    pub runs: u64,
    /// Inputs at hand, seeds and kept ones.
    pub corpus: usize,
    /// Places reached, when the program counts them.
    pub reached: Option<usize>,
    /// Kept for the first time.
    pub kept: usize,
    /// Most memory one input took, in bytes.
    pub memory: u64,
}

/// Runs one target. An input that panics, or takes more memory than the target may, is kept and ends it.
pub fn fuzz(target: &Target, limits: Limits) -> Result<Found> {
    let mut all: Vec<Vec<u8>> = (target.seeds)();
    all.extend(corpus::kept(target.name)?);
    let mut reached = Reached::new();
    let mut found = Found::default();
    for bytes in &all {
        one(target, bytes, &mut found)?;
    }
    if let Some(reached) = &mut reached {
        for bytes in &all {
            reached.begin();
            one(target, bytes, &mut found)?;
            reached.is_new();
        }
    }
    let (begin, mut draws) = (Instant::now(), Draws::new(limits.seed));
    for _ in 0..limits.runs {
        if limits.time.is_some_and(|time| begin.elapsed() > time) {
            break;
        }
        let bytes = mutate(&all, target.json, &mut draws);
        let Some(reached) = &mut reached else {
            one(target, &bytes, &mut found)?;
            continue;
        };
        reached.begin();
        one(target, &bytes, &mut found)?;
        if reached.is_new() {
            if limits.keep && bytes.len() <= KEPT_BYTES {
                corpus::keep(target.name, &bytes)?;
                found.kept += 1;
            }
            all.push(bytes);
        }
    }
    found.corpus = all.len();
    found.reached = reached.map(|r| r.count());
    Ok(found)
}

fn one(target: &Target, bytes: &[u8], found: &mut Found) -> Result<()> {
    found.runs += 1;
    // What ends the process leaves its input behind.
    let last = last_input(target.name);
    if let Some(path) = &last {
        std::fs::write(path, bytes)?;
    }
    let (done, memory) = memory::peak(|| catch_unwind(AssertUnwindSafe(|| (target.run)(bytes))));
    found.memory = found.memory.max(memory);
    if done.is_err() {
        bail!(
            "{}：遇到这个输入就崩溃，已存为 {}",
            target.name,
            corpus::keep(target.name, bytes)?.display()
        );
    }
    if memory > target.memory {
        let path = corpus::keep(target.name, bytes)?;
        bail!(
            "{}：用了 {memory} 字节内存，上限 {}，输入已存为 {}",
            target.name,
            target.memory,
            path.display()
        );
    }
    Ok(())
}

/// Where the input that is being tried stands, when `ZS12345_FUZZ_LAST` names a folder.
fn last_input(target: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("ZS12345_FUZZ_LAST")?;
    Some(PathBuf::from(folder).join(format!("{target}.last")))
}
