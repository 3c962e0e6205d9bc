//! Marks beside the store, told by whoever opens the folder before anything is read: whether its device was wiped, and whether
//! the sealed copy of unsent work is what the store holds. They belong to whoever holds the folder still.

use crate::error::Result;
use crate::files;
use crate::lock::{self, Lock};
use std::path::{Path, PathBuf};

/// The folder of the sealed copy. Set aside, it has another ending.
pub const UNSENT: &str = "unsent";
/// Everything that the store has is in the copy. Only where a wipe rests on it.
const FRESH: &str = "fresh";
/// How many tickets wait.
const WAITING: &str = "waiting";
/// The copy is being made; nothing was written to the store since.
const BEGUN: &str = "begun";

/// While this is held, nobody writes to the store that lies here.
pub fn still(dir: &Path) -> Result<Lock> {
    lock::hold(&dir.join("lock"), lock::PATIENCE)
}

/// The mark of a wipe, until the device is enrolled anew; in it, whose key that was.
pub fn wiped(dir: &Path) -> PathBuf {
    dir.join("wiped")
}

/// Whether this device was wiped and not enrolled since.
pub fn is_wiped(dir: &Path) -> bool {
    files::exists(&wiped(dir))
}

/// How many tickets wait on this device: a number alone, which needs no PIN. It outlives a battery that goes flat.
pub fn note_waiting(dir: &Path, count: u64) -> Result<()> {
    if waiting(dir) == Some(count) {
        return Ok(());
    }
    Ok(files::write_durably(
        &dir.join(WAITING),
        count.to_string().as_bytes(),
    )?)
}

/// How many waited when it was noted last; none where it never was.
pub fn waiting(dir: &Path) -> Option<u64> {
    let noted = files::read(&dir.join(WAITING)).ok()?;
    str::from_utf8(&noted).ok()?.parse().ok()
}

fn of_copy(dir: &Path, name: &str) -> PathBuf {
    dir.join(UNSENT).join(name)
}

/// Whether everything that the store has is in the copy.
pub fn is_fresh(dir: &Path) -> bool {
    files::exists(&of_copy(dir, FRESH))
}

/// A copy is begun, from what the store holds now.
pub fn begin_copy(dir: &Path) -> Result<()> {
    Ok(files::write_synced(&of_copy(dir, BEGUN), b"1")?)
}

/// The copy is whole: it is fresh, unless something was written to the store since it was begun.
pub fn end_copy(dir: &Path) -> Result<()> {
    let begun = of_copy(dir, BEGUN);
    if files::exists(&begun) {
        files::rename(&begun, &of_copy(dir, FRESH))?;
    }
    Ok(files::sync_folder(&dir.join(UNSENT))?)
}

/// Something is about to be written to the store, whose writer's turn it is: from here on the copy is not fresh.
pub fn outdate(dir: &Path) -> Result<()> {
    let mut any = false;
    for name in [FRESH, BEGUN] {
        let mark = of_copy(dir, name);
        if files::exists(&mark) {
            files::remove(&mark)?;
            any = true;
        }
    }
    match any {
        true => Ok(files::sync_folder(&dir.join(UNSENT))?),
        false => Ok(()),
    }
}
