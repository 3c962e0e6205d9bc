//! A dialog: the browser's own, which keeps the focus inside and closes on Esc.

use crate::browser;
use crate::parts::icons::{Icon, Sign};
use crate::timing;
use crate::words as w;
use leptos::prelude::*;

/// What hands begin at: the first control of the content.
const BEGIN: &str = ".dialog-body > :not(.dialog-head):is(input, select, textarea, button), \
    .dialog-body > :not(.dialog-head) :is(input, select, textarea, button):not([type=file], [tabindex='-1'], :disabled, [hidden])";

/// Content above the page while `open` is true.
#[component]
pub fn Dialog(
    /// Whether it is open.
    open: RwSignal<bool>,
    #[prop(into)] title: Signal<String>,
    /// Fills the screen on small devices and is wide on large ones.
    #[prop(optional)]
    wide: bool,
    /// Has to be answered: no cross, no Esc.
    #[prop(optional)]
    firm: bool,
    /// Name for tests.
    #[prop(optional)]
    test: &'static str,
    /// What it shows; built again at each opening.
    children: ChildrenFn,
) -> impl IntoView {
    let element = NodeRef::<leptos::html::Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = element.get() else { return };
        match (open.get(), dialog.open()) {
            (true, false) => {
                // Fails only for an element that is not in the page.
                let _ = dialog.show_modal();
                // Hands begin at what the dialog is for, not at the cross that closes it.
                let begin = dialog.clone();
                timing::later(0, move || browser::focus_within(&begin, BEGIN));
            }
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    view! {
        <dialog
            node_ref=element
            class="dialog"
            class:wide=wide
            data-test=test
            aria-label=move || title.get()
            on:close=move |_| open.set(false)
            on:cancel=move |event: leptos::ev::Event| if firm { event.prevent_default() }
            on:click=move |event| {
                let on_backdrop = event.target() == event.current_target();
                if on_backdrop && !firm { open.set(false) }
            }
        >
            <div class="dialog-body">
                <header class="dialog-head">
                    <h2>{move || title.get()}</h2>
                    {(!firm).then(|| view! {
                        <button type="button" class="icon-button" aria-label=w::CLOSE.t() on:click=move |_| open.set(false)>
                            <Sign icon=Icon::Cross />
                        </button>
                    })}
                </header>
                {move || open.get().then(|| children())}
            </div>
        </dialog>
    }
}
