//! What waits to be sent: holding it, taking it back, sending it, and how it went.

use crate::browser;
use crate::context::{AppContext, DraftKind};
use crate::parts::leave::{Held, LeaveButton};
use crate::screens::desk::{Desk, acts};
use crate::screens::ticket::Open;
use crate::timing;
use crate::view_model::decided::{self, Matter};
use crate::view_model::form_draft;
use crate::view_model::selection::Selection;
use crate::view_model::steps::{Decision, Deed, Fate, Item, Stage, Step, Steps};
use crate::words as w;
use api::call::{ActCall, ChooseFactCall};
use api::{ApiError, TicketReply};
use leptos::ev;
use leptos::prelude::*;
use model::{Action, TicketId};

/// Holds what was decided in a form about the ticket beside the list, and goes on.
pub fn hold_one(desk: Desk, decision: Decision) {
    let app = desk.app;
    let Some(ticket) = desk.pane.ticket.get_untracked().map(|t| t.ticket) else {
        return;
    };
    let matter = Matter::of(&ticket, browser::now(), app.offset());
    let Decision {
        id,
        title,
        deed,
        main,
    } = decision;
    let act = match &deed {
        Deed::Act(action, _) => Some(*action),
        _ => None,
    };
    let item = Item {
        words: decided::words(&deed, &app.district(), matter, main.as_deref()),
        id,
        title,
        deed,
        command: browser::fresh_id(),
        fate: Fate::Waits,
    };
    // Another one was merged into this: this one is still to be dealt with.
    let stays = item.id != ticket.id;
    hold(desk, vec![item]);
    if !stays {
        acts::go_on(desk, act, ticket.status);
    }
}

/// Holds a step; it leaves when its time is over.
pub fn hold(desk: Desk, mut items: Vec<Item>) {
    // Nothing is decided twice about a ticket among many.
    if items.len() > 1 {
        desk.steps
            .with_untracked(|all| items.retain(|item| all.of(&item.id).is_none()));
        desk.held.set_value(desk.picked.get_untracked());
        desk.picked.update(Selection::clear);
    }
    if items.is_empty() {
        return;
    }
    let idle = desk.steps.with_untracked(|all| all.going() == 0);
    desk.steps
        .update(|all| all.hold(Step::hold(items, browser::now())));
    if idle {
        leptos::task::spawn_local(watch(desk));
    }
    pump(desk);
}

/// Counts the seconds for as long as something is held.
async fn watch(desk: Desk) {
    loop {
        let now = browser::now();
        let Some(left) = desk
            .steps
            .try_with_untracked(|all| all.newest().map(|step| step.left(now)))
        else {
            return;
        };
        if let Some(left) = left {
            desk.left.set(left);
        }
        let ripe = desk
            .steps
            .with_untracked(|all| all.0.iter().any(|s| s.held() && s.left(now) == 0));
        if ripe {
            desk.steps.update(|all| all.ripen(now));
            pump(desk);
        }
        if desk.steps.with_untracked(|all| all.newest().is_none()) {
            return;
        }
        timing::wait(250).await;
    }
}

/// Sends what is ready, unless something is on its way.
pub fn pump(desk: Desk) {
    let Some(step) = desk.steps.with_untracked(Steps::ready) else {
        return;
    };
    leptos::task::spawn_local(async move {
        let step = run(desk.app, desk.steps, step).await;
        if desk.steps.is_disposed() {
            return desk.app.toasts.say(step.told());
        }
        over(desk, &step);
        pump(desk);
    });
}

/// Sends one after another, whether or not the page is still there to show it.
async fn run(app: AppContext, shown: RwSignal<Steps>, mut step: Step) -> Step {
    step.stage = Stage::Sending;
    shown.try_update(|all| all.learn(step.clone()));
    while let Some(at) = step.next() {
        let item = step.items[at].clone();
        let answer = send(app, &item).await;
        if answer.is_ok()
            && let Some(form) = form_draft::form_of_deed(&item.deed)
        {
            app.forget_form(&item.id, form);
        }
        step.settle(at, answer.map(drop));
        shown.try_update(|all| all.learn(step.clone()));
    }
    app.touch();
    step
}

async fn send(app: AppContext, item: &Item) -> Result<TicketReply, ApiError> {
    let (id, command_id) = (item.id.clone(), Some(item.command.clone()));
    match item.deed.clone() {
        Deed::Act(action, payload) => {
            app.call(ActCall {
                id,
                action,
                payload,
                round: None,
                command_id,
                seen: None,
            })
            .await
        }
        Deed::Choose(group, edit) => {
            app.call(ChooseFactCall {
                id,
                group,
                edit,
                command_id,
            })
            .await
        }
        Deed::Edit(edit) => {
            app.call(api::EditFacts {
                command_id,
                ..*edit
            })
            .await
        }
    }
}

