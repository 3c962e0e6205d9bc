//! Sync: what waits goes up, what changed comes down. The only place where this crate talks to a network.
//!
//! `sync` orchestrates; `push`, `pull`, `lists` and `photos` are its legs; all of them work on a `pass`. An answer of the
//! pool is taken in as one transaction, the `intake`, and counts once that is on disk. Nothing in here knows the app.

mod address;
mod copy;
mod cursor;
mod fallen;
mod findings;
mod intake;
mod lists;
mod net;
mod news;
mod pass;
mod photos;
mod pull;
mod push;
mod sync;
mod tally;
#[cfg(test)]
mod tests;
mod witness;

pub(crate) use address::{above, check_address, is_elsewhere};
pub(crate) use lists::store_lists;
pub(crate) use net::{Net, SAID_MAX};
pub(crate) use pass::Host;
pub(crate) use sync::run;
pub(crate) use tally::Tally;
pub(crate) use witness::all as audit_heads;

use crate::error::Result;
use model::{Code, Denial};
use std::sync::OnceLock;
use tokio::runtime::Runtime;
use tokio::sync::Notify;

/// The runtime of this device's network calls, made when first needed.
#[derive(Default)]
pub(crate) struct Engine {
    runtime: OnceLock<Runtime>,
    pub(crate) woken: Notify,
}

impl Engine {
    /// Runs a network call to its end on the caller's thread.
    pub fn run<T>(&self, work: impl Future<Output = Result<T>>) -> Result<T> {
        if let Some(runtime) = self.runtime.get() {
            return runtime.block_on(work);
        }
        let bug = |e: std::io::Error| Denial::new(Code::Bug).with("detail", e.kind());
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .map_err(bug)?;
        self.runtime.get_or_init(|| runtime).block_on(work)
    }

    /// Tells the background driver that something waits.
    pub fn wake(&self) {
        self.woken.notify_one();
    }
}
