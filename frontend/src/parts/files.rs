//! Choosing files: from the camera, or from what is there already.

use leptos::prelude::*;
pub use web_sys::File;
use web_sys::HtmlInputElement;

/// The system's own chooser, hidden behind the label around it.
#[component]
pub fn FileInput(
    /// Types that may be chosen.
    accept: &'static str,
    /// Opens the camera where there is one.
    #[prop(optional)]
    camera: bool,
    /// Several at a time.
    #[prop(optional)]
    several: bool,
    /// Nothing can be chosen now.
    #[prop(optional, into)]
    rests: Signal<bool>,
    /// Name for tests.
    test: &'static str,
    /// Takes what was chosen; the same file can be chosen again.
    on_files: Callback<Vec<File>>,
    /// Nothing came: dismissed, or the camera did not open.
    #[prop(optional)]
    on_none: Option<Callback<()>>,
) -> impl IntoView {
    let chosen = move |event: leptos::ev::Event| {
        let input: HtmlInputElement = event_target(&event);
        let files = input.files();
        let files = files.map(|list| (0..list.length()).filter_map(|i| list.get(i)).collect());
        input.set_value("");
        on_files.run(files.unwrap_or_default());
    };
    let dismissed = move |_: leptos::ev::Event| {
        if let Some(on_none) = on_none {
            on_none.run(());
        }
    };
    view! {
        <input type="file" class="only-heard" accept=accept capture=camera.then_some("environment") multiple=several data-test=test
            disabled=move || rests.get() on:change=chosen on:cancel=dismissed />
    }
}
