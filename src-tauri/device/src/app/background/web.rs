//! On the worker's event loop, for as long as the worker lives.

use super::keep_syncing;
use crate::App;

impl App {
    /// Starts syncing by itself.
    pub fn start_background(&self) {
        let app = self.clone();
        let sync = move || {
            let app = app.clone();
            async move { Some(app.sync().await) }
        };
        wasm_bindgen_futures::spawn_local(keep_syncing(self.clone(), sync));
    }

    /// Syncs soon: the page was opened again, or the network is back.
    pub fn wake(&self) {
        self.inner.engine.wake();
    }
}
