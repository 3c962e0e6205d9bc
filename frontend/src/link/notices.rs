//! Notices of the pool as server-sent events: which topics changed, never what. The browser reconnects by itself and tells
//! where it stood; where it gives up (a gateway answered instead of the pool), the stream is opened again here.

use super::http;
use crate::timing;
use crate::view_model::stream::pause;
use api::Topic;
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use wasm_bindgen::prelude::*;
use web_sys::{EventSource, MessageEvent};

const ADDRESS: &str = "/api/v1/notices";

/// What is heard.
#[derive(Debug, Clone, PartialEq)]
pub enum Notice {
    /// The stream stands, for the first time or again.
    Open,
    /// These changed.
    Topics(Vec<Topic>),
    /// The stream broke.
    Lost,
}

/// A stream that is heard; it ends when this is dropped.
pub struct Listening {
    _inner: Option<Rc<Inner>>,
}

struct Inner {
    heard: Box<dyn Fn(Notice)>,
    source: RefCell<Option<EventSource>>,
    failures: Cell<u32>,
    open: Closure<dyn Fn()>,
    topics: Closure<dyn Fn(MessageEvent)>,
    error: Closure<dyn Fn()>,
}

impl Listening {
    /// Nothing will ever be heard this way.
    pub fn silent() -> Self {
        Listening { _inner: None }
    }

    /// Opens the stream.
    pub fn start(heard: Box<dyn Fn(Notice)>) -> Self {
        let inner = Rc::new_cyclic(|me: &Weak<Inner>| {
            let (on_open, on_topics, on_error) = (me.clone(), me.clone(), me.clone());
            Inner {
                heard,
                source: RefCell::default(),
                failures: Cell::new(0),
                open: Closure::new(move || {
                    if let Some(inner) = on_open.upgrade() {
                        inner.failures.set(0);
                        (inner.heard)(Notice::Open);
                    }
                }),
                topics: Closure::new(move |event: MessageEvent| {
                    let text = event.data().as_string().unwrap_or_default();
                    // A topic of a newer pool, unknown here, is no reason to miss the others.
                    let names: Vec<String> = serde_json::from_str(&text).unwrap_or_default();
                    let known = names
                        .iter()
                        .filter_map(|name| serde_json::from_str(&format!("\"{name}\"")).ok());
                    if let Some(inner) = on_topics.upgrade() {
                        (inner.heard)(Notice::Topics(known.collect()));
                    }
                }),
                error: Closure::new(move || {
                    if let Some(inner) = on_error.upgrade() {
                        inner.lost();
                    }
                }),
            }
        });
        inner.connect();
        Listening {
            _inner: Some(inner),
        }
    }
}

impl Inner {
    fn connect(&self) {
        let Ok(source) = EventSource::new(&http::marked(ADDRESS)) else {
            return;
        };
        source.set_onopen(Some(self.open.as_ref().unchecked_ref()));
        source.set_onerror(Some(self.error.as_ref().unchecked_ref()));
        // Fails only for an element that is no event target.
        let _ =
            source.add_event_listener_with_callback("topics", self.topics.as_ref().unchecked_ref());
        self.source.replace(Some(source));
    }

    fn lost(self: Rc<Self>) {
        (self.heard)(Notice::Lost);
        let gave_up = self
            .source
            .borrow()
            .as_ref()
            .is_some_and(|s| s.ready_state() == EventSource::CLOSED);
        if !gave_up {
            return;
        }
        let failures = self.failures.get();
        self.failures.set(failures + 1);
        let me = Rc::downgrade(&self);
        leptos::task::spawn_local(async move {
            timing::wait(pause(failures)).await;
            if let Some(inner) = me.upgrade() {
                inner.connect();
            }
        });
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        if let Some(source) = self.source.borrow().as_ref() {
            source.close();
        }
    }
}
