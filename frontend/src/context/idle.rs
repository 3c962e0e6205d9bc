//! How long nobody has used the page.

use crate::{browser, preferences};
use leptos::prelude::*;
use model::Moment;

const MINUTE_MS: i64 = 60_000;

/// Cheap to copy.
#[derive(Clone, Copy)]
pub struct Idle {
    /// When somebody last touched a key or the screen.
    used_at: StoredValue<Moment>,
    /// The device locked because nobody used it.
    locked: RwSignal<bool>,
}

impl Idle {
    /// In use since now.
    pub fn new() -> Self {
        Idle {
            used_at: StoredValue::new(browser::now()),
            locked: RwSignal::new(false),
        }
    }

    /// Somebody uses the page.
    pub fn touch(self) {
        self.used_at.set_value(browser::now());
    }

    /// Nobody has used the page for as long as a device may stay open.
    pub fn is_over(self) -> bool {
        let idle = browser::now().since(self.used_at.get_value());
        idle >= i64::from(preferences::lock_after()) * MINUTE_MS
    }

    /// The device locked by itself, or was unlocked since.
    pub fn set_locked(self, locked: bool) {
        self.locked.set(locked);
    }

    /// Whether it was this that locked the device.
    pub fn has_locked(self) -> bool {
        self.locked.get_untracked()
    }
}
