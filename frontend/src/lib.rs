//! The frontend: one bundle for tablet, desktop window and browser. Shows and asks; decides nothing.
//!
//! May use: `api`, `model`. Never contains: rules, SQL, Automerge; tauri outside `link/tauri.rs`, fetch outside `link/http.rs`
//! and `link/picture.rs`.

#![recursion_limit = "256"]

pub mod app;
mod browser;
mod here;
pub mod link;
pub mod parts;
pub mod plain;
mod screens;
pub mod words;

/// Where the page begins.
#[cfg_attr(target_arch = "wasm32", wasm_bindgen::prelude::wasm_bindgen(start))]
pub fn start() {
    console_error_panic_hook::set_once();
    words::speak_english(
        browser::query("lang")
            .or_else(|| browser::kept("zs12345.lang"))
            .as_deref()
            == Some("en"),
    );
    if let Some(theme) = browser::query("theme").or_else(|| browser::kept(screens::shell::THEME)) {
        browser::set_theme(&theme);
    }
    leptos::mount::mount_to_body(app::App);
}
