//! Dispatches that wait to be sent: the bar with the time left, taking them back, sending them, and how each went.

use crate::browser;
use crate::context::AppContext;
use crate::parts::button::{Button, Look};
use crate::parts::dialog::Dialog;
use crate::parts::icons::{Icon, Sign};
use crate::parts::leave::LeaveButton;
use crate::screens::desk::Desk;
use crate::timing;
use crate::view_model::batch::{Batch, Stage};
use crate::words as w;
use api::call::ActCall;
use leptos::ev;
use leptos::prelude::*;
use model::{Action, TicketId};

/// Something was not sent yet.
pub fn is_going(desk: Desk) -> bool {
    desk.batch
        .with(|b| b.as_ref().is_some_and(|b| b.stage != Stage::Over))
}

/// Holds dispatches; they leave when their time is over.
pub fn hold(desk: Desk, batch: Batch) {
    let own = batch.items.first().map(|i| i.command.clone());
    desk.held.set_value(desk.picked.get_untracked());
    desk.picked.update(|p| p.clear());
    desk.batch.set(Some(batch));
    leptos::task::spawn_local(async move {
        loop {
            timing::wait(250).await;
            let now = browser::now();
            let left = desk.batch.try_with_untracked(|b| {
                let mine = b
                    .as_ref()
                    .filter(|b| b.held() && b.items.first().map(|i| &i.command) == own.as_ref());
                mine.map(|b| b.left(now))
            });
            match left.flatten() {
                Some(0) => return send(desk),
                Some(left) => desk.left.set(left),
                None => return,
            }
        }
    });
}

/// Takes everything back that has not left.
pub fn take_back(desk: Desk) {
    let held = desk.batch.with_untracked(|b| {
        let held = b.as_ref().filter(|b| b.held());
        held.map(|b| b.items.len())
    });
    if let Some(n) = held {
        desk.batch.set(None);
        desk.picked.set(desk.held.get_value());
        desk.app.toasts.say(w::BATCH_TAKEN_BACK.with(&[&n]));
    }
}

/// Sends at once.
fn send(desk: Desk) {
    if let Some(mut batch) = desk.batch.get_untracked() {
        batch.send();
        desk.batch.set(Some(batch.clone()));
        leptos::task::spawn_local(run(desk.app, desk.batch, batch));
    }
}

/// Sends one after another, whether or not the page is still there to show it.
async fn run(app: AppContext, shown: RwSignal<Option<Batch>>, mut batch: Batch) {
    while let Some(at) = batch.next() {
        let item = &batch.items[at];
        let request = ActCall {
            id: item.id.clone(),
            action: Action::Dispatch,
            payload: batch.payload(item),
            round: None,
            command_id: Some(item.command.clone()),
            seen: None,
        };
        let answer = app.call(request).await.map(drop);
        batch.settle(at, answer);
        shown.try_set(Some(batch.clone()));
    }
    if shown.is_disposed() {
        app.toasts.say(batch.told());
    }
    app.touch();
}

/// Leaving the page sends what waits; closing the window asks first.
pub fn guard(desk: Desk) {
    let asks = window_event_listener(ev::beforeunload, move |event| {
        if untrack(move || is_going(desk)) {
            event.prevent_default();
            // Older browsers ask only when this is set.
            event.set_return_value("1");
        }
    });
    on_cleanup(move || {
        asks.remove();
        let held = desk.batch.try_get_untracked().flatten().filter(Batch::held);
        if let Some(mut batch) = held {
            batch.send();
            leptos::task::spawn_local(run(desk.app, desk.batch, batch));
        }
    });
}

/// 退出, but not while something waits to be sent.
pub fn leave(desk: Desk) -> AnyView {
    let waiting = Memo::new(move |_| {
        desk.batch.with(|b| {
            let going = b.as_ref().filter(|b| b.stage != Stage::Over);
            going.map(|b| b.items.len() - b.done())
        })
    });
    let blocked = move |n: usize| {
        let press = move |_| desk.app.toasts.say(w::BATCH_LEAVE.with(&[&n]));
        view! { <button type="button" class="icon-button" data-test="leave" title=w::SIGN_OUT.t() aria-label=w::SIGN_OUT.t() on:click=press><Sign icon=Icon::Leave /></button> }.into_any()
    };
    (move || match waiting.get() {
        Some(n) => blocked(n),
        None => view! { <LeaveButton /> }.into_any(),
    })
    .into_any()
}

