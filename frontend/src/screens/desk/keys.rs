//! The desk by keyboard. Nothing is read while an input method composes, nor from inside a field (but Esc leaves one).

use crate::browser;
use crate::parts::dialog::Dialog;
use crate::screens::desk::Desk;
use crate::screens::ticket::Open;
use crate::words as w;
use leptos::ev;
use leptos::prelude::*;
use model::TicketId;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

const KEYS: &[(&str, w::Text)] = &[
    ("J / ↓　K / ↑", w::KEY_MOVE),
    ("Enter", w::KEY_OPEN),
    ("A", w::KEY_ACT),
    ("Ctrl + Enter", w::KEY_SEND),
    ("Esc", w::KEY_BACK),
    ("/", w::KEY_SEARCH),
    ("?", w::KEY_HELP),
];

/// What holds the focus.
fn focused(event: &KeyboardEvent) -> String {
    let element: Option<Element> = event.target().and_then(|t| t.dyn_into().ok());
    element
        .map(|e| e.tag_name().to_lowercase())
        .unwrap_or_default()
}

/// Listens for as long as the desk is shown.
pub fn listen(desk: Desk, open: impl Fn(Option<TicketId>) + 'static) {
    let handle = window_event_listener(ev::keydown, move |event| {
        if event.is_composing()
            || event.ctrl_key()
            || event.meta_key()
            || event.alt_key()
            || desk.help.get_untracked()
        {
            return;
        }
        let (key, tag) = (event.key(), focused(&event));
        let typing = matches!(tag.as_str(), "input" | "textarea" | "select");
        if key == "Escape" {
            return back(desk, typing, &open);
        }
        if typing || tag == "dialog" {
            return;
        }
        let pressed = matches!(tag.as_str(), "button" | "a" | "summary");
        match key.as_str() {
            "j" | "J" | "ArrowDown" => move_on(desk, 1, &open),
            "k" | "K" | "ArrowUp" => move_on(desk, -1, &open),
            "Enter" if !pressed => match desk.id.get_untracked() {
                Some(_) => browser::focus("ticket-title"),
                None => move_on(desk, 1, &open),
            },
            "a" | "A" => {
                desk.pane.open_primary();
                focus_form();
            }
            "/" => browser::focus("desk-search"),
            "?" => desk.help.set(true),
            _ => return,
        }
        event.prevent_default();
    });
    on_cleanup(move || handle.remove());
}

fn move_on(desk: Desk, step: i32, open: &impl Fn(Option<TicketId>)) {
    // An open form is not lost by a stray key.
    if desk.pane.open.get_untracked() == Open::Nothing
        && let Some(id) = desk.neighbour(step)
    {
        open(Some(id));
    }
}

/// One step back: out of the form, out of the field, out of the ticket.
fn back(desk: Desk, typing: bool, open: &impl Fn(Option<TicketId>)) {
    if desk.pane.open.get_untracked() != Open::Nothing {
        desk.pane.open.set(Open::Nothing);
        browser::focus("ticket-title");
    } else if typing {
        browser::focus("desk-table");
    } else {
        open(None);
        browser::focus("desk-table");
    }
}

fn focus_form() {
    leptos::task::spawn_local(async {
        gloo_timers::future::TimeoutFuture::new(0).await;
        browser::focus("act-name");
    });
}

/// The list of keys.
#[component]
pub fn KeysHelp(open: RwSignal<bool>) -> impl IntoView {
    view! {
        <Dialog open=open title=w::KEYS.t().to_string() test="keys-help">
            <dl class="keys">
                {KEYS.iter().map(|(key, words)| view! { <dt><kbd>{*key}</kbd></dt><dd>{words.t()}</dd> }).collect_view()}
            </dl>
        </Dialog>
    }
}
