//! What was typed into a form on a ticket: kept in the page at once, and a moment later by the device or this browser, so
//! that a lock, an ended session, another page or a closed window lose nothing.

use crate::browser;
use crate::here::Here;
use crate::view_model::answers::Answers;
use crate::view_model::{drafts, written};
use api::{ApiError, Draft, DropDraft, ListDrafts};
use leptos::prelude::*;
use model::{Code, TicketId, UserName};

const PAUSE_MS: u32 = 600;

/// Whose form, on which ticket, which one.
pub type Key = (Option<UserName>, TicketId, &'static str);

/// One form's keeper; cheap to copy.
#[derive(Clone, Copy)]
pub struct Kept {
    here: Here,
    key: StoredValue<Key>,
    /// Counts what was typed; odd ones out are those already on disk.
    typed: StoredValue<u32>,
    saved: StoredValue<u32>,
}

fn user(here: Here) -> Option<UserName> {
    here.profile
        .with_untracked(|p| p.as_ref().and_then(|p| p.user.clone()))
}

/// Where this browser keeps a person's forms.
fn shelf(here: Here) -> Option<String> {
    user(here).map(|user| format!("zs12345.acts.{user}"))
}

fn kept_here(here: Here) -> Vec<Draft> {
    let text = shelf(here).and_then(|key| browser::kept(&key));
    text.map(|text| drafts::read(&text)).unwrap_or_default()
}

fn keep_here(here: Here, all: &[Draft]) -> bool {
    let text = serde_json::to_string(all).unwrap_or_default();
    shelf(here).is_some_and(|key| browser::keep(&key, &text))
}

/// Whether this page holds forms that were begun and not sent.
pub fn some(here: Here) -> bool {
    here.kept.with_value(|kept| !kept.is_empty())
}

/// Removes this person's forms from page and browser: somebody signs out.
pub fn forget_all(here: Here) {
    here.kept.update_value(|kept| kept.clear());
    if let Some(key) = shelf(here) {
        browser::forget(&key);
    }
}

/// Brings back what was typed before the page was opened anew.
pub async fn bring_back(here: Here) {
    let all = if here.offline() {
        here.call(ListDrafts {}).await.map(|a| a.drafts)
    } else {
        Ok(kept_here(here))
    };
    let owner = user(here);
    for (ticket, form, answers) in all.unwrap_or_default().iter().filter_map(written::read) {
        here.kept.update_value(|kept| {
            kept.entry((owner.clone(), ticket, form)).or_insert(answers);
        });
    }
}

impl Kept {
    /// Keeps the form of this name on this ticket until it is sent or given up.
    pub fn start(here: Here, ticket: &TicketId, form: &'static str) -> Self {
        let kept = Kept {
            here,
            key: StoredValue::new((user(here), ticket.clone(), form)),
            typed: StoredValue::new(0),
            saved: StoredValue::new(0),
        };
        // The last words before a window closes are written too.
        let closing = window_event_listener(leptos::ev::pagehide, move |_| kept.save());
        on_cleanup(move || {
            closing.remove();
            kept.save();
        });
        kept
    }

    /// What was typed before.
    pub fn answers(self) -> Option<Answers> {
        let all = self.here.kept;
        self.key
            .with_value(|key| all.with_value(|all| all.get(key).cloned()))
    }

    /// Takes in what stands in the form now.
    pub fn put(self, answers: Answers) {
        let key = self.key.get_value();
        self.here
            .kept
            .update_value(|all| _ = all.insert(key, answers));
        self.typed.update_value(|n| *n += 1);
        let mine = self.typed.get_value();
        leptos::task::spawn_local(async move {
            gloo_timers::future::TimeoutFuture::new(PAUSE_MS).await;
            if self.typed.try_get_value() == Some(mine) {
                self.save();
            }
        });
    }

    /// It was sent, or given up.
    pub fn forget(self) {
        let Some(key) = self.key.try_get_value() else {
            return;
        };
        self.here.kept.update_value(|all| _ = all.remove(&key));
        self.typed.update_value(|n| *n += 1);
        self.save();
    }

    /// Writes what is not written yet.
    fn save(self) {
        let Some(typed) = self
            .typed
            .try_get_value()
            .filter(|typed| self.saved.try_get_value().is_some_and(|s| s != *typed))
        else {
            return;
        };
        self.saved.set_value(typed);
        let (here, answers) = (self.here, self.answers());
        let (_, ticket, form) = self.key.get_value();
        let draft = written::draft(&ticket, form, answers.as_ref().unwrap_or(&Answers::new()));
        if here.offline() {
            leptos::task::spawn_local(async move {
                let answer = match answers {
                    Some(_) => here.call(draft).await.map(|_| ()),
                    None => here.call(DropDraft { id: draft.id }).await.map(|_| ()),
                };
                if let Err(error) = answer {
                    here.complain(&error);
                }
            });
            return;
        }
        // At once: a page that is being closed waits for nothing. Another window's forms stay.
        let mut all = kept_here(here);
        if answers.is_some() {
            drafts::put(&mut all, draft);
        } else {
            all.retain(|old| old.id != draft.id);
        }
        if !keep_here(here, &all) {
            here.complain(&ApiError::from(Code::DiskFull));
        }
    }
}
