//! The little that pages ask of the browser itself: clock, zone, small storage, theme, fresh ids.

use model::Moment;
use web_sys::{Document, Storage, Window};

fn window() -> Option<Window> {
    web_sys::window()
}

/// The page.
pub fn document() -> Option<Document> {
    window()?.document()
}

/// Now, by this machine's clock.
pub fn now() -> Moment {
    Moment(js_sys::Date::now() as i64)
}

/// The browser's zone, in minutes east of UTC.
pub fn offset() -> i32 {
    -(js_sys::Date::new_0().get_timezone_offset() as i32)
}

/// A fresh id for drafts and commands.
pub fn fresh_id() -> String {
    uuid::Uuid::now_v7().to_string()
}

/// Whether somebody looks at the page.
pub fn visible() -> bool {
    document().is_none_or(|d| d.visibility_state() == web_sys::VisibilityState::Visible)
}

fn storage() -> Option<Storage> {
    window()?.local_storage().ok()?
}

/// Reads a small value kept by this browser.
pub fn kept(key: &str) -> Option<String> {
    storage()?.get_item(key).ok()?
}

/// Keeps a small value; false when the browser would not.
pub fn keep(key: &str, value: &str) -> bool {
    storage().is_some_and(|s| s.set_item(key, value).is_ok())
}

/// Forgets a small value.
pub fn forget(key: &str) {
    if let Some(storage) = storage() {
        // A browser that keeps nothing has nothing to forget.
        let _ = storage.remove_item(key);
    }
}

/// Shows the page in a theme; the system's own when empty.
pub fn set_theme(theme: &str) {
    if let Some(root) = document().and_then(|d| d.document_element()) {
        let _ = match theme {
            "" => root.remove_attribute("data-theme"),
            theme => root.set_attribute("data-theme", theme),
        };
    }
}

/// Puts the focus on the element with this id.
pub fn focus(id: &str) {
    use wasm_bindgen::JsCast;
    let element = document().and_then(|d| d.get_element_by_id(id));
    if let Some(element) = element.and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

/// One value of the address's query.
pub fn query(name: &str) -> Option<String> {
    let search = window()?.location().search().ok()?;
    web_sys::UrlSearchParams::new_with_str(&search)
        .ok()?
        .get(name)
}

/// A mouse rather than a finger: such a machine rarely knows where it is, so coordinates may have to be typed.
pub fn has_mouse() -> bool {
    window()
        .and_then(|w| w.match_media("(pointer: fine)").ok()?)
        .is_some_and(|query| query.matches())
}
