//! The button that changes the theme. Tests: `theme`.

use crate::parts::icons::{Icon, Sign};
use crate::preferences::{self, THEMES};
use crate::words as w;
use leptos::prelude::*;

/// Goes through the themes: the system's, light, dark, sunlight.
#[component]
pub fn ThemeButton(
    /// Shown in the navigation.
    #[prop(optional)]
    nav: bool,
) -> impl IntoView {
    let chosen = preferences::theme();
    let now = RwSignal::new(THEMES.iter().position(|(id, _)| *id == chosen).unwrap_or(0));
    let turn = move |_| {
        now.update(|n| *n = (*n + 1) % THEMES.len());
        let (id, _) = THEMES[now.get_untracked()];
        preferences::choose_theme(id);
    };
    let words = move || THEMES[now.get()].1.t();
    let icon = move || {
        let icon = match THEMES[now.get()].0 {
            "dark" => Icon::Moon,
            _ => Icon::Sun,
        };
        view! { <Sign icon=icon /> }
    };
    view! {
        <button type="button" class=if nav { "nav-item nav-theme" } else { "icon-button" } data-test="theme"
            aria-label=move || w::THEME.with(&[&words()]) title=move || w::THEME.with(&[&words()]) on:click=turn>
            <span class="nav-sign">{icon}</span>
            {nav.then(|| view! { <span>{words}</span> })}
        </button>
    }
}
