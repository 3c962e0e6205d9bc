//! Icons as inline SVG.

pub use crate::view_model::icon::Icon;
use leptos::prelude::*;

/// Draws an icon; screen readers pass over it.
#[component]
pub fn Sign(icon: Icon) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <path d=icon.path() />
        </svg>
    }
}
