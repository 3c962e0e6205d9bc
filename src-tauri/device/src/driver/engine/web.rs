//! The worker's own event loop: nothing waits, everything goes on when its answer is there.

use tokio::sync::Notify;

/// What wakes the background driver.
#[derive(Default)]
pub struct Engine {
    pub woken: Notify,
}

impl Engine {
    /// Tells the background driver that something waits.
    pub fn wake(&self) {
        self.woken.notify_one();
    }
}
