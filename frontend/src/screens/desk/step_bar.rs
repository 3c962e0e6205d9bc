//! The bar at the foot of the page: what waits to be sent with the seconds left, what is on its way, and what did not go well.
//! Tests: `step`, `step-words`, `step-undo`, `step-now`, `step-why`, `step-again`.

use crate::parts::button::{Button, Look};
use crate::parts::dialog::Dialog;
use crate::parts::icons::{Icon, Sign};
use crate::screens::desk::Desk;
use crate::screens::desk::steps::{pump, reopen, send_now, take_back};
use crate::screens::ticket::Open;
use crate::view_model::steps::{Item, Step, Steps};
use crate::words as w;
use leptos::prelude::*;

/// What the bar shows.
#[derive(Clone, PartialEq)]
enum Shown {
    /// The latest that can be taken back, and how many more wait.
    Held(String, usize),
    /// One is on its way: how many of how many are there.
    Sending(String, usize, usize),
    /// One did not go well: what is said of it, whether it may be sent again, and its name.
    Failed(String, bool, String),
}

fn shown(all: &Steps) -> Option<Shown> {
    if let Some(step) = all.newest() {
        let more = all.0.iter().filter(|s| s.goes_on()).count() - 1;
        return Some(Shown::Held(step.words(), more));
    }
    if let Some(step) = all.0.iter().find(|s| s.goes_on()) {
        return Some(Shown::Sending(step.words(), step.done(), step.items.len()));
    }
    let step = all.0.last()?;
    Some(Shown::Failed(
        step.told(),
        step.can_repeat(),
        step.name().to_string(),
    ))
}

/// The bar at the foot of the page.
pub fn bar(desk: Desk) -> AnyView {
    let shown = Memo::new(move |_| desk.steps.with(shown));
    let failed = move || matches!(shown.get(), Some(Shown::Failed(..)));
    let words = move || match shown.get() {
        Some(Shown::Held(words, 0)) => w::STEP_HELD.with(&[&words, &desk.left.get()]),
        Some(Shown::Held(words, more)) => {
            w::STEP_HELD_MORE.with(&[&words, &desk.left.get(), &more])
        }
        Some(Shown::Sending(words, done, all)) => w::STEP_SENDING.with(&[&words, &done, &all]),
        Some(Shown::Failed(told, ..)) => told,
        None => String::new(),
    };
    let again = move |name: String| {
        desk.steps.update(|all| {
            let step = all.0.iter_mut().find(|s| s.name() == name);
            step.into_iter().for_each(Step::repeat);
        });
        pump(desk);
    };
    let close = move |name: String| {
        desk.steps.update(|all| all.0.retain(|s| s.name() != name));
    };
    let tools = move || {
        match shown.get() {
        Some(Shown::Held(..)) => view! {
            <Button label=w::UNDO.t().to_string() key="Z" on_press=move || take_back(desk) test="step-undo" />
            <Button label=w::STEP_SEND_NOW.t().to_string() on_press=move || send_now(desk) test="step-now" />
        }
        .into_any(),
        Some(Shown::Failed(_, repeat, name)) => {
            let own = name.clone();
            view! {
                <Button label=w::STEP_WHY.t().to_string() on_press=move || desk.sheets.why.set(true) test="step-why" />
                {repeat.then(|| view! { <Button label=w::STEP_AGAIN.t().to_string() on_press=move || again(own.clone()) test="step-again" /> })}
                <button type="button" class="icon-button" aria-label=w::CLOSE.t() on:click=move |_| close(name.clone())><Sign icon=Icon::Cross /></button>
            }
            .into_any()
        }
        _ => ().into_any(),
    }
    };
    // Seconds are for eyes; what was decided and what happened is spoken.
    let spoken = move || match shown.get() {
        Some(Shown::Held(words, _)) => w::STEP_HEARD.with(&[&words]),
        Some(Shown::Failed(told, ..)) => told,
        _ => String::new(),
    };
    view! {
        <span class="only-heard" role="status">{spoken}</span>
        <Show when=move || shown.with(Option::is_some)>
            <div class="batch" class:bad=failed data-test="step">
                <span class="batch-words" data-test="step-words">{words}</span>
                {tools}
            </div>
        </Show>
        {why(desk)}
    }
    .into_any()
}

/// Which did not go well, and why.
fn why(desk: Desk) -> AnyView {
    let failed = move || {
        desk.steps.with(|all| {
            let failed = all.0.iter().flat_map(Step::failed);
            failed
                .map(|(item, why)| (item.clone(), why.to_string()))
                .collect::<Vec<(Item, String)>>()
        })
    };
    let line = move |(item, why): (Item, String)| {
        let title = format!("{} · {}", item.title, item.words);
        let open = move |_| {
            desk.sheets.why.set(false);
            if desk.pane.open.get_untracked() == Open::Nothing {
                reopen(desk, &item);
            } else {
                desk.open(Some(item.id.clone()));
            }
        };
        view! {
            <li class="failed-line">
                <button type="button" class="text-button" on:click=open><bdi>{title}</bdi></button>
                <p>{why}</p>
            </li>
        }
    };
    view! {
        <Dialog open=desk.sheets.why title=w::STEP_FAILED_TITLE.t().to_string() test="step-failed">
            <ul class="failed-lines">{move || failed().into_iter().map(line).collect_view()}</ul>
            <div class="row end"><Button label=w::CLOSE.t().to_string() look=Look::Main on_press=move || desk.sheets.why.set(false) /></div>
        </Dialog>
    }
    .into_any()
}
