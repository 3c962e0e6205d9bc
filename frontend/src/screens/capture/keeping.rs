//! Autosave: 600 ms after the last input and when a field is left, on the device's disk or in this browser.

use crate::browser;
use crate::here::Here;
use crate::screens::capture::pins;
use crate::screens::capture::sheet::Sheet;
use crate::view_model::drafts;
use crate::view_model::form::Form;
use crate::words as w;
use api::{ApiError, Draft, DropDraft, ListDrafts};
use leptos::prelude::*;
use model::{Code, Moment};

const PAUSE_MS: u32 = 600;

/// How the draft is kept.
#[derive(Debug, Clone, PartialEq)]
pub enum Saved {
    /// Nothing to keep yet.
    Nothing,
    /// Being written.
    Now,
    /// On disk since.
    At(Moment),
    /// Not kept, and why.
    Failed(String),
}

/// Keeps one sheet; cheap to copy.
#[derive(Clone, Copy)]
pub struct Keeper {
    /// For the pill.
    pub saved: RwSignal<Saved>,
    /// The draft's id.
    pub id: RwSignal<String>,
    /// Counts the forms that were begun here; 0 until it is known whether there is a draft to go on with.
    pub begun: RwSignal<u32>,
    /// Other drafts, newest first.
    pub others: RwSignal<Vec<Draft>>,
    /// Another attempt to send after a refusal, by its id; the first one goes by the draft's.
    pub attempt: RwSignal<Option<String>>,
    here: Here,
    sheet: Sheet,
    /// Tells this window from others on the same browser.
    window: StoredValue<String>,
    typed: RwSignal<u32>,
    kept: RwSignal<u32>,
    /// The form is being filled by us, not by a person.
    filling: StoredValue<bool>,
}

fn key(here: Here) -> Option<String> {
    here.profile.with_untracked(|p| {
        p.as_ref()?
            .user
            .as_ref()
            .map(|u| format!("zs12345.draft.{u}"))
    })
}

fn kept_all(here: Here) -> Vec<Draft> {
    key(here)
        .and_then(|key| browser::kept(&key))
        .map(|text| drafts::read(&text))
        .unwrap_or_default()
}

fn keep_all(here: Here, all: &[Draft]) -> bool {
    let text = serde_json::to_string(all).unwrap_or_default();
    key(here).is_some_and(|key| browser::keep(&key, &text))
}

/// The newest draft this browser keeps for this person.
pub fn kept_here(here: Here) -> Option<Draft> {
    kept_all(here).into_iter().next()
}

/// Removes all of them.
pub fn forget_here(here: Here) {
    if let Some(key) = key(here) {
        browser::forget(&key);
    }
}

async fn all(here: Here) -> Vec<Draft> {
    if here.offline() {
        let answer = here.call(ListDrafts {}).await;
        return answer.map(|a| a.drafts).unwrap_or_default();
    }
    kept_all(here)
}

fn is_filled(draft: &Draft) -> bool {
    let form = Form::kept(&draft.fields);
    !draft.photos.is_empty() || form.is_some_and(|f| !f.is_blank())
}

/// A clean form, at the place of the person's own post, with what is pinned.
pub fn clean(here: Here) -> Form {
    let post = here.profile.with_untracked(|p| {
        p.as_ref()?
            .posts
            .iter()
            .find(|post| post.area.level() > 1)
            .cloned()
    });
    let (area, grid) = post.map(|post| (post.area, post.grid)).unzip();
    let mut form = Form {
        area,
        grid: grid.flatten(),
        ..Form::default()
    };
    pins::kept().put(&mut form);
    // A category that the district dropped meanwhile is no choice.
    let known = |c: &model::CategoryCode| here.district().district.category(c).is_some();
    form.category = form.category.filter(known);
    form.category_pinned = form.category.is_some();
    form
}

