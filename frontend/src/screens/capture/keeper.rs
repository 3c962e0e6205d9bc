//! Keeps a capture while it is typed, on the device's disk or in this browser, and brings it back.

use crate::autosave::{Autosave, SaveState};
use crate::browser;
use crate::context::{AppContext, DraftKind};
use crate::screens::capture::fresh::fresh_form;
use crate::screens::capture::sheet::FactsSheet;
use crate::view_model::drafts;
use crate::view_model::form::Form;
use crate::view_model::time;
use crate::words as w;
use api::Draft;
use leptos::prelude::*;

/// Keeps one sheet; cheap to copy.
#[derive(Clone, Copy)]
pub struct SheetKeeper {
    /// For the pill.
    pub saved: RwSignal<SaveState>,
    pub id: RwSignal<String>,
    /// Counts the forms that were begun here; 0 until it is known whether there is a draft to go on with.
    pub begun: RwSignal<u32>,
    /// Other drafts, newest first.
    pub others: RwSignal<Vec<Draft>>,
    /// Another attempt to send after a refusal, by its id; the first one goes by the draft's.
    pub attempt: RwSignal<Option<String>>,
    app: AppContext,
    sheet: FactsSheet,
    /// Tells this window from others on the same browser.
    window: StoredValue<String>,
    autosave: Autosave,
    /// The form is being filled by us, not by a person.
    filling: StoredValue<bool>,
}

fn is_filled(draft: &Draft) -> bool {
    let form = Form::kept(&draft.fields);
    !draft.photos.is_empty() || form.is_some_and(|f| !f.is_blank())
}

impl SheetKeeper {
    /// Keeps the sheet from here on. The newest draft comes back, unless the sheet is `filled` from elsewhere.
    pub fn start(app: AppContext, sheet: FactsSheet, filled: bool) -> Self {
        let keeper = SheetKeeper {
            saved: RwSignal::new(SaveState::Nothing),
            id: RwSignal::new(browser::fresh_id()),
            begun: RwSignal::new(0),
            others: RwSignal::new(Vec::new()),
            attempt: RwSignal::new(None),
            app,
            sheet,
            window: StoredValue::new(browser::fresh_id()),
            autosave: Autosave::new(),
            filling: StoredValue::new(false),
        };
        leptos::task::spawn_local(async move {
            let newest = app
                .drafts(DraftKind::Capture)
                .await
                .into_iter()
                .find(is_filled);
            if let Some(draft) = newest.filter(|_| !filled) {
                keeper.bring_back(draft);
            }
            keeper.begin();
            keeper.list_others().await;
        });
        Effect::new(move |before: Option<()>| {
            sheet.form.track();
            sheet.photos.track();
            if before.is_some() && !keeper.filling.get_value() {
                keeper.typed();
            }
            keeper.filling.set_value(false);
        });
        keeper.autosave.start(move || keeper.write());
        keeper
    }

    /// A form is begun: where one stands may be measured.
    pub fn begin(self) {
        self.begun.try_update(|n| *n += 1);
    }

    fn bring_back(self, draft: Draft) {
        // Somebody who already types is not interrupted by an old draft.
        if self.sheet.form.try_with_untracked(Form::is_blank) == Some(true) {
            self.restore(draft);
        }
    }

    /// Goes on with another draft; the present one stays kept.
    pub fn open(self, draft: Draft) {
        self.save_now();
        self.restore(draft);
        leptos::task::spawn_local(self.list_others());
    }

    async fn list_others(self) {
        let mut found = self.app.drafts(DraftKind::Capture).await;
        let Some(own) = self.id.try_get_untracked() else {
            return;
        };
        found.retain(|d| d.id != own && is_filled(d));
        self.others.try_set(found);
    }

    fn restore(self, draft: Draft) {
        let Some(form) = Form::kept(&draft.fields) else {
            return;
        };
        let app = self.app;
        let all = draft.photos.len();
        let held: Vec<_> = draft
            .photos
            .into_iter()
            .filter(|p| app.link.has_photo(&p.sha256))
            .collect();
        let lost = held.len() < all;
        self.filling.set_value(true);
        self.sheet.faults.set(Vec::new());
        self.sheet.form.set(form);
        self.sheet.photos.set(held);
        self.id.set(draft.id);
        self.attempt.set(None);
        if let Some(at) = draft.saved_at {
            self.saved.set(SaveState::At(at));
            app.toasts.say(if lost {
                w::PHOTOS_NOT_KEPT.t().to_string()
            } else {
                w::DRAFT_BACK.with(&[&time::full(at, browser::now(), app.offset())])
            });
        }
    }

    fn typed(self) {
        self.sheet.form.update_untracked(|f| {
            f.began.get_or_insert_with(browser::now);
        });
        self.autosave.changed();
    }

    /// Nothing of one's own is in the form.
    pub fn blank(self) -> bool {
        self.sheet.form.with(Form::is_blank) && self.sheet.photos.with(Vec::is_empty)
    }

    /// Another window writes or has sent the draft of this one: what is here gets an id of its own.
    pub fn keep_apart(self) {
        if self.app.session.offline() {
            return;
        }
        let saved = matches!(self.saved.get_untracked(), SaveState::At(_));
        let (id, window) = (self.id.get_untracked(), self.window.get_value());
        let store = self.app.draft_store(DraftKind::Capture);
        let all = store.map(|store| store.all()).unwrap_or_default();
        // What was brought back is another window's until it is changed here, and nobody's when that one is closed.
        if !self.autosave.is_untouched() && drafts::taken_over(&all, &id, &window, saved) {
            self.id.set(browser::fresh_id());
            self.attempt.set(None);
            self.app.toasts.say(w::DRAFT_OTHER_WINDOW.t());
            leptos::task::spawn_local(self.list_others());
        }
    }

    /// Writes the draft if it changed since the last time.
    pub fn save_now(self) {
        self.autosave.save();
    }

    fn write(self) -> bool {
        if untrack(move || self.blank()) {
            return false;
        }
        self.keep_apart();
        self.saved.set(SaveState::Now);
        let mut draft = Draft {
            id: self.id.get_untracked(),
            fields: self.sheet.form.with_untracked(Form::fields),
            photos: self.sheet.photos.get_untracked(),
            saved_at: None,
        };
        if !self.app.session.offline() {
            drafts::sign(&mut draft, &self.window.get_value());
        }
        self.app
            .save_draft(DraftKind::Capture, draft, move |saved| {
                self.autosave.kept(saved.is_ok());
                // A submitted form has a new id and nothing to say about the old one.
                self.saved.try_set(saved.into());
            });
        true
    }

    /// Starts over: a clean form with a new id, the old draft gone.
    pub fn renew(self) {
        let (app, id) = (self.app, self.id.get_untracked());
        self.filling.set_value(true);
        self.sheet.form.set(fresh_form(app));
        self.sheet.photos.set(Vec::new());
        self.sheet.faults.set(Vec::new());
        self.sheet.told.set(None);
        self.id.set(browser::fresh_id());
        self.attempt.set(None);
        self.saved.set(SaveState::Nothing);
        self.autosave.skip();
        // A device has none any more when it went with its capture.
        app.drop_draft(DraftKind::Capture, id, move |_| {
            leptos::task::spawn_local(self.list_others());
        });
    }
}
