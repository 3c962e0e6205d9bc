//! Acts at the desk: by key as soon as the ticket has come, and on to the next ticket after 接单 and 派单.

use crate::browser;
use crate::screens::desk::Desk;
use crate::screens::ticket::Open;
use crate::timing;
use crate::view_model::keys::Key;
use crate::words as w;
use leptos::prelude::*;
use model::{Action, Status, TicketId};

/// Starts the act of a key: at once, or when the chosen row's ticket has come.
pub fn start(desk: Desk, key: Key) {
    if key == Key::Forward && desk.picked.with_untracked(|p| !p.is_empty()) {
        return desk.sheets.several.set(true);
    }
    let chosen = desk.list.cursor.get_untracked();
    if chosen.is_none() {
        return desk.app.toasts.say(w::KEY_NO_TICKET.t());
    }
    if shown(desk) == chosen {
        perform(desk, key);
    } else {
        desk.intent.set_value(Some(key));
        desk.open(chosen);
    }
}

/// The ticket that is shown beside the list.
fn shown(desk: Desk) -> Option<TicketId> {
    desk.pane
        .ticket
        .with_untracked(|t| t.as_ref().map(|t| t.ticket.id.clone()))
}

fn perform(desk: Desk, key: Key) {
    let offered = untrack(move || desk.pane.offered());
    match key.act(&offered) {
        Some(action) => {
            desk.pane.open.set(Open::Act(action));
            leptos::task::spawn_local(into_form());
        }
        None => {
            let what = match key {
                Key::Forward => w::ACT_OF_A,
                Key::Hang => w::ACT_OF_S,
                Key::Answer => w::ACT_OF_R,
                Key::Merge => w::ACT_OF_M,
            };
            desk.app.toasts.say(w::KEY_NOT_OFFERED.with(&[&what.t()]));
        }
    }
}

/// Puts the focus into the form once it is there.
async fn into_form() {
    for _ in 0..20 {
        timing::wait(10).await;
        if browser::has("act-name") {
            return browser::focus("act-name");
        }
    }
}

/// Sends the open form, from wherever the focus is.
pub fn send_form() {
    browser::click("[data-test=act-send]");
}

/// What stood when a form was opened.
type Before = (Open, Option<(TicketId, Status)>);

/// Follows the ticket beside the list: strikes keys that waited for it, and goes on after 接单 and 派单.
pub fn follow(desk: Desk) {
    Effect::new(move |_| {
        let now = desk
            .pane
            .ticket
            .with(|t| t.as_ref().map(|t| t.ticket.id.clone()));
        if now.is_some()
            && now == desk.list.cursor.get_untracked()
            && let Some(key) = desk.intent.get_value()
        {
            desk.intent.set_value(None);
            perform(desk, key);
        }
    });
    Effect::new(move |before: Option<Before>| {
        let open = desk.pane.open.get();
        let now = desk
            .pane
            .ticket
            .with_untracked(|t| t.as_ref().map(|t| (t.ticket.id.clone(), t.ticket.status)));
        if let (Some((Open::Act(action), Some((id, was)))), Some((same, is))) = (before, &now)
            && open == Open::Nothing
        {
            if id == *same && was != *is {
                go_on(desk, action, was);
            } else {
                desk.chain.set_value(None);
            }
        }
        (open, now)
    });
}

/// After 接单 or 派单 of a ticket that stood in `was`: on to its 派单, or to the next ticket that stands where it stood.
fn go_on(desk: Desk, action: Action, was: Status) {
    if !matches!(action, Action::Accept | Action::Dispatch) {
        return;
    }
    let may = Key::Forward
        .act(&untrack(move || desk.pane.offered()))
        .is_some();
    if action == Action::Accept && desk.onward.get_untracked() && may {
        desk.chain.set_value(Some(was));
        return perform(desk, Key::Forward);
    }
    let stood = desk.chain.get_value().unwrap_or(was);
    desk.chain.set_value(None);
    let list = desk.list;
    let own = list.cursor.get_untracked();
    let (at, there) = list.place();
    let from = if there { at + 1 } else { at };
    let next = list.blocks.with_untracked(|b| {
        b.nearest(from, |row| {
            row.status == stood && Some(&row.id) != own.as_ref()
        })
    });
    if let Some(next) = next {
        list.choose_at(next);
        desk.open(list.cursor.get_untracked());
    }
    browser::focus("desk-table");
}