impl Keeper {
    /// Keeps the sheet from here on. The newest draft comes back, unless the sheet is `filled` from elsewhere.
    pub fn start(here: Here, sheet: Sheet, filled: bool) -> Self {
        let keeper = Keeper {
            saved: RwSignal::new(Saved::Nothing),
            id: RwSignal::new(browser::fresh_id()),
            begun: RwSignal::new(0),
            others: RwSignal::new(Vec::new()),
            attempt: RwSignal::new(None),
            here,
            sheet,
            window: StoredValue::new(browser::fresh_id()),
            typed: RwSignal::new(0),
            kept: RwSignal::new(0),
            filling: StoredValue::new(false),
        };
        leptos::task::spawn_local(async move {
            let newest = all(here).await.into_iter().find(is_filled);
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
        // The last words before a window closes are written too.
        let closing = window_event_listener(leptos::ev::pagehide, move |_| keeper.save_now());
        on_cleanup(move || {
            closing.remove();
            keeper.save_now();
        });
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
        let mut found = all(self.here).await;
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
        let here = self.here;
        let all = draft.photos.len();
        let held: Vec<_> = draft
            .photos
            .into_iter()
            .filter(|p| here.link.has_photo(&p.sha256))
            .collect();
        let lost = held.len() < all;
        self.filling.set_value(true);
        self.sheet.faults.set(Vec::new());
        self.sheet.form.set(form);
        self.sheet.photos.set(held);
        self.id.set(draft.id);
        self.attempt.set(None);
        if let Some(at) = draft.saved_at {
            self.saved.set(Saved::At(at));
            here.say(if lost {
                w::PHOTOS_NOT_KEPT.t().to_string()
            } else {
                w::DRAFT_BACK.with(&[&crate::view_model::time::full(
                    at,
                    browser::now(),
                    here.offset,
                )])
            });
        }
    }

    fn typed(self) {
        self.typed.update_untracked(|n| *n += 1);
        self.sheet.form.update_untracked(|f| {
            f.began.get_or_insert_with(browser::now);
        });
        let mine = self.typed.get_untracked();
        leptos::task::spawn_local(async move {
            gloo_timers::future::TimeoutFuture::new(PAUSE_MS).await;
            if self.typed.try_get_untracked() == Some(mine) {
                self.save_now();
            }
        });
    }

    /// Nothing of one's own is in the form.
    pub fn blank(self) -> bool {
        self.sheet.form.with(Form::is_blank) && self.sheet.photos.with(Vec::is_empty)
    }

    /// Another window writes or has sent the draft of this one: what is here gets an id of its own.
    pub fn keep_apart(self) {
        if self.here.offline() {
            return;
        }
        let saved = matches!(self.saved.get_untracked(), Saved::At(_));
        let (id, window) = (self.id.get_untracked(), self.window.get_value());
        let all = kept_all(self.here);
        // What was brought back is another window's until it is changed here, and nobody's when that one is closed.
        let untouched = self.kept.get_untracked() == 0;
        if !untouched && drafts::taken_over(&all, &id, &window, saved) {
            self.id.set(browser::fresh_id());
            self.attempt.set(None);
            self.here.say(w::DRAFT_OTHER_WINDOW.t());
            leptos::task::spawn_local(self.list_others());
        }
    }

    /// Writes the draft if it changed since the last time.
    pub fn save_now(self) {
        let Some(typed) = self.typed.try_get_untracked() else {
            return;
        };
        if typed == self.kept.get_untracked() || untrack(move || self.blank()) {
            return;
        }
        self.keep_apart();
        self.kept.set(typed);
        self.saved.set(Saved::Now);
        let mut draft = Draft {
            id: self.id.get_untracked(),
            fields: self.sheet.form.with_untracked(Form::fields),
            photos: self.sheet.photos.get_untracked(),
            saved_at: None,
        };
        if !self.here.offline() {
            // At once: a page that is being closed waits for nothing.
            drafts::sign(&mut draft, &self.window.get_value());
            let now = browser::now();
            draft.saved_at = Some(now);
            let mut all = kept_all(self.here);
            drafts::put(&mut all, draft);
            self.saved.set(if keep_all(self.here, &all) {
                Saved::At(now)
            } else {
                Saved::Failed(ApiError::from(Code::DiskFull).detail)
            });
            return;
        }
        leptos::task::spawn_local(async move {
            let saved = match self.here.call(draft).await {
                Ok(reply) => Saved::At(reply.saved_at),
                Err(error) => Saved::Failed(error.detail),
            };
            // A submitted form has a new id and nothing to say about the old one.
            self.saved.try_set(saved);
        });
    }

    /// Starts over: a clean form with a new id, the old draft gone.
    pub fn renew(self) {
        let (here, id) = (self.here, self.id.get_untracked());
        self.filling.set_value(true);
        self.sheet.form.set(clean(here));
        self.sheet.photos.set(Vec::new());
        self.sheet.faults.set(Vec::new());
        self.sheet.told.set(None);
        self.id.set(browser::fresh_id());
        self.attempt.set(None);
        self.saved.set(Saved::Nothing);
        self.kept.set(self.typed.get_untracked());
        leptos::task::spawn_local(async move {
            if here.offline() {
                // Gone already when it went with its capture.
                let _ = here.call(DropDraft { id }).await;
            } else {
                let mut all = kept_all(here);
                all.retain(|d| d.id != id);
                keep_all(here, &all);
            }
            self.list_others().await;
        });
    }
}
