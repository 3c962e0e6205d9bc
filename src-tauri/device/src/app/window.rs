//! What a window needs besides calls: to be the only one on this folder, and numbers for a notice it may show.

use super::App;
use crate::error::Result;
use crate::lock::{self, Lock};
use crate::store::setting::{self, key};
use std::time::Duration;

/// How long a window waits for one that is just closing.
const PATIENCE: Duration = Duration::from_secs(4);

/// Held by the one window on a device's folder; let go when dropped or when its process ends.
#[derive(Debug)]
pub struct Claim {
    _held: Lock,
}

/// What waits for the officer, as numbers alone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Waits {
    /// Past or nearly past their deadline.
    pub due: u64,
    /// 突发 and 紧急.
    pub urgent: u64,
    /// Sent back, or with an act that did not count.
    pub returned: u64,
}

impl Waits {
    /// Whether something came on since.
    pub fn more_than(self, before: Waits) -> bool {
        self.due > before.due || self.urgent > before.urgent || self.returned > before.returned
    }
}

impl App {
    /// Makes this the only window on the folder; `StoreBusy` while there is another. Commands are no windows.
    pub fn claim(&self) -> Result<Claim> {
        self.make_folder()?;
        let held = lock::hold(&self.inner.dir.join("window.lock"), PATIENCE)?;
        Ok(Claim { _held: held })
    }

    /// How much waits for the officer; refused while locked.
    pub fn waits(&self) -> Result<Waits> {
        let today = self.today()?;
        Ok(Waits {
            due: today.due_total,
            urgent: today.urgent_total,
            returned: today.returned_total,
        })
    }

    /// Whether the operating system may show notices of what waits.
    pub fn may_notify(&self) -> Result<bool> {
        self.session()?
            .store
            .read(|db| Ok(setting::get(db, key::NOTIFY)?.unwrap_or(true)))
    }

    /// Allows notices of the operating system, or not.
    pub fn set_notify(&self, on: bool) -> Result<()> {
        self.session()?
            .store
            .write(|tx| setting::put(tx, key::NOTIFY, &on))
    }
}
