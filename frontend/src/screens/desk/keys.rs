//! The desk by keyboard.

use crate::browser;
use crate::parts::dialog::Dialog;
use crate::parts::focus::focus_of;
use crate::screens::desk::{Desk, acts, choosing, compare, print, steps};
use crate::screens::ticket::Open;
use crate::timing;
use crate::view_model::keys::{Focus, Press, Stroke, read};
use crate::words as w;
use leptos::ev;
use leptos::prelude::*;
use model::Link;

const KEYS: &[(&str, w::Text)] = &[
    ("Ctrl + K", w::PALETTE),
    ("J / ↓　K / ↑", w::KEY_MOVE),
    ("Enter", w::KEY_OPEN),
    ("A", w::KEY_ACT),
    ("S", w::KEY_HANG),
    ("R", w::KEY_REPLY),
    ("M", w::KEY_MERGE),
    ("B", w::KEY_FIX),
    ("D", w::KEY_DENY),
    ("U", w::KEY_URGE),
    ("E", w::EDIT_FACTS),
    ("C", w::ALIKE_COMPARE),
    ("P", w::PRINT),
    ("O", w::EXPORT),
    ("V", w::VIEW_SAVE),
    ("Ctrl + Enter", w::KEY_SEND),
    ("X　Shift + X", w::KEY_PICK),
    ("Z", w::KEY_UNDO),
    ("1 … 8", w::KEY_LINK),
    ("/", w::KEY_SEARCH),
    ("F", w::KEY_FILTER),
    ("Esc", w::KEY_BACK),
    ("?", w::KEY_HELP),
];

/// Listens for as long as the desk is shown.
pub fn listen(desk: Desk) {
    let handle = window_event_listener(ev::keydown, move |event| {
        if event.default_prevented() {
            return;
        }
        let (key, focus) = (event.key(), focus_of(&event));
        let send = key == "Enter" && event.ctrl_key() && !event.is_composing();
        if send && focus != Focus::Dialog && desk.pane.open.get_untracked() != Open::Nothing {
            event.prevent_default();
            return acts::send_form();
        }
        let ctrl = (event.ctrl_key() || event.meta_key()) && !event.alt_key() && !event.shift_key();
        let press = read(Stroke {
            ctrl,
            key: &key,
            shift: event.shift_key(),
            other: event.ctrl_key() || event.meta_key() || event.alt_key(),
            composing: event.is_composing(),
            focus,
        });
        // Chips and boxes are moved in by arrows.
        let arrows = key.starts_with("Arrow") && focus == Focus::Button;
        if let Some(press) = press.filter(|_| !arrows) {
            event.prevent_default();
            answer(desk, press, focus);
        }
    });
    on_cleanup(move || handle.remove());
}

fn answer(desk: Desk, press: Press, focus: Focus) {
    // An open form is not lost by a stray key.
    let writing = desk.pane.open.get_untracked() != Open::Nothing;
    match press {
        Press::Back => back(desk, focus),
        Press::Help => desk.sheets.help.set(true),
        Press::Undo => steps::take_back(desk),
        Press::Palette => desk.sheets.palette.set(true),
        Press::Search => browser::focus("desk-search"),
        Press::Act(key) if !writing => acts::start(desk, key),
        Press::Edit if !writing => acts::start_form(desk, Open::Edit),
        Press::Print if !writing => print::start(desk),
        Press::Export if !writing => desk.sheets.export.set(true),
        Press::Save if !writing => desk.views.ask(desk, None),
        Press::Compare if !writing => compare(desk),
        Press::Move(by) if !writing => {
            desk.list.step(by);
            desk.follow();
        }
        Press::Edge(first) if !writing => {
            desk.list.edge(first);
            desk.follow();
        }
        Press::Open if !writing => match desk.list.cursor.get_untracked() {
            Some(id) => {
                desk.open(Some(id));
                browser::focus("ticket-title");
            }
            None => {
                desk.list.step(0);
                desk.follow();
            }
        },
        Press::Pick => {
            if let Some(row) = desk.list.chosen() {
                choosing::turn(desk, &row);
            }
        }
        Press::Stretch => {
            if let (at, true) = desk.list.place() {
                choosing::stretch(desk, at);
            }
        }
        Press::Link(n) if !writing => {
            if Link::ALL.get(n - 1) == Some(&Link::Assess) && desk.app.session.rooms().score {
                return desk.app.go("/score".into());
            }
            if let Some(link) = Link::ALL.get(n - 1).filter(|l| counted(**l)) {
                desk.view_link(*link);
                browser::focus("desk-table");
            }
        }
        Press::Filter => open_filter(desk),
        _ => {}
    }
}

/// Opens the conditions, with the focus in them.
pub fn open_filter(desk: Desk) {
    desk.sheets.filter.set(true);
    timing::later(20, || browser::focus("filter-status"));
}

/// Shows the ticket beside the list and the first one that looks like it.
pub fn compare(desk: Desk) {
    let first = desk
        .pane
        .alike
        .with_untracked(|all| all.first().map(|a| a.row.id.clone()));
    match first {
        Some(other) => compare::start(desk, other),
        None => desk.app.toasts.say(w::ALIKE_NONE.t()),
    }
}

/// Links that tickets stand in; the others come with their own pages.
pub fn counted(link: Link) -> bool {
    !matches!(link, Link::Assess | Link::Push)
}

/// One step back: out of the form, out of the field, out of what is picked, out of the ticket.
fn back(desk: Desk, focus: Focus) {
    if desk.pane.open.get_untracked() != Open::Nothing {
        desk.pane.open.set(Open::Nothing);
        browser::focus("desk-table");
    } else if focus == Focus::Field {
        browser::focus("desk-table");
    } else if desk.sheets.filter.get_untracked() {
        desk.sheets.filter.set(false);
        browser::focus("desk-table");
    } else if desk.picked.with_untracked(|p| !p.is_empty()) {
        desk.picked.update(|p| p.clear());
    } else {
        desk.open(None);
        browser::focus("desk-table");
    }
}

/// The list of keys.
pub fn help(desk: Desk) -> AnyView {
    view! {
        <Dialog open=desk.sheets.help title=w::KEYS.t().to_string() test="keys-help">
            <dl class="keys">
                {KEYS.iter().map(|(key, words)| view! { <dt><kbd>{*key}</kbd></dt><dd>{words.t()}</dd> }).collect_view()}
            </dl>
        </Dialog>
    }
    .into_any()
}
