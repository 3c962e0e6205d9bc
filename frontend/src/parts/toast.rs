//! Passing messages at the foot of the page, spoken by screen readers, each with at most one thing to do.

use crate::here::here;
use crate::parts::icons::{Icon, Sign};
use crate::words as w;
use leptos::prelude::*;

/// The place where messages appear.
#[component]
pub fn Toasts() -> impl IntoView {
    let toasts = here().toasts;
    let drop = move |id| toasts.update(|all| all.retain(|t| t.id != id));
    view! {
        <div class="toasts" aria-live="polite">
            <For each=move || toasts.get() key=|toast| toast.id let:toast>
                {
                    let id = toast.id;
                    let offer = toast.offer.map(|(words, action)| view! {
                        <button type="button" class="toast-offer" data-test="toast-offer"
                            on:click=move |_| { drop(id); action.run(()); }>{words}</button>
                    });
                    view! {
                        <div class="toast" class:bad=toast.bad data-test="toast" role=if toast.bad { "alert" } else { "status" }>
                            <Sign icon=if toast.bad { Icon::Alert } else { Icon::Check } />
                            <span>{toast.text}</span>
                            {offer}
                            <button type="button" class="icon-button" aria-label=w::CLOSE.t() on:click=move |_| drop(id)>
                                <Sign icon=Icon::Cross />
                            </button>
                        </div>
                    }
                }
            </For>
        </div>
    }
}
