//! A field: label, hint, the control, its counter, and its error as a sentence right below it.

use crate::parts::choice::{Chips, Choice};
use crate::parts::icons::{Icon, Sign};
use crate::words as w;
use leptos::prelude::*;
use web_sys::{HtmlInputElement, HtmlTextAreaElement};

/// Label, hint, counter and error around one control with the id `id`.
#[component]
pub fn Field(
    id: &'static str,
    /// What is asked for.
    #[prop(into)]
    label: Signal<String>,
    /// An example.
    #[prop(optional, into)]
    hint: Signal<String>,
    /// What is wrong; empty when nothing is.
    #[prop(optional, into)]
    error: Signal<String>,
    /// Characters so far and at most.
    #[prop(optional, into)]
    count: Option<Signal<(usize, usize)>>,
    #[prop(optional)] optional: bool,
    children: Children,
) -> impl IntoView {
    let counter = count.map(|count| {
        view! {
            <span class="count" class:over=move || { let (n, max) = count.get(); n > max }>
                {move || { let (n, max) = count.get(); format!("{n} / {max}") }}
            </span>
        }
    });
    view! {
        <div class="field" class:wrong=move || error.with(|e| !e.is_empty())>
            <div class="field-head">
                <label for=id>{move || label.get()}</label>
                {optional.then(|| view! { <span class="faint">{w::OPTIONAL.t()}</span> })}
                {counter}
            </div>
            {children()}
            {move || {
                let hint = hint.get();
                (!hint.is_empty()).then(|| view! { <p class="hint" id=format!("{id}-hint")>{hint}</p> })
            }}
            <Wrong id=id error=error />
        </div>
    }
}

/// The sentence below a control that is wrong.
#[component]
pub fn Wrong(
    id: &'static str,
    /// The sentence; empty when nothing is wrong.
    #[prop(into)]
    error: Signal<String>,
) -> impl IntoView {
    move || {
        let error = error.get();
        let shown = !error.is_empty();
        shown.then(|| {
            view! { <p class="wrong-words" id=format!("{id}-error") role="alert"><Sign icon=Icon::Alert />{error}</p> }
        })
    }
}

/// One of a few as chips, under a heading.
#[component]
pub fn ChipsField(
    /// Names the group, and the sentence that is wrong.
    id: &'static str,
    label: String,
    choices: Vec<Choice>,
    #[prop(into)] value: Signal<String>,
    /// The sentence when it is wrong; empty when it is not.
    #[prop(into)]
    error: Signal<String>,
    on_pick: impl Fn(String) + Clone + Send + Sync + 'static,
) -> impl IntoView {
    view! {
        <div class="field">
            <span class="field-head">{label.clone()}</span>
            <Chips name=id label=label choices=choices value=value on_pick=on_pick />
            <Wrong id=id error=error />
        </div>
    }
}

/// One line of text. The element is written to only when it differs, so that an input method is never disturbed.
#[component]
pub fn Line(
    /// Its id; the label names it.
    id: &'static str,
    #[prop(into)] value: Signal<String>,
    on_input: impl Fn(String) + 'static,
    /// `text`, `password`, `tel` …
    #[prop(optional)]
    kind: Option<&'static str>,
    /// For the browser's own filling in.
    #[prop(optional)]
    complete: Option<&'static str>,
    /// Shown while empty.
    #[prop(optional)]
    placeholder: &'static str,
    /// Its name, when no label stands beside it.
    #[prop(optional)]
    label: Option<&'static str>,
    /// Which keyboard a tablet shows.
    #[prop(optional)]
    keyboard: Option<&'static str>,
    /// Id of a list of what is offered while one types.
    #[prop(optional)]
    list: Option<Option<&'static str>>,
    /// Name for tests.
    #[prop(optional)]
    test: &'static str,
) -> impl IntoView {
    let given = Given {
        id,
        value,
        on_input: Box::new(on_input),
        placeholder,
        test,
    };
    line(given, kind, complete, label, (keyboard, list.flatten()))
}

/// What both kinds of text fields are given.
struct Given {
    id: &'static str,
    value: Signal<String>,
    on_input: Box<dyn Fn(String)>,
    placeholder: &'static str,
    test: &'static str,
}

/// What does not depend on the caller's closure, so that it is compiled once.
fn line(
    given: Given,
    kind: Option<&'static str>,
    complete: Option<&'static str>,
    label: Option<&'static str>,
    (keyboard, list): (Option<&'static str>, Option<&'static str>),
) -> AnyView {
    let Given {
        id,
        value,
        on_input,
        placeholder,
        test,
    } = given;
    let element = NodeRef::<leptos::html::Input>::new();
    Effect::new(move |_| {
        let wanted = value.get();
        if let Some(input) = element.get()
            && input.value() != wanted
        {
            input.set_value(&wanted);
        }
    });
    view! {
        <input
            id=id
            class="line"
            class:blank=move || value.with(String::is_empty)
            node_ref=element
            type=kind.unwrap_or("text")
            autocomplete=complete.unwrap_or("off")
            // A phone would begin a sign-in name with a capital.
            autocapitalize="none"
            placeholder=placeholder
            inputmode=keyboard
            list=list
            aria-label=label
            data-test=test
            aria-describedby=format!("{id}-hint {id}-error")
            on:input=move |event| on_input(event_target::<HtmlInputElement>(&event).value())
        />
    }
    .into_any()
}

/// Several lines of text.
#[component]
pub fn Area(
    /// Its id; the label names it.
    id: &'static str,
    #[prop(into)] value: Signal<String>,
    on_input: impl Fn(String) + 'static,
    #[prop(default = 4)] rows: u32,
    /// Shown while empty.
    #[prop(optional)]
    placeholder: &'static str,
    /// Name for tests.
    #[prop(optional)]
    test: &'static str,
) -> impl IntoView {
    let given = Given {
        id,
        value,
        on_input: Box::new(on_input),
        placeholder,
        test,
    };
    area(given, rows)
}

fn area(given: Given, rows: u32) -> AnyView {
    let Given {
        id,
        value,
        on_input,
        placeholder,
        test,
    } = given;
    let element = NodeRef::<leptos::html::Textarea>::new();
    Effect::new(move |_| {
        let wanted = value.get();
        if let Some(area) = element.get()
            && area.value() != wanted
        {
            area.set_value(&wanted);
        }
    });
    view! {
        <textarea
            id=id
            class="line"
            node_ref=element
            rows=rows
            placeholder=placeholder
            data-test=test
            aria-describedby=format!("{id}-hint {id}-error")
            on:input=move |event| on_input(event_target::<HtmlTextAreaElement>(&event).value())
        ></textarea>
    }
    .into_any()
}
