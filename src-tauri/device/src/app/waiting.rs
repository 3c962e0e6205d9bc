//! Threads that may block wait for what talks to the pool.

use super::App;
use model::Denial;

impl App {
    /// Runs a use case to its end on this thread.
    pub fn wait<T, E: From<Denial>>(
        &self,
        work: impl Future<Output = Result<T, E>>,
    ) -> Result<T, E> {
        self.inner.engine.run(work)
    }
}
