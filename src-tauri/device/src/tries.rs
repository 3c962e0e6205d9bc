//! Wrong PINs are counted beside the store and make whoever types wait, longer each time, across restarts. Waiting is measured
//! by how long the machine has run, so that turning its clock does not shorten it.

use crate::error::Result;
use crate::{clock, files, lock};
use model::{Code, Denial};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

const FILE: &str = "tries.json";
/// The store that lies open here, as opposed to one that was set aside.
pub const OPEN: &str = "";
/// Wrong ones in a row that cost nothing, until the district's rules have come.
const FREE: u32 = 5;
const SECOND: u64 = 1000;
/// Longest wait.
const LONGEST: u64 = 60 * 60 * SECOND;

/// What lies beside the store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Tries {
    /// Wrong ones in a row.
    count: u32,
    /// How long the machine had run at the last one, in milliseconds.
    last: u64,
    /// Wrong ones that cost nothing, as the rules say.
    free: u32,
    /// So many wrong ones wipe the device, as the rules say.
    #[serde(skip_serializing_if = "Option::is_none")]
    wipe: Option<u32>,
}

impl Default for Tries {
    fn default() -> Self {
        Tries {
            count: 0,
            last: 0,
            free: FREE,
            wipe: None,
        }
    }
}

impl Tries {
    /// Milliseconds to wait before the next try, when the machine has run for `up`. After a restart of the machine the wait
    /// begins again.
    fn wait(&self, up: u64) -> Option<u64> {
        let beyond = self.count.checked_sub(self.free)?;
        // Half a minute after the last free one, doubling from there.
        let wait = (30 * SECOND)
            .checked_shl(beyond.min(20))
            .unwrap_or(LONGEST)
            .min(LONGEST);
        let since = up.checked_sub(self.last).unwrap_or(up);
        wait.checked_sub(since).filter(|left| *left > 0)
    }
    /// The machine was restarted since: waiting is counted from its start.
    fn restarted(&mut self, up: u64) {
        if up < self.last {
            self.last = 0;
        }
    }
    fn wrong(&mut self, up: u64) {
        self.count = self.count.saturating_add(1);
        self.last = up;
    }
}

/// Each store has its own: what is typed for one that was set aside counts for no other, and wipes none.
fn path(dir: &Path, store: &str) -> PathBuf {
    match store {
        OPEN => dir.join(FILE),
        aside => dir.join(format!("{FILE}.{aside}")),
    }
}

fn read(path: &Path) -> Tries {
    let bytes = files::read(path).ok();
    bytes
        .and_then(|b| serde_json::from_slice(&b).ok())
        .unwrap_or_default()
}

fn write(path: &Path, tries: &Tries) -> Result<()> {
    Ok(files::write_durably(path, &serde_json::to_vec(tries)?)?)
}

/// Runs one try: refused while there is to be waited, counted before it is made, so that stopping the program in the middle
/// gains nothing; a right one begins at zero again. Of the store in this folder that its name tells, [`OPEN`] or what one that
/// was set aside ends in.
pub fn attempt<T>(dir: &Path, store: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    attempt_at(dir, store, uptime, work)
}

/// As [`attempt`], by a clock that is asked once its turn has come.
fn attempt_at<T>(
    dir: &Path,
    store: &str,
    uptime: impl FnOnce() -> u64,
    work: impl FnOnce() -> Result<T>,
) -> Result<T> {
    let _one_at_a_time = lock::hold(&dir.join("tries.lock"), lock::PATIENCE)?;
    let path = path(dir, store);
    let (kept, up) = (read(&path), uptime());
    let mut before = kept.clone();
    before.restarted(up);
    if before != kept {
        write(&path, &before)?;
    }
    if let Some(left) = before.wait(up) {
        let minutes = left.div_ceil(60 * SECOND);
        return Err(Denial::new(Code::PinLocked).with("minutes", minutes).into());
    }
    let mut tries = before.clone();
    tries.wrong(up);
    write(&path, &tries)?;
    let done = work();
    match &done {
        Err(error) if error.code() == Some(Code::PinWrong) => {}
        // Anything else says nothing about the PIN.
        Err(_) => write(&path, &before)?,
        Ok(_) => write(&path, &Tries { count: 0, ..before })?,
    }
    done
}

