//! The frontend: one bundle for tablet, desktop window and browser. Shows and asks; decides nothing.
//!
//! May use: `api`, `model`. Never contains: rules, SQL, Automerge; tauri outside `link/tauri.rs`, fetch outside `link/http.rs`
//! and `link/picture.rs`.

#![recursion_limit = "256"]

pub mod app;
mod autosave;
mod browser;
mod context;
pub mod link;
pub mod parts;
mod preferences;
mod receiver;
mod route;
mod screens;
mod timing;
pub mod view_model;
pub mod words;

/// Where the page begins.
#[cfg_attr(target_arch = "wasm32", wasm_bindgen::prelude::wasm_bindgen(start))]
pub fn start() {
    console_error_panic_hook::set_once();
    preferences::apply();
    let _ = leptos::prelude::window_event_listener(leptos::ev::resize, |_| browser::fit());
    #[cfg(any(test, feature = "fake"))]
    if screens::gallery::asked_for() {
        return leptos::mount::mount_to_body(screens::gallery::GalleryPage);
    }
    leptos::mount::mount_to_body(app::App);
}
