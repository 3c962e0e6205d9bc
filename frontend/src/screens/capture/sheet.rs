//! The form on the screen: its fields as one signal, and what is wrong with them.

use crate::plain::fault::Spot;
use crate::plain::form::{Fault, Form};
use api::NewPhoto;
use leptos::prelude::*;

/// Shared by the cards of a form; cheap to copy.
#[derive(Clone, Copy)]
pub struct Sheet {
    /// What was typed.
    pub form: RwSignal<Form>,
    /// Photos taken.
    pub photos: RwSignal<Vec<NewPhoto>>,
    /// Photos being processed.
    pub working: RwSignal<usize>,
    /// What is wrong, by place.
    pub faults: RwSignal<Vec<Fault>>,
}

impl Sheet {
    /// A form that begins with these values.
    pub fn new(form: Form) -> Self {
        Sheet {
            form: RwSignal::new(form),
            photos: RwSignal::default(),
            working: RwSignal::new(0),
            faults: RwSignal::default(),
        }
    }
    /// One value of the form.
    pub fn get<T: Clone + PartialEq + Send + Sync + 'static>(
        self,
        read: impl Fn(&Form) -> T + Send + Sync + 'static,
    ) -> Memo<T> {
        Memo::new(move |_| self.form.with(&read))
    }
    /// Writes into the form; what was wrong at this spot is taken back.
    pub fn put(self, spot: Spot, write: impl FnOnce(&mut Form)) {
        self.form.update(write);
        if self
            .faults
            .with_untracked(|f| f.iter().any(|(at, _)| *at == spot))
        {
            self.faults.update(|f| f.retain(|(at, _)| *at != spot));
        }
    }
    /// The sentence for one spot; empty when nothing is wrong there.
    pub fn fault(self, spot: Spot) -> Signal<String> {
        Signal::derive(move || {
            self.faults.with(|f| {
                f.iter()
                    .find(|(at, _)| *at == spot)
                    .map(|(_, words)| words.clone())
                    .unwrap_or_default()
            })
        })
    }
}