/// Whether so many were wrong that the rules let the device be wiped.
pub fn is_spent(dir: &Path) -> bool {
    let tries = read(&path(dir, OPEN));
    tries.wipe.is_some_and(|most| tries.count >= most)
}

/// Keeps what the district's rules say, for the time when the store is locked: wrong ones that cost nothing, and how many wipe.
pub fn set_rules(dir: &Path, free: u32, wipe: Option<u32>) -> Result<()> {
    let is_kept = |tries: &Tries| (tries.free, tries.wipe) == (free, wipe);
    // Nobody who saves waits for somebody who tries a PIN.
    if is_kept(&read(&path(dir, OPEN))) {
        return Ok(());
    }
    let _one_at_a_time = lock::hold(&dir.join("tries.lock"), lock::PATIENCE)?;
    let tries = read(&path(dir, OPEN));
    let rules = Tries {
        free,
        wipe,
        ..tries
    };
    write(&path(dir, OPEN), &rules)
}

/// In milliseconds.
fn uptime() -> u64 {
    u64::try_from(clock::uptime().as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_wrong_one_beyond_the_free_ones_makes_the_wait_longer() {
        let mut tries = Tries::default();
        for _ in 0..4 {
            tries.wrong(1_000_000);
        }
        assert_eq!(tries.wait(1_000_000), None);
        let mut waits = Vec::new();
        for _ in 0..10 {
            tries.wrong(1_000_000);
            waits.push(tries.wait(1_000_000).unwrap() / SECOND);
        }
        assert_eq!(waits, [30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]);
        assert_eq!(tries.wait(1_000_000 + LONGEST), None);
        // The machine was restarted: from its start on.
        assert_eq!(tries.wait(10), Some(LONGEST - 10));
        tries.restarted(10);
        assert_eq!(tries.wait(LONGEST - 1), Some(1));
        assert_eq!(tries.wait(LONGEST), None);
    }

    #[test]
    fn what_was_counted_outlives_the_program_and_a_right_one_ends_it() {
        let dir = tempfile::tempdir().unwrap();
        let up = 2 * LONGEST;
        let wrong = || attempt_at::<()>(dir.path(), OPEN, || up, || Err(Code::PinWrong.into()));
        for _ in 0..5 {
            assert_eq!(wrong().unwrap_err().code(), Some(Code::PinWrong));
        }
        // Nobody looks at the PIN any more, right or wrong.
        let untried = || -> Result<()> { panic!("not to be tried") };
        let right = attempt_at(dir.path(), OPEN, || up + SECOND, untried);
        assert_eq!(right.unwrap_err().code(), Some(Code::PinLocked));
        attempt_at(dir.path(), OPEN, || up + LONGEST, || Ok(())).unwrap();
        assert_eq!(read(&path(dir.path(), OPEN)).count, 0);
        // A store that does not open is no wrong PIN.
        let broken = attempt_at::<()>(dir.path(), OPEN, || up, || Err(Code::StoreBroken.into()));
        assert_eq!(broken.unwrap_err().code(), Some(Code::StoreBroken));
        assert_eq!(read(&path(dir.path(), OPEN)).count, 0);
        // One that was set aside has a count of its own.
        for n in 1..=5 {
            let aside =
                attempt_at::<()>(dir.path(), "broken-1", || up, || Err(Code::PinWrong.into()));
            assert_eq!(aside.unwrap_err().code(), Some(Code::PinWrong));
            assert_eq!(read(&path(dir.path(), "broken-1")).count, n);
        }
        assert_eq!(read(&path(dir.path(), OPEN)).count, 0);
        set_rules(dir.path(), 1, None).unwrap();
        assert!(wrong().is_err() && wrong().unwrap_err().code() == Some(Code::PinLocked));
    }
}
