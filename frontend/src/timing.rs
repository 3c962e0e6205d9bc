//! Waiting: a while, until what was just put on the page stands there, or until nothing new comes.

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;

/// How long typing pauses before what was typed is searched for.
pub const SEARCH_MS: u32 = 250;

/// Waits this many milliseconds; with 0 until what was just put on the page stands there.
pub async fn wait(ms: u32) {
    TimeoutFuture::new(ms).await;
}

/// Does something in this many milliseconds.
pub fn later(ms: u32, act: impl FnOnce() + 'static) {
    leptos::task::spawn_local(async move {
        wait(ms).await;
        act();
    });
}

/// Acts once nothing new has come for a while; ends with the page it was made for.
#[derive(Clone, Copy)]
pub struct Debounce {
    pause_ms: u32,
    /// Counts what came.
    latest: StoredValue<u32>,
}

impl Debounce {
    /// Waits this many milliseconds for something newer.
    pub fn new(pause_ms: u32) -> Self {
        Debounce {
            pause_ms,
            latest: StoredValue::new(0),
        }
    }

    /// Does this after the pause, and not at all when something newer comes meanwhile.
    pub fn run(self, act: impl FnOnce() + 'static) {
        self.latest.update_value(|n| *n += 1);
        let own = self.latest.get_value();
        later(self.pause_ms, move || {
            if self.latest.try_get_value() == Some(own) {
                act();
            }
        });
    }
}
