//! Acts at the desk, one path for all of them: by letter or by the palette, as soon as the ticket has come; and on to the next
//! ticket once one is decided.

use crate::browser;
use crate::screens::desk::Desk;
use crate::screens::ticket::Open;
use crate::view_model::keys::Key;
use crate::words as w;
use leptos::prelude::*;
use model::{Action, Status, TicketId, transition};

/// What somebody wants to do with the chosen ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Want {
    /// The act of a letter.
    Key(Key),
    /// A form.
    Form(Open),
}

/// Starts the act of a letter: at once, or when the chosen row's ticket has come.
pub fn start(desk: Desk, key: Key) {
    let several = desk.picked.with_untracked(|p| !p.is_empty());
    if several && desk.bulk.get_untracked().is_some() && matches!(key, Key::Forward | Key::Urge) {
        return desk.sheets.several.set(true);
    }
    want(desk, Want::Key(key));
}

/// Opens a form on the chosen ticket.
pub fn start_form(desk: Desk, open: Open) {
    want(desk, Want::Form(open));
}

fn want(desk: Desk, want: Want) {
    let chosen = desk.list.cursor.get_untracked();
    if chosen.is_none() {
        return desk.app.toasts.say(w::KEY_NO_TICKET.t());
    }
    if shown(desk) == chosen {
        perform(desk, want);
    } else {
        desk.intent.set_value(Some(want));
        desk.open(chosen);
    }
}

/// The ticket that is shown beside the list.
fn shown(desk: Desk) -> Option<TicketId> {
    desk.pane
        .ticket
        .with_untracked(|t| t.as_ref().map(|t| t.ticket.id.clone()))
}

fn perform(desk: Desk, want: Want) {
    // One step after the other: what was decided about this ticket leaves first, or is taken back.
    let waits = shown(desk).and_then(|id| {
        desk.steps
            .with_untracked(|all| all.of(&id).map(|step| step.words()))
    });
    if let Some(words) = waits {
        return desk.app.toasts.say(w::STEP_FIRST.with(&[&words]));
    }
    let offered = untrack(move || desk.pane.offered());
    let may_edit = desk
        .pane
        .ticket
        .with_untracked(|t| t.as_ref().is_some_and(|t| t.may_edit));
    let refused = |what: String| {
        desk.app.toasts.say(w::KEY_NOT_OFFERED.with(&[&what]));
    };
    match want {
        Want::Form(Open::Edit) if may_edit => desk.pane.open.set(Open::Edit),
        Want::Form(Open::Edit) => refused(w::EDIT_FACTS.t().into()),
        Want::Form(Open::Act(action)) if offered.contains(&action) => {
            desk.pane.open.set(Open::Act(action));
        }
        Want::Form(Open::Act(action)) => refused(w::label(action).into()),
        Want::Form(Open::Nothing) => {}
        Want::Key(key) => match key.act(&offered) {
            Some(action) => desk.pane.open.set(Open::Act(action)),
            None => refused(said(key).t().into()),
        },
    }
}

/// Opens the form of 并案 with this ticket: it asks which of the two stays.
pub fn merge(desk: Desk, twin: TicketId) {
    desk.pane.twin.set(Some(twin));
    start_form(desk, Open::Act(Action::Merge));
}

/// Not the same matter: it is no longer shown beside this ticket.
pub fn not_alike(desk: Desk, id: &TicketId) {
    desk.pane
        .alike
        .update(|all| all.retain(|a| a.row.id != *id));
}

/// What a letter is for.
fn said(key: Key) -> w::Text {
    match key {
        Key::Forward => w::ACT_OF_A,
        Key::Hang => w::ACT_OF_S,
        Key::Answer => w::ACT_OF_R,
        Key::Merge => w::ACT_OF_M,
        Key::Fix => w::ACT_OF_B,
        Key::Deny => w::ACT_OF_D,
        Key::Urge => w::ACT_OF_U,
    }
}

/// Sends the open form, from wherever the focus is.
pub fn send_form() {
    browser::click("[data-test=act-send], [data-test=edit-save]");
}

/// Follows the ticket beside the list: does what waited for it, and brings the focus back when a form closes.
pub fn follow(desk: Desk) {
    Effect::new(move |_| {
        let now = desk
            .pane
            .ticket
            .with(|t| t.as_ref().map(|t| t.ticket.id.clone()));
        if now.is_some()
            && now == desk.list.cursor.get_untracked()
            && let Some(want) = desk.intent.get_value()
        {
            desk.intent.set_value(None);
            perform(desk, want);
        }
    });
    Effect::new(move |before: Option<Open>| {
        let open = desk.pane.open.get();
        if open == Open::Nothing && before.is_some_and(|before| before != Open::Nothing) {
            // However it was closed: what had the focus is gone with it.
            browser::focus("desk-table");
        }
        open
    });
}

/// After an act was decided on a ticket that stood in `was`: from 接单 on to its 派单, else to the next ticket that stands
/// where this one stood.
pub fn go_on(desk: Desk, action: Option<Action>, was: Status) {
    if action == Some(Action::Accept) && desk.onward.get_untracked() && desk.may(Action::Dispatch) {
        return desk.pane.open.set(Open::Act(Action::Dispatch));
    }
    let list = desk.list;
    let own = list.cursor.get_untracked();
    let (at, there) = list.place();
    let from = if there { at + 1 } else { at };
    let next = list.blocks.with_untracked(|blocks| {
        desk.steps.with_untracked(|steps| {
            blocks.nearest(from, |row| {
                let waits = steps.of(&row.id).is_some();
                row.status == was && Some(&row.id) != own.as_ref() && !waits
            })
        })
    });
    if let Some(next) = next {
        list.choose_at(next);
        desk.open(list.cursor.get_untracked());
    }
    browser::focus("desk-table");
}

impl Desk {
    /// Whether a post of this person may ever do this.
    pub fn may(self, action: Action) -> bool {
        let row = transition::row(action);
        self.app.session.profile.with_untracked(|p| {
            let mut posts = p.iter().flat_map(|p| &p.posts);
            row.is_some_and(|row| posts.any(|post| row.actors.contains(&post.role)))
        })
    }
}
