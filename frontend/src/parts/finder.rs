//! One of many, found by typing: by name, by how it begins in pinyin, or by arrows. For every list that is longer than a screen.
//! Tests: the name given, `<name>-found` for each that is offered.

use crate::browser;
use crate::parts::icons::{Icon, Sign};
use crate::timing;
use crate::view_model::find::{Named, find};
use crate::words as w;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use std::sync::Arc;
use web_sys::HtmlInputElement;

/// Offered at once.
const SHOWN: usize = 8;

/// The control.
#[component]
pub fn Finder(
    /// Its id; a label names it.
    #[prop(into)]
    id: String,
    /// What there is.
    #[prop(into)]
    all: Signal<Arc<Vec<Named>>>,
    /// The id of what is chosen; empty for none.
    #[prop(into)]
    value: Signal<String>,
    on_pick: impl Fn(String) + Send + Sync + 'static,
    /// Shown while nothing is chosen.
    #[prop(into)]
    empty: String,
    /// Name for tests.
    #[prop(optional)]
    test: &'static str,
    /// A label when no field stands around it.
    #[prop(optional, into)]
    label: Option<String>,
) -> impl IntoView {
    finder(id, all, value, Callback::new(on_pick), empty, test, label)
}

/// What does not depend on the caller's closure, so that it is compiled once.
fn finder(
    id: String,
    all: Signal<Arc<Vec<Named>>>,
    value: Signal<String>,
    on_pick: Callback<String>,
    empty: String,
    test: &'static str,
    label: Option<String>,
) -> AnyView {
    let (words, open, at) = (
        RwSignal::new(None::<String>),
        RwSignal::new(false),
        RwSignal::new(0_usize),
    );
    let name = move || {
        let now = value.get();
        all.with(|all| {
            let own = all.iter().find(|n| n.id == now && !now.is_empty());
            own.map(|n| n.name.clone()).unwrap_or_default()
        })
    };
    let shown = move || words.get().unwrap_or_else(name);
    let found = Memo::new(move |_| {
        let typed = words.get().unwrap_or_default();
        all.with(|all| {
            find(all, &typed, SHOWN)
                .into_iter()
                .cloned()
                .collect::<Vec<_>>()
        })
    });
    let close = move || {
        open.set(false);
        words.set(None);
    };
    // At the foot of a column the list would open out of sight.
    let below = format!("{id}-list");
    Effect::new(move |_| {
        if open.get() {
            found.track();
            let below = below.clone();
            timing::later(0, move || browser::reveal(&below));
        }
    });
    let pick = move |id: String| {
        close();
        on_pick.run(id);
    };
    let type_in = move |event: leptos::ev::Event| {
        words.set(Some(event_target::<HtmlInputElement>(&event).value()));
        at.set(0);
        open.set(true);
    };
    let key = move |event: KeyboardEvent| {
        if event.is_composing() || event.ctrl_key() || event.alt_key() || event.meta_key() {
            return;
        }
        let last = found.with(Vec::len).saturating_sub(1);
        match event.key().as_str() {
            "ArrowDown" if !open.get_untracked() => open.set(true),
            "ArrowDown" => at.update(|n| *n = (*n + 1).min(last)),
            "ArrowUp" => at.update(|n| *n = n.saturating_sub(1)),
            "Enter" if open.get_untracked() => {
                if let Some(one) = found.with(|f| f.get(at.get_untracked()).cloned()) {
                    pick(one.id);
                }
            }
            "Escape" if open.get_untracked() => {
                close();
                event.stop_propagation();
            }
            _ => return,
        }
        event.prevent_default();
    };
    let list = format!("{id}-list");
    let (own, heard) = (StoredValue::new(id.clone()), StoredValue::new(list.clone()));
    let option_id = move |n: usize| own.with_value(|id| format!("{id}-{n}"));
    let whole = move |_| own.with_value(|id| browser::select(id));
    let active = move || {
        let there = open.get() && found.with(|f| at.get() < f.len());
        there.then(|| option_id(at.get()))
    };
    let option = move |(n, one): (usize, Named)| {
        let own = one.id.clone();
        let is = move || (at.get() == n).to_string();
        let more = (!one.more.is_empty()).then(|| view! { <span class="faint">{one.more}</span> });
        // Pressed before the field loses the focus.
        let press = move |event: leptos::ev::MouseEvent| {
            event.prevent_default();
            pick(own.clone());
        };
        view! {
            <li id=option_id(n) role="option" class="finder-option" aria-selected=is data-test=format!("{test}-found") data-id=one.id on:mousedown=press>
                <span>{one.name}</span>{more}
            </li>
        }
    };
    view! {
        <div class="finder">
            <Sign icon=Icon::Search />
            <input id=id class="line" type="text" autocomplete="off" role="combobox" aria-autocomplete="list" aria-label=label data-test=test
                aria-expanded=move || open.get().to_string() aria-controls=list aria-activedescendant=active placeholder=empty
                prop:value=shown on:input=type_in on:keydown=key on:focus=whole
                on:click=move |_| open.set(true) on:blur=move |_| close() />
            <Show when=move || open.get()>
                <ul class="finder-list" role="listbox" id=heard.get_value()>
                    {move || found.get().into_iter().enumerate().map(option).collect_view()}
                    <Show when=move || found.with(Vec::is_empty)><li class="faint finder-none">{w::FIND_NONE.t()}</li></Show>
                </ul>
            </Show>
        </div>
    }
    .into_any()
}
