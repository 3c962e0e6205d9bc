//! Passing messages at the foot of the page, spoken by screen readers, each with at most one thing to do. A step that can
//! be taken back counts down; the time stands still while somebody points at it or has it in focus.

use crate::context::{AppContext, Toast, app};
use crate::parts::icons::{Icon, Sign};
use crate::words as w;
use leptos::prelude::*;

/// The place where messages appear.
#[component]
pub fn Toasts() -> impl IntoView {
    let app = app();
    view! {
        <div class="toasts" aria-live="polite">
            <For each=move || app.toasts.list.get() key=|toast| toast.id let:toast>{message(app, toast)}</For>
        </div>
    }
}

/// One message.
pub fn message(app: AppContext, toast: Toast) -> AnyView {
    let id = toast.id;
    let counts = toast.then.is_some();
    let offer = toast.offer.map(|(words, action)| {
        view! {
            <button type="button" class="toast-offer" data-test="toast-offer"
                on:click=move |_| if app.toasts.drop(id) { action() }>{words}</button>
        }
    });
    let then = toast.then;
    let close = move |_| {
        if app.toasts.drop(id)
            && let Some(then) = &then
        {
            then();
        }
    };
    let left = toast.left;
    let countdown = counts.then(|| {
        // Spoken once with the message; the seconds are for eyes.
        view! { <span class="toast-left" aria-hidden="true">{move || w::UNDO_IN.with(&[&left.get()])}</span> }
    });
    let hold = move |on: bool| {
        let held = toast.held.clone();
        move || held.set(on)
    };
    let (enter, leave, focus, blur) = (hold(true), hold(false), hold(true), hold(false));
    view! {
        <div class="toast" class:bad=toast.bad data-test="toast" role=if toast.bad { "alert" } else { "status" }
            on:mouseenter=move |_| enter() on:mouseleave=move |_| leave() on:focusin=move |_| focus() on:focusout=move |_| blur()>
            <Sign icon=if toast.bad { Icon::Alert } else { Icon::Check } />
            <span class="toast-text">{toast.text}{countdown}</span>
            {offer}
            <button type="button" class="icon-button" aria-label=w::CLOSE.t() on:click=close><Sign icon=Icon::Cross /></button>
        </div>
    }
    .into_any()
}
