//! A button that says what it does, with its key beside it and its rest while it works.

use crate::parts::icons::{Icon, Sign};
use leptos::prelude::*;

/// How much a button asks for attention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Look {
    /// One of several.
    #[default]
    Plain,
    /// The one thing to do here.
    Main,
    /// Hardly there.
    Quiet,
    /// Takes something away.
    Danger,
}

impl Look {
    fn class(self) -> &'static str {
        match self {
            Look::Plain => "button",
            Look::Main => "button main",
            Look::Quiet => "button quiet",
            Look::Danger => "button danger",
        }
    }
}

/// A button.
#[component]
pub fn Button(
    /// What it does.
    #[prop(into)]
    label: Signal<String>,
    on_press: impl Fn() + 'static,
    #[prop(optional)] look: Look,
    /// An icon before the words.
    #[prop(optional)]
    icon: Option<Icon>,
    /// The key that does the same.
    #[prop(optional)]
    key: Option<&'static str>,
    /// It works already, or cannot now.
    #[prop(optional, into)]
    rests: Signal<bool>,
    /// Sends the form around it.
    #[prop(optional)]
    sends: bool,
    /// Name for tests.
    #[prop(optional)]
    test: &'static str,
) -> impl IntoView {
    button(
        label,
        Box::new(on_press),
        look,
        icon,
        key,
        rests,
        sends,
        test,
    )
}

/// What does not depend on the caller's closure, so that it is compiled once.
#[allow(clippy::too_many_arguments)]
fn button(
    label: Signal<String>,
    on_press: Box<dyn Fn()>,
    look: Look,
    icon: Option<Icon>,
    key: Option<&'static str>,
    rests: Signal<bool>,
    sends: bool,
    test: &'static str,
) -> AnyView {
    view! {
        <button
            type=if sends { "submit" } else { "button" }
            class=look.class()
            data-test=test
            disabled=move || rests.get()
            on:click=move |event| {
                if !sends {
                    event.prevent_default();
                    on_press();
                }
            }
        >
            {icon.map(|icon| view! { <Sign icon=icon /> })}
            <span>{move || label.get()}</span>
            {key.map(|key| view! { <kbd>{key}</kbd> })}
        </button>
    }
    .into_any()
}
