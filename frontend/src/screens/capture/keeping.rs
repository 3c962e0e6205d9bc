//! Autosave: 600 ms after the last input and when a field is left, on the device's disk or in this browser.

use crate::browser;
use crate::here::Here;
use crate::plain::form::Form;
use crate::screens::capture::sheet::Sheet;
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
    here: Here,
    sheet: Sheet,
    typed: RwSignal<u32>,
    kept: RwSignal<u32>,
}

fn key(here: Here) -> Option<String> {
    here.profile.with_untracked(|p| {
        p.as_ref()?
            .user
            .as_ref()
            .map(|u| format!("zs12345.draft.{u}"))
    })
}

/// The draft this browser keeps for this person.
pub fn kept_here(here: Here) -> Option<Draft> {
    serde_json::from_str(&browser::kept(&key(here)?)?).ok()
}

/// Removes it.
pub fn forget_here(here: Here) {
    if let Some(key) = key(here) {
        browser::forget(&key);
    }
}

async fn write(here: Here, draft: Draft) -> Result<Moment, ApiError> {
    if here.offline() {
        return here.call(draft).await.map(|saved| saved.saved_at);
    }
    let now = browser::now();
    let draft = Draft {
        saved_at: Some(now),
        ..draft
    };
    let text = serde_json::to_string(&draft).unwrap_or_default();
    if key(here).is_some_and(|key| browser::keep(&key, &text)) {
        Ok(now)
    } else {
        Err(Code::DiskFull.into())
    }
}

async fn newest(here: Here) -> Option<Draft> {
    let filled = |draft: &Draft| {
        !draft.photos.is_empty()
            || serde_json::from_value::<Form>(draft.fields.clone()).is_ok_and(|f| !f.is_blank())
    };
    if here.offline() {
        return here
            .call(ListDrafts {})
            .await
            .ok()?
            .drafts
            .into_iter()
            .find(filled);
    }
    kept_here(here).filter(filled)
}

/// A clean form, at the place of the person's own post.
pub fn clean(here: Here) -> Form {
    let post = here.profile.with_untracked(|p| {
        p.as_ref()?
            .posts
            .iter()
            .find(|post| post.area.level() > 1)
            .cloned()
    });
    let (area, grid) = post.map(|post| (post.area, post.grid)).unzip();
    Form {
        area,
        grid: grid.flatten(),
        ..Form::default()
    }
}

impl Keeper {
    /// Brings back the newest draft, then keeps the sheet from here on.
    pub fn start(here: Here, sheet: Sheet) -> Self {
        let keeper = Keeper {
            saved: RwSignal::new(Saved::Nothing),
            id: RwSignal::new(browser::fresh_id()),
            here,
            sheet,
            typed: RwSignal::new(0),
            kept: RwSignal::new(0),
        };
        leptos::task::spawn_local(async move {
            if let Some(draft) = newest(here).await {
                keeper.restore(draft);
            }
        });
        Effect::new(move |before: Option<()>| {
            sheet.form.track();
            sheet.photos.track();
            if before.is_some() {
                keeper.typed();
            }
        });
        on_cleanup(move || keeper.save_now());
        keeper
    }

    fn restore(self, draft: Draft) {
        // Somebody who already types is not interrupted by an old draft.
        let (Some(true), Ok(form)) = (
            self.sheet.form.try_with_untracked(Form::is_blank),
            serde_json::from_value(draft.fields),
        ) else {
            return;
        };
        let (here, lost) = (
            self.here,
            draft
                .photos
                .iter()
                .any(|p| !self.here.link.has_photo(&p.sha256)),
        );
        self.sheet.form.set(form);
        self.sheet.photos.set(
            draft
                .photos
                .into_iter()
                .filter(|p| here.link.has_photo(&p.sha256))
                .collect(),
        );
        self.id.set(draft.id);
        if let Some(at) = draft.saved_at {
            self.saved.set(Saved::At(at));
            here.say(if lost {
                w::PHOTOS_NOT_KEPT.t().to_string()
            } else {
                w::DRAFT_BACK.with(&[&crate::plain::time::full(at, browser::now(), here.offset)])
            });
        }
    }

    fn typed(self) {
        self.typed.update_untracked(|n| *n += 1);
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

    /// Writes the draft if it changed since the last time.
    pub fn save_now(self) {
        let Some(typed) = self.typed.try_get_untracked() else {
            return;
        };
        if typed == self.kept.get_untracked() || untrack(move || self.blank()) {
            return;
        }
        self.kept.set(typed);
        self.saved.set(Saved::Now);
        let draft = Draft {
            id: self.id.get_untracked(),
            fields: self
                .sheet
                .form
                .with_untracked(|form| serde_json::to_value(form).unwrap_or_default()),
            photos: self.sheet.photos.get_untracked(),
            saved_at: None,
        };
        leptos::task::spawn_local(async move {
            let saved = match write(self.here, draft).await {
                Ok(at) => Saved::At(at),
                Err(error) => Saved::Failed(error.detail),
            };
            // A submitted form has a new id and nothing to say about the old one.
            self.saved.try_set(saved);
        });
    }

    /// Starts over: a clean form with a new id, the old draft gone.
    pub fn renew(self) {
        let (here, id) = (self.here, self.id.get_untracked());
        self.sheet.form.set(clean(here));
        self.sheet.photos.set(Vec::new());
        self.sheet.faults.set(Vec::new());
        self.id.set(browser::fresh_id());
        self.saved.set(Saved::Nothing);
        forget_here(here);
        if here.offline() {
            leptos::task::spawn_local(async move {
                // Gone already when it went with its capture.
                let _ = here.call(DropDraft { id }).await;
            });
        }
    }
}
