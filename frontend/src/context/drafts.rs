//! What was typed and not sent: captures, and forms on tickets. A device keeps it on its disk, a browser for itself.

use crate::autosave::store::DraftStore;
use crate::browser;
use crate::context::AppContext;
use crate::view_model::acts::Answers;
use crate::view_model::{form_draft, unsent};
use api::{ApiError, Draft, DropDraft, ListDrafts};
use leptos::prelude::*;
use model::{Code, Moment, TicketId, UserName};
use std::collections::BTreeMap;

/// What a draft is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DraftKind {
    /// A capture.
    Capture,
    /// A form on a ticket.
    Form,
}

/// Whose form, on which ticket, which one.
pub type FormKey = (Option<UserName>, TicketId, &'static str);

/// Forms on tickets as far as they were filled in: a lock, an ended session or another page loses nothing.
#[derive(Clone, Copy)]
pub struct FormDrafts(StoredValue<BTreeMap<FormKey, Answers>>);

impl FormDrafts {
    /// No form was begun.
    pub fn new() -> Self {
        FormDrafts(StoredValue::default())
    }

    /// The names of somebody's forms that were begun and not sent.
    pub fn of(self, user: Option<UserName>) -> Vec<&'static str> {
        let own = |key: &&FormKey| key.0 == user;
        self.0
            .with_value(|all| all.keys().filter(own).map(|key| key.2).collect())
    }

    /// What was typed into a form.
    pub fn get(self, key: &FormKey) -> Option<Answers> {
        self.0.with_value(|all| all.get(key).cloned())
    }

    /// Takes in what stands in a form now.
    pub fn put(self, key: FormKey, answers: Answers) {
        self.0.update_value(|all| _ = all.insert(key, answers));
    }

    /// A form was sent, or given up.
    pub fn remove(self, key: &FormKey) {
        self.0.update_value(|all| _ = all.remove(key));
    }
}

impl AppContext {
    /// Where this browser keeps this person's drafts; none while nobody is signed in.
    pub fn draft_store(self, kind: DraftKind) -> Option<DraftStore> {
        let name = match kind {
            DraftKind::Capture => "draft",
            DraftKind::Form => "acts",
        };
        let user = self.session.user()?;
        Some(DraftStore::at(format!("zs12345.{name}.{user}")))
    }

    /// Drafts that are kept, newest first. A device answers those of both kinds.
    pub async fn drafts(self, kind: DraftKind) -> Vec<Draft> {
        if self.session.offline() {
            let answer = self.call(ListDrafts {}).await;
            return answer.map(|a| a.drafts).unwrap_or_default();
        }
        let store = self.draft_store(kind);
        store.map(|store| store.all()).unwrap_or_default()
    }

    /// Keeps a draft, and says since when, or why not. A browser does it at once: a page that is being closed waits for
    /// nothing.
    pub fn save_draft(
        self,
        kind: DraftKind,
        mut draft: Draft,
        then: impl FnOnce(Result<Moment, ApiError>) + 'static,
    ) {
        if self.session.offline() {
            leptos::task::spawn_local(async move {
                then(self.call(draft).await.map(|reply| reply.saved_at));
            });
            return;
        }
        let now = browser::now();
        draft.saved_at = Some(now);
        let store = self.draft_store(kind);
        let kept = store.is_some_and(|store| store.put(draft));
        then(kept.then_some(now).ok_or_else(|| Code::DiskFull.into()));
    }

    /// Drops a draft, as [`AppContext::save_draft`] keeps it.
    pub fn drop_draft(
        self,
        kind: DraftKind,
        id: String,
        then: impl FnOnce(Result<(), ApiError>) + 'static,
    ) {
        if self.session.offline() {
            leptos::task::spawn_local(async move {
                then(self.call(DropDraft { id }).await.map(|_| ()));
            });
            return;
        }
        let store = self.draft_store(kind);
        let dropped = store.is_some_and(|store| store.drop(&id));
        then(dropped.then_some(()).ok_or_else(|| Code::DiskFull.into()));
    }

    /// Brings back forms on tickets that were filled in before the page was opened again.
    pub(super) async fn bring_back_forms(self) {
        let owner = self.session.user();
        let drafts = self.drafts(DraftKind::Form).await;
        for (ticket, form, answers) in drafts.iter().filter_map(form_draft::read) {
            let key = (owner.clone(), ticket, form);
            if self.forms.get(&key).is_none() {
                self.forms.put(key, answers);
            }
        }
    }

    /// What this browser holds of this person's that was begun and not sent, in words.
    pub fn unsent(self) -> Vec<String> {
        let captures = self.draft_store(DraftKind::Capture);
        let captures = captures.map(|store| store.all()).unwrap_or_default();
        let photos = self.link.unsent().len();
        unsent::words(&captures, &self.forms.of(self.session.user()), photos)
    }

    /// Forgets all of it: somebody signs out.
    pub fn forget_drafts(self) {
        self.forms.0.update_value(BTreeMap::clear);
        for kind in [DraftKind::Capture, DraftKind::Form] {
            if let Some(store) = self.draft_store(kind) {
                store.clear();
            }
        }
    }
}
