//! A newer version of the page is here: said, and one tap. Tests: `version-new`.

use crate::context::app;
use crate::parts::button::Button;
use crate::parts::icons::Icon;
use crate::words as w;
use leptos::prelude::*;

/// Nothing while the page that is open is the newest.
#[component]
pub fn NewVersion() -> impl IntoView {
    let app = app();
    let label = move || {
        if app.version.saving.get() {
            w::VERSION_WAITS
        } else {
            w::VERSION_TAKE
        }
        .t()
        .to_string()
    };
    view! {
        <Show when=move || app.version.is_new.get()>
            <div class="new-version" role="status">
                <span>{w::VERSION_NEW.t()}</span>
                <Button label=Signal::derive(label) icon=Icon::Refresh rests=app.version.saving on_press=move || app.take_new_version() test="version-new" />
            </div>
        </Show>
    }
}
