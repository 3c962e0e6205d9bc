//! A newer version of the page: it waits until nothing is unsaved, and is one tap.

use crate::autosave;
use crate::context::AppContext;
use crate::link::Link;
use crate::timing;
use crate::words as w;
use api::ListDrafts;
use leptos::prelude::*;

/// How often it is looked whether a photo is still on its way to the store, in milliseconds.
const LOOK_MS: u32 = 100;

/// Cheap to copy.
#[derive(Clone, Copy)]
pub struct Version {
    /// Another version than the one that is open is here.
    pub is_new: RwSignal<bool>,
    /// Somebody has asked for it; what is open is being saved.
    pub saving: RwSignal<bool>,
}

impl Version {
    /// The one that is open is the newest.
    pub fn new() -> Self {
        Version {
            is_new: RwSignal::new(false),
            saving: RwSignal::new(false),
        }
    }
}

impl AppContext {
    /// Keeps the page for opening without a network, where this browser is a tablet.
    pub fn keep_page(self) {
        self.link.keep_page(move || self.version.is_new.set(true));
    }

    /// Saves everything that is typed and opens the page again in the new version. What cannot be saved keeps the old one.
    pub fn take_new_version(self) {
        if self.version.saving.get_untracked() {
            return;
        }
        self.version.saving.set(true);
        leptos::task::spawn_local(async move {
            while self.link.takes_photo() {
                timing::wait(LOOK_MS).await;
            }
            // The photo that came last is in its form by then.
            timing::wait(0).await;
            autosave::save_all();
            timing::wait(0).await;
            // A locked device has nothing open. The device answers in turn: what was handed over before is written, or refused.
            if self.session.is_open() {
                _ = self.call(ListDrafts {}).await;
                timing::wait(0).await;
            }
            if autosave::all_saved() {
                Link::take_new_page().await;
            } else {
                self.version.saving.set(false);
                self.toasts.say(w::VERSION_UNSAVED.t());
            }
        });
    }
}
