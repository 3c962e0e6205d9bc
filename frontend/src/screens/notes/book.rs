//! All notes of this device.

use crate::context::AppContext;
use api::{ListNotes, Note};
use leptos::prelude::*;

/// All notes, read again after each change.
#[derive(Clone, Copy)]
pub struct Book {
    /// The newest first.
    pub notes: RwSignal<Vec<Note>>,
    /// Why they could not be read; empty when they were.
    pub error: RwSignal<String>,
    /// They were asked for.
    pub read: RwSignal<bool>,
    app: AppContext,
}

impl Book {
    /// Nothing was read yet.
    pub fn new(app: AppContext) -> Self {
        Book {
            notes: RwSignal::new(Vec::new()),
            error: RwSignal::new(String::new()),
            read: RwSignal::new(false),
            app,
        }
    }

    /// Reads them again.
    pub fn refresh(self) {
        leptos::task::spawn_local(async move {
            match self.app.call(ListNotes {}).await {
                Ok(all) => {
                    self.notes.try_set(all.notes);
                    self.error.try_set(String::new());
                }
                Err(error) => _ = self.error.try_set(error.detail),
            }
            self.read.try_set(true);
        });
    }

    /// The note with this id.
    pub fn find(self, id: &str) -> Option<Note> {
        self.notes
            .with(|all| all.iter().find(|n| n.id == id).cloned())
    }
}
