//! Lock files: the system lets go of them when a process ends, however it ends.

use crate::error::Result;
use model::Code;
use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;
use std::time::{Duration, Instant};

/// A held lock; the system lets go of it when this is dropped or the process ends.
#[derive(Debug)]
pub struct Lock {
    _held: File,
}

/// Waits for the lock file for at most `patience`; then `StoreBusy`.
pub fn hold(path: &Path, patience: Duration) -> Result<Lock> {
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(path)?;
    let until = Instant::now() + patience;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(Lock { _held: file }),
            Err(TryLockError::Error(error)) => return Err(error.into()),
            Err(TryLockError::WouldBlock) if Instant::now() >= until => {
                return Err(Code::StoreBusy.into());
            }
            Err(TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(15)),
        }
    }
}