/// Says how a step went. What was refused comes back as it was written, with the reason, unless something else is written.
fn over(desk: Desk, step: &Step) {
    let failed = step
        .failed()
        .next()
        .map(|(item, why)| (item.clone(), why.to_string()));
    let Some((item, why)) = failed else {
        if step.alone().is_some() {
            desk.app.toasts.say(step.told());
        }
        return;
    };
    let idle = desk.pane.open.get_untracked() == Open::Nothing;
    if step.alone().is_some() && idle && !step.can_repeat() {
        reopen(desk, &item);
        desk.pane.refused.set(Some((item.id.clone(), why)));
    }
}

/// Opens the form of a step again, with what was written in it.
pub fn reopen(desk: Desk, item: &Item) {
    let want = match &item.deed {
        Deed::Act(Action::Merge, _) | Deed::Choose(..) => None,
        Deed::Act(action, _) => Some(Open::Act(*action)),
        Deed::Edit(_) => Some(Open::Edit),
    };
    desk.list.cursor.set(Some(item.id.clone()));
    match want {
        Some(open) => acts::start_form(desk, open),
        None => desk.open(Some(item.id.clone())),
    }
}

/// Takes the latest back that has not left; a single one stands open again as it was written.
pub fn take_back(desk: Desk) {
    let Some(step) = desk.steps.try_update(Steps::take_back).flatten() else {
        return;
    };
    let words = match step.alone() {
        Some(_) => w::STEP_TAKEN_BACK.with(&[&step.words()]),
        None => w::STEP_TAKEN_BACK_MANY.with(&[&step.words()]),
    };
    desk.app.toasts.say(words);
    match (step.alone(), step.items.first()) {
        (Some(id), Some(item)) => {
            // A form that was opened upon it has nothing to stand on any more.
            if desk.id.get_untracked().as_ref() == Some(id) {
                desk.pane.open.set(Open::Nothing);
            }
            if desk.pane.open.get_untracked() == Open::Nothing {
                reopen(desk, item);
            }
        }
        _ => desk.picked.set(desk.held.get_value()),
    }
}

/// Leaving the page sends what waits; closing the window asks first.
pub fn guard(desk: Desk) {
    let asks = window_event_listener(ev::beforeunload, move |event| {
        if desk.steps.with_untracked(Steps::going) > 0 {
            event.prevent_default();
            // Older browsers ask only when this is set.
            event.set_return_value("1");
        }
    });
    // What is held about the ticket beside the list stands there too.
    Effect::new(move |_| {
        let waits = desk.id.with(|id| {
            let id = id.as_ref()?;
            desk.steps.with(|all| all.of(id).map(Step::words))
        });
        if desk.pane.waits.with_untracked(|before| *before != waits) {
            desk.pane.waits.set(waits);
        }
    });
    on_cleanup(move || {
        asks.remove();
        let Some(mut all) = desk.steps.try_get_untracked() else {
            return;
        };
        all.hurry();
        let app = desk.app;
        leptos::task::spawn_local(async move {
            let none = RwSignal::new(Steps::default());
            while let Some(step) = all.ready() {
                let step = run(app, none, step).await;
                app.toasts.say(step.told());
                all.0.retain(|s| s.name() != step.name());
            }
        });
    });
}

/// 退出, which says first what waits to be sent.
pub fn leave(desk: Desk) -> AnyView {
    let words = Signal::derive(move || {
        let waits = |all: &Steps| {
            all.0
                .iter()
                .filter(|s| s.goes_on())
                .map(Step::words)
                .collect()
        };
        desk.steps.with(waits)
    });
    let send = Callback::new(move |()| send_now(desk));
    view! { <LeaveButton held=Held { words, send } /> }.into_any()
}

/// Sends what waits at once.
pub fn send_now(desk: Desk) {
    desk.steps.update(Steps::hurry);
    pump(desk);
}

impl AppContext {
    /// A form on a ticket was sent from elsewhere than the page it stood on.
    fn forget_form(self, ticket: &TicketId, form: &'static str) {
        self.forms
            .remove(&(self.session.user(), ticket.clone(), form));
        self.drop_draft(DraftKind::Form, form_draft::id(ticket, form), |_| ());
    }
}
