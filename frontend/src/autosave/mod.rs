//! Autosave: what is typed is saved once typing pauses, when a field is left, and when the page goes.

pub mod store;

use crate::timing::Debounce;
use api::ApiError;
use leptos::prelude::*;
use model::Moment;
use std::cell::RefCell;
use std::sync::Arc;

/// How long typing pauses before it is saved.
const PAUSE_MS: u32 = 600;

/// Saves what there is now; false while there is nothing to save yet.
type Save = Arc<dyn Fn() -> bool + Send + Sync>;

/// How what was typed is kept.
#[derive(Debug, Clone, PartialEq)]
pub enum SaveState {
    /// Nothing to keep yet.
    Nothing,
    /// Being written.
    Now,
    /// On disk since.
    At(Moment),
    /// Not kept, and why.
    Failed(String),
}

impl From<Result<Moment, ApiError>> for SaveState {
    fn from(answer: Result<Moment, ApiError>) -> Self {
        answer.map_or_else(|error| SaveState::Failed(error.detail), SaveState::At)
    }
}

thread_local! {
    /// Everything that is saved on the pages that are open.
    static OPEN: RefCell<Vec<Autosave>> = const { RefCell::new(Vec::new()) };
}

/// Saves at once what is typed anywhere on the page.
pub fn save_all() {
    let open = OPEN.with_borrow(Clone::clone);
    open.into_iter().for_each(Autosave::save);
}

/// Whether nothing that was handed over was refused.
pub fn all_saved() -> bool {
    OPEN.with_borrow(|open| {
        open.iter()
            .all(|one| one.refused.try_get_value() != Some(true))
    })
}

/// Saves one thing that is typed; cheap to copy, and gone with the page it was made for.
#[derive(Clone, Copy)]
pub struct Autosave {
    /// Counts changes.
    changes: StoredValue<u32>,
    /// The change that was saved last.
    saved: StoredValue<u32>,
    /// What was handed over last was not kept.
    refused: StoredValue<bool>,
    pause: Debounce,
    save: StoredValue<Option<Save>>,
}

impl Autosave {
    /// Saves nothing before [`Autosave::start`].
    pub fn new() -> Self {
        Autosave {
            changes: StoredValue::new(0),
            saved: StoredValue::new(0),
            refused: StoredValue::new(false),
            pause: Debounce::new(PAUSE_MS),
            save: StoredValue::new(None),
        }
    }

    /// From here on `save` writes what there is. It answers false while there is nothing to keep, and must not wait for
    /// anything where a page that is being closed would lose it.
    pub fn start(self, save: impl Fn() -> bool + Send + Sync + 'static) {
        self.save.set_value(Some(Arc::new(save)));
        OPEN.with_borrow_mut(|open| open.push(self));
        // The last words before a window closes are written too.
        let closing = window_event_listener(leptos::ev::pagehide, move |_| self.save());
        // A tablet that is put away is often ended without a word: what is typed is written as soon as nobody looks.
        let hidden = window_event_listener_untyped("visibilitychange", move |_| {
            if !crate::browser::visible() {
                self.save();
            }
        });
        on_cleanup(move || {
            closing.remove();
            hidden.remove();
            self.save();
            OPEN.with_borrow_mut(|open| open.retain(|one| one.changes != self.changes));
        });
    }

    /// Something was typed.
    pub fn changed(self) {
        self.changes.update_value(|n| *n += 1);
        self.pause.run(move || self.save());
    }

    /// Saves at once what is not saved yet.
    pub fn save(self) {
        let Some(change) = self.changes.try_get_value() else {
            return;
        };
        if self.saved.try_get_value() == Some(change) {
            return;
        }
        let save = self.save.try_get_value().flatten();
        if save.is_some_and(|save| save()) {
            self.saved.try_set_value(change);
        }
    }

    /// Whether what was handed over is kept. What is not is handed over again with the next change, or when somebody asks.
    pub fn kept(self, kept: bool) {
        self.refused.try_set_value(!kept);
        if !kept && let Some(saved) = self.saved.try_get_value() {
            self.saved.try_set_value(saved.wrapping_sub(1));
        }
    }

    /// What was typed so far is not to be saved any more.
    pub fn skip(self) {
        self.saved.set_value(self.changes.get_value());
    }

    /// Nothing was saved or skipped here yet.
    pub fn is_untouched(self) -> bool {
        self.saved.get_value() == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

    #[test]
    fn each_change_is_saved_once_and_one_that_was_declined_is_tried_again() {
        let owner = Owner::new();
        owner.set();
        let (tries, blank) = (Arc::new(AtomicU32::new(0)), StoredValue::new(true));
        let autosave = Autosave::new();
        let counted = tries.clone();
        let save: Save = Arc::new(move || {
            counted.fetch_add(1, Relaxed);
            !blank.get_value()
        });
        autosave.save.set_value(Some(save));
        autosave.save();
        assert_eq!(tries.load(Relaxed), 0, "nothing was typed");
        let typed = || autosave.changes.update_value(|n| *n += 1);
        typed();
        autosave.save();
        assert!(autosave.is_untouched(), "a blank form is not saved");
        blank.set_value(false);
        autosave.save();
        autosave.save();
        assert_eq!(tries.load(Relaxed), 2);
        typed();
        autosave.skip();
        autosave.save();
        assert_eq!(tries.load(Relaxed), 2, "what was sent needs no draft");
        typed();
        owner.cleanup();
        autosave.save();
        assert_eq!(tries.load(Relaxed), 2, "gone with its page");
    }
}
