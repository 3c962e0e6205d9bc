//! The clock on the wall.

use crate::browser;
use leptos::prelude::*;
use model::Moment;

/// What time it is where the page is read; cheap to copy.
#[derive(Clone, Copy)]
pub struct WallClock {
    /// Now, a few times a minute.
    pub now: RwSignal<Moment>,
    /// Minutes east of UTC.
    pub offset: i32,
}

impl WallClock {
    /// By this machine's clock and zone.
    pub fn new() -> Self {
        WallClock {
            now: RwSignal::new(browser::now()),
            offset: browser::offset(),
        }
    }

    /// Reads the machine's clock again.
    pub fn tick(self) {
        self.now.set(browser::now());
    }
}
