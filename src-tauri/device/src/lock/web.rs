//! A worker is alone on its folder, since the pool of access handles is: only its own awaits can meet.

use crate::error::Result;
use model::Code;
use std::cell::RefCell;
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

thread_local! {
    static HELD: RefCell<HashSet<PathBuf>> = RefCell::default();
}

/// A held lock; dropping it lets go.
#[derive(Debug)]
pub struct Lock(PathBuf);

impl Drop for Lock {
    fn drop(&mut self) {
        HELD.with_borrow_mut(|held| held.remove(&self.0));
    }
}

/// Takes the lock, or `StoreBusy` at once: on one thread nobody can let go while somebody waits.
pub fn hold(path: &Path, _patience: Duration) -> Result<Lock> {
    if HELD.with_borrow_mut(|held| held.insert(path.to_path_buf())) {
        Ok(Lock(path.to_path_buf()))
    } else {
        Err(Code::StoreBusy.into())
    }
}