/// The bar at the foot of the page.
pub fn bar(desk: Desk) -> AnyView {
    let stage = Memo::new(move |_| desk.batch.with(|b| b.as_ref().map(|b| b.stage)));
    let count = move || desk.batch.with(|b| b.as_ref().map_or(0, |b| b.items.len()));
    let words = move || match stage.get() {
        Some(Stage::Held(_)) => w::BATCH_HOLD.with(&[&count(), &desk.left.get()]),
        Some(Stage::Sending) => {
            let done = desk.batch.with(|b| b.as_ref().map_or(0, Batch::done));
            w::BATCH_SENDING.with(&[&done, &count()])
        }
        _ => desk
            .batch
            .with(|b| b.as_ref().map(Batch::told).unwrap_or_default()),
    };
    let failed = move || {
        desk.batch
            .with(|b| b.as_ref().is_some_and(|b| b.failed().count() > 0))
    };
    let again = move || {
        desk.batch
            .with(|b| b.as_ref().is_some_and(Batch::can_repeat))
    };
    let repeat = move || {
        if let Some(mut batch) = desk.batch.get_untracked() {
            batch.repeat();
            desk.batch.set(Some(batch.clone()));
            leptos::task::spawn_local(run(desk.app, desk.batch, batch));
        }
    };
    let tools = move || {
        match stage.get() {
        Some(Stage::Held(_)) => view! {
            <Button label=w::UNDO.t().to_string() key="Z" on_press=move || take_back(desk) test="batch-undo" />
            <Button label=w::BATCH_SEND_NOW.t().to_string() on_press=move || send(desk) test="batch-now" />
        }
        .into_any(),
        Some(Stage::Over) => view! {
            {failed().then(|| view! { <Button label=w::BATCH_WHY.t().to_string() on_press=move || desk.sheets.why.set(true) test="batch-why" /> })}
            {again().then(|| view! { <Button label=w::BATCH_AGAIN.t().to_string() on_press=repeat test="batch-again" /> })}
            <button type="button" class="icon-button" aria-label=w::CLOSE.t() on:click=move |_| desk.batch.set(None)><Sign icon=Icon::Cross /></button>
        }
        .into_any(),
        _ => ().into_any(),
    }
    };
    // Seconds are for eyes; what happened is spoken.
    let spoken = move || match stage.get() {
        Some(Stage::Held(_)) => w::BATCH.with(&[&count()]),
        Some(Stage::Over) => words(),
        _ => String::new(),
    };
    view! {
        <span class="only-heard" role="status">{spoken}</span>
        <Show when=move || stage.get().is_some()>
            <div class="batch" class:bad=move || stage.get() == Some(Stage::Over) && failed() data-test="batch">
                <span class="batch-words" data-test="batch-words">{words}</span>
                {tools}
            </div>
        </Show>
        {why(desk)}
    }
    .into_any()
}

/// Which were not dispatched, and why.
fn why(desk: Desk) -> AnyView {
    let failed = move || {
        desk.batch.with(|b| {
            let failed = b.iter().flat_map(|b| b.failed());
            failed
                .map(|(item, why)| (item.id.clone(), item.title.clone(), why.to_string()))
                .collect::<Vec<(TicketId, String, String)>>()
        })
    };
    let line = move |(id, title, why): (TicketId, String, String)| {
        let open = move |_| {
            desk.sheets.why.set(false);
            desk.open(Some(id.clone()));
        };
        view! {
            <li class="failed-line">
                <button type="button" class="text-button" on:click=open><bdi>{title}</bdi></button>
                <p>{why}</p>
            </li>
        }
    };
    view! {
        <Dialog open=desk.sheets.why title=w::BATCH_FAILED.t().to_string() test="batch-failed">
            <ul class="failed-lines">{move || failed().into_iter().map(line).collect_view()}</ul>
            <div class="row end"><Button label=w::CLOSE.t().to_string() look=Look::Main on_press=move || desk.sheets.why.set(false) /></div>
        </Dialog>
    }
    .into_any()
}
