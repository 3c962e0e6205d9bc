//! An act's form on the screen: what was given, and what is wrong with it.

use crate::context::AppContext;
use crate::view_model::acts::Answers;
use crate::view_model::text::accept;
use leptos::prelude::*;

/// A form on the screen; cheap to copy.
#[derive(Clone, Copy)]
pub struct ActSheet {
    /// For names.
    pub app: AppContext,
    pub answers: RwSignal<Answers>,
    /// What is wrong, by field; the empty name is the form itself.
    pub faults: RwSignal<Vec<(&'static str, String)>>,
}

impl ActSheet {
    /// What was given for a field.
    pub fn get(self, name: &'static str) -> Signal<String> {
        Signal::derive(move || {
            self.answers
                .with(|a| a.get(name).cloned().unwrap_or_default())
        })
    }
    /// Takes in what was given for a field.
    pub fn put(self, name: &'static str, value: String) {
        self.answers.update(|a| _ = a.insert(name, value));
        self.faults
            .update(|f| f.retain(|(at, _)| *at != name && !at.is_empty()));
    }
    /// Takes in what was typed or pasted, as far as it can be meant.
    pub fn typed(self, name: &'static str, text: String) {
        let max = self.app.district().district.rules.texts.note_max;
        let old = self.answers.with_untracked(|a| a.get(name).cloned());
        let (kept, words) = accept(&old.unwrap_or_default(), text, max);
        self.put(name, kept);
        if let Some(words) = words {
            self.faults.update(|f| f.push((name, words)));
        }
    }
    /// What is wrong at a field.
    pub fn fault(self, name: &'static str) -> Signal<String> {
        Signal::derive(move || {
            self.faults.with(|f| {
                f.iter()
                    .find(|(at, _)| *at == name)
                    .map(|f| f.1.clone())
                    .unwrap_or_default()
            })
        })
    }
}
