//! A runtime, made when first needed: callers are threads that may block.

use model::{Code, Denial};
use std::sync::OnceLock;
use tokio::runtime::Runtime;
use tokio::sync::Notify;

/// The runtime of this device's network calls.
#[derive(Default)]
pub struct Engine {
    runtime: OnceLock<Runtime>,
    pub woken: Notify,
}

impl Engine {
    /// Runs a use case to its end on the caller's thread.
    pub fn run<T, E: From<Denial>>(
        &self,
        work: impl Future<Output = Result<T, E>>,
    ) -> Result<T, E> {
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
