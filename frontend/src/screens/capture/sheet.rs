//! The form on the screen: its fields as one signal, and what is wrong with them.

use crate::browser;
use crate::view_model::fault::Spot;
use crate::view_model::form::{Fault, Form};
use crate::view_model::proposal::Proposal;
use crate::view_model::text::accept;
use api::NewPhoto;
use leptos::prelude::*;

/// Shared by the cards of a form; cheap to copy.
#[derive(Clone, Copy)]
pub struct FactsSheet {
    pub form: RwSignal<Form>,
    /// Photos taken.
    pub photos: RwSignal<Vec<NewPhoto>>,
    /// Photos being processed.
    pub working: RwSignal<usize>,
    /// What is wrong, by place.
    pub faults: RwSignal<Vec<Fault>>,
    /// What was not taken in as it was typed, and why.
    pub told: RwSignal<Option<Fault>>,
    /// Texts that stand ready where nobody writes any.
    pub proposed: RwSignal<Option<Proposal>>,
}

impl FactsSheet {
    /// A form that begins with these values.
    pub fn new(form: Form) -> Self {
        FactsSheet {
            form: RwSignal::new(form),
            photos: RwSignal::default(),
            working: RwSignal::new(0),
            faults: RwSignal::default(),
            told: RwSignal::new(None),
            proposed: RwSignal::new(None),
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
    /// Takes in what was typed or pasted into the field `id` of at most `max` characters.
    pub fn typed(
        self,
        id: &'static str,
        spot: Spot,
        max: usize,
        text: String,
        field: impl Fn(&mut Form) -> &mut String,
    ) {
        let mut refused = None;
        self.put(spot, |form| {
            let own = field(form);
            let (kept, words) = accept(own, text, max);
            // A value that did not change is not written to the element by itself.
            refused = (words.is_some() && *own == kept).then(|| kept.clone());
            self.told.set(words.map(|words| (spot, words)));
            *own = kept;
        });
        if let Some(kept) = refused {
            browser::write_field(id, &kept);
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
    /// What was not taken in at one spot; empty when everything was.
    pub fn told(self, spot: Spot) -> Signal<String> {
        Signal::derive(move || {
            self.told.with(|told| {
                told.as_ref()
                    .filter(|(at, _)| *at == spot)
                    .map(|(_, words)| words.clone())
                    .unwrap_or_default()
            })
        })
    }
}

/// The sentence about what was not taken in.
#[component]
pub fn InputNote(sheet: FactsSheet, spot: Spot) -> impl IntoView {
    let words = sheet.told(spot);
    move || {
        let words = words.get();
        (!words.is_empty())
            .then(|| view! { <p class="hint warn" role="status" data-test="told">{words}</p> })
    }
}
