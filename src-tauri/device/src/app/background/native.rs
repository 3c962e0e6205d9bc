//! On a runtime, each sync on a thread that may block.

use super::keep_syncing;
use crate::App;
use api::Topic;
use tokio::runtime::Handle;
use tokio::task::{JoinHandle, spawn_blocking};

/// The running driver; it stops when this is dropped.
pub struct Background(JoinHandle<()>);

impl Drop for Background {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl App {
    /// Starts syncing by itself on the given runtime. `on_notice` hears what has changed, from any thread.
    pub fn start_background(
        &self,
        runtime: &Handle,
        on_notice: impl Fn(Topic) + Send + Sync + 'static,
    ) -> Background {
        self.on_notice(on_notice);
        let app = self.clone();
        let sync = move || {
            let app = app.clone();
            async move { spawn_blocking(move || app.wait(app.sync())).await.ok() }
        };
        Background(runtime.spawn(keep_syncing(self.clone(), sync)))
    }
}
