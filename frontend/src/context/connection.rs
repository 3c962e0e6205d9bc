//! The way to the pool: whether it answers, and what waits to get there.

use api::{ApiError, Outbox};
use leptos::prelude::*;
use model::{Class, Code};

/// Cheap to copy.
#[derive(Clone, Copy)]
pub struct Connection {
    /// The last call found no pool.
    pub lost: RwSignal<bool>,
    /// What waits on this device; none before it was read.
    pub outbox: RwSignal<Option<Outbox>>,
    /// Photos of this page that are not delivered.
    pub unsent: RwSignal<usize>,
}

impl Connection {
    /// Nothing is known yet.
    pub fn new() -> Self {
        Connection {
            lost: RwSignal::new(false),
            outbox: RwSignal::new(None),
            unsent: RwSignal::new(0),
        }
    }

    /// Takes in how a call went.
    pub fn notice(self, error: Option<&ApiError>) {
        let lost =
            error.is_some_and(|e| e.code.class() == Class::Network && e.code != Code::NeedsPool);
        if self.lost.try_get_untracked() != Some(lost) {
            self.lost.try_set(lost);
        }
    }

    /// Takes in what waits now. True when it differs from what was known before, so that lists differ too.
    pub fn take_outbox(self, outbox: Outbox) -> bool {
        let state = |o: &Outbox| (o.tickets.len(), o.photos, o.last_contact);
        let after = state(&outbox);
        let before = self.outbox.with_untracked(|o| o.as_ref().map(state));
        self.outbox.set(Some(outbox));
        before.is_some_and(|before| before != after)
    }
}
