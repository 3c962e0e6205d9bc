//! 钉住: a button beside what the next capture shall begin with.

use crate::browser;
use crate::parts::icons::{Icon, Sign};
use crate::screens::capture::sheet::FactsSheet;
use crate::view_model::form::Form;
use crate::view_model::pins::{Pinnable, Pins};
use crate::words as w;
use leptos::prelude::*;

const KEY: &str = "zs12345.pinned";

/// What this browser keeps pinned.
pub fn kept() -> Pins {
    browser::kept(KEY)
        .and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default()
}

fn keep(pinned: &Pins) {
    browser::keep(KEY, &serde_json::to_string(pinned).unwrap_or_default());
}

/// After a capture what is pinned follows what was chosen in it.
pub fn follow(form: &Form) {
    let mut pinned = kept();
    pinned.follow(form);
    keep(&pinned);
}

/// The button.
#[component]
pub fn PinButton(
    sheet: FactsSheet,
    what: Pinnable,
    name: w::Text,
    test: &'static str,
) -> impl IntoView {
    let pinned = RwSignal::new(kept());
    let on = move || pinned.with(|p| p.holds(what));
    let turn = move |_| {
        let mut now = kept();
        sheet.form.with_untracked(|form| now.turn(what, form));
        keep(&now);
        pinned.set(now);
    };
    let hint = w::PIN_KEEP_HINT.with(&[&name.t()]);
    view! {
        <button type="button" class="pin-button" data-test=test aria-pressed=move || on().to_string() title=hint.clone() aria-label=hint on:click=turn>
            <Sign icon=Icon::Pinned />
            <span>{move || if on() { w::PIN_KEPT.t() } else { w::PIN_KEEP.t() }}</span>
        </button>
    }
}
