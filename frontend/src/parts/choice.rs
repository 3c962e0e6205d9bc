//! One of a few: chips and segments are radio buttons underneath, so arrows and screen readers work by themselves.

pub use crate::view_model::choice::{Choice, choices};
use leptos::prelude::*;
use web_sys::{HtmlInputElement, HtmlSelectElement};

/// A group of chips, or segments side by side.
#[component]
pub fn Chips(
    /// Names the group of radio buttons.
    #[prop(into)]
    name: String,
    /// What is chosen here.
    #[prop(into)]
    label: Signal<String>,
    #[prop(into)] choices: Signal<Vec<Choice>>,
    #[prop(into)] value: Signal<String>,
    on_pick: impl Fn(String) + Clone + Send + Sync + 'static,
    /// Segments of equal width instead of chips.
    #[prop(optional)]
    joined: bool,
) -> impl IntoView {
    chips(name, label, choices, value, Callback::new(on_pick), joined)
}

// What does not depend on the caller's closure stands in functions of its own, so that it is compiled once.

fn chips(
    name: String,
    label: Signal<String>,
    choices: Signal<Vec<Choice>>,
    value: Signal<String>,
    on_pick: Callback<String>,
    joined: bool,
) -> AnyView {
    let class = if joined { "segments" } else { "chips" };
    let (option, group) = (format!("{name}-option"), name.clone());
    view! {
        <div class=class role="radiogroup" aria-label=move || label.get() data-test=group>
            <For each=move || choices.get() key=|choice| choice.0.clone() let:choice>
                {
                    let (id, words) = choice;
                    let own = id.clone();
                    let (class, option) = (format!("chip choice-{id}"), option.clone());
                    let name = name.clone();
                    view! {
                        <label class=class data-test=option>
                            <input
                                type="radio"
                                name=name
                                value=id
                                prop:checked=move || value.with(|v| *v == own)
                                on:change=move |event| on_pick.run(event_target::<HtmlInputElement>(&event).value())
                            />
                            <span>{words}</span>
                        </label>
                    }
                }
            </For>
        </div>
    }
    .into_any()
}

/// The system's own list, for long ones.
#[component]
pub fn Pick(
    /// Its id; a label names it.
    id: &'static str,
    /// What there is; the first may be empty for "choose".
    #[prop(into)]
    choices: Signal<Vec<Choice>>,
    #[prop(into)] value: Signal<String>,
    on_pick: impl Fn(String) + 'static,
    /// Name for tests.
    #[prop(optional)]
    test: &'static str,
    /// A label when no field stands around it.
    #[prop(optional)]
    label: Option<&'static str>,
) -> impl IntoView {
    pick(id, choices, value, Box::new(on_pick), test, label)
}

fn pick(
    id: &'static str,
    choices: Signal<Vec<Choice>>,
    value: Signal<String>,
    on_pick: Box<dyn Fn(String)>,
    test: &'static str,
    label: Option<&'static str>,
) -> AnyView {
    view! {
        <div class="pick">
            <select
                id=id
                data-test=test
                aria-label=label
                on:change=move |event| on_pick(event_target::<HtmlSelectElement>(&event).value())
            >
                {move || {
                    let now = value.get();
                    choices
                        .get()
                        .into_iter()
                        .map(|(key, words)| {
                            let chosen = key == now;
                            view! { <option value=key selected=chosen prop:selected=chosen>{words}</option> }
                        })
                        .collect_view()
                }}
            </select>
        </div>
    }
    .into_any()
}

/// Yes or no.
#[component]
pub fn Tick(
    /// What is said yes to.
    label: &'static str,
    #[prop(into)] value: Signal<bool>,
    on_pick: impl Fn(bool) + 'static,
    /// Name for tests.
    #[prop(optional)]
    test: &'static str,
) -> impl IntoView {
    tick(label, value, Box::new(on_pick), test)
}

fn tick(
    label: &'static str,
    value: Signal<bool>,
    on_pick: Box<dyn Fn(bool)>,
    test: &'static str,
) -> AnyView {
    view! {
        <label class="tick">
            <input
                type="checkbox"
                data-test=test
                prop:checked=move || value.get()
                on:change=move |event| on_pick(event_target::<HtmlInputElement>(&event).checked())
            />
            <span>{label}</span>
        </label>
    }
    .into_any()
}
