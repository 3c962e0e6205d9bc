//! Passing messages: a word, a refusal, an offer, or a step that can be taken back for some seconds.

use crate::timing;
use crate::words as w;
use api::ApiError;
use leptos::prelude::*;
use std::sync::Arc;

/// A passing message, with something to do about it.
#[derive(Clone)]
pub struct Toast {
    /// Tells toasts apart.
    pub id: u32,
    pub text: String,
    /// It went wrong.
    pub bad: bool,
    /// A button: its words and what it does.
    pub offer: Option<(&'static str, Deed)>,
    /// What is done once nobody has taken it back.
    pub then: Option<Deed>,
    /// Seconds it still stays.
    pub left: ArcRwSignal<u32>,
    /// Somebody reads it: the time stands still.
    pub held: ArcRwSignal<bool>,
}

/// Something to do; outlives the page that asked for it.
pub type Deed = Arc<dyn Fn() + Send + Sync>;

/// Messages on the screen; cheap to copy.
#[derive(Clone, Copy)]
pub struct ToastList {
    /// The oldest first.
    pub list: RwSignal<Vec<Toast>>,
}

impl ToastList {
    /// No messages.
    pub fn new() -> Self {
        ToastList {
            list: RwSignal::new(Vec::new()),
        }
    }

    /// Shows a passing message.
    pub fn say(self, text: impl Into<String>) {
        self.show(text.into(), false, 5, None, None);
    }

    /// Shows a refusal's sentence.
    pub fn complain(self, error: &ApiError) {
        self.show(w::sentence(error), true, 10, None, None);
    }

    /// Shows a message with a button.
    pub fn offer(
        self,
        text: impl Into<String>,
        words: w::Text,
        action: impl Fn() + Send + Sync + 'static,
    ) {
        let offer = Some((words.t(), Arc::new(action) as Deed));
        self.show(text.into(), false, 10, offer, None);
    }

    /// Shows a step that can be taken back for `seconds`; `then` happens once that time is over, or when the message is
    /// closed, `undo` when it was taken back. Exactly one of the two happens.
    pub fn undoable(
        self,
        text: impl Into<String>,
        seconds: u32,
        undo: impl Fn() + Send + Sync + 'static,
        then: impl Fn() + Send + Sync + 'static,
    ) {
        let offer = Some((w::UNDO.t(), Arc::new(undo) as Deed));
        self.show(text.into(), false, seconds, offer, Some(Arc::new(then)));
    }

    /// Takes a message off the screen; false when it was gone already.
    pub fn drop(self, id: u32) -> bool {
        let before = self.list.with_untracked(Vec::len);
        self.list.update(|all| all.retain(|t| t.id != id));
        self.list.with_untracked(Vec::len) < before
    }

    fn show(
        self,
        text: String,
        bad: bool,
        seconds: u32,
        offer: Option<(&'static str, Deed)>,
        then: Option<Deed>,
    ) {
        let id = self
            .list
            .with_untracked(|t| t.last().map_or(0, |t| t.id + 1));
        let (left, held) = (ArcRwSignal::new(seconds), ArcRwSignal::new(false));
        let toast = Toast {
            id,
            text,
            bad,
            offer,
            then: then.clone(),
            left: left.clone(),
            held: held.clone(),
        };
        self.list.update(|toasts| {
            // A plain message gives way to the next one; a refusal or an offer stays its time.
            toasts.retain(|t| {
                t.then.is_some() || t.text != toast.text && (t.bad || t.offer.is_some())
            });
            toasts.push(toast);
            let plain = toasts.iter().position(|t| t.then.is_none());
            if let Some(oldest) = plain.filter(|_| toasts.len() > 3) {
                toasts.remove(oldest);
            }
        });
        leptos::task::spawn_local(async move {
            while left.get_untracked() > 0 {
                timing::wait(1_000).await;
                if !self
                    .list
                    .with_untracked(|all| all.iter().any(|t| t.id == id))
                {
                    return;
                }
                if !held.get_untracked() {
                    left.update(|n| *n -= 1);
                }
            }
            if self.drop(id)
                && let Some(then) = then
            {
                then();
            }
        });
    }
}
