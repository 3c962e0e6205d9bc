//! The little that pages ask of the browser itself: clock, zone, small storage, theme, fresh ids.

use model::Moment;
use wasm_bindgen::prelude::*;
use web_sys::{
    Document, Element, Event, HtmlElement, HtmlInputElement, HtmlTextAreaElement, ResizeObserver,
    Storage, Window,
};

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

/// Shows text at this many percent; the usual size when empty.
pub fn set_text_size(percent: &str) {
    if let Some(root) = document().and_then(|d| d.document_element()) {
        let _ = match percent {
            "" | "100" => root.remove_attribute("data-size"),
            percent => root.set_attribute("data-size", percent),
        };
    }
    fit();
}

/// Widest page, in text pixels, that is laid out as on a phone.
const NARROW: f64 = 760.0;

/// Marks the page as narrow when there is little room for text of the chosen size. No query of the style sheet knows that
/// size, so that 200 % on a tablet would be laid out as if it were 100 %.
pub fn fit() {
    let (Some(window), Some(root)) = (window(), document().and_then(|d| d.document_element()))
    else {
        return;
    };
    let width = window.inner_width().ok().and_then(|w| w.as_f64());
    let percent = root
        .get_attribute("data-size")
        .and_then(|p| p.parse::<u32>().ok())
        .map(f64::from);
    let room = width.unwrap_or(NARROW + 1.0) * 100.0 / percent.unwrap_or(100.0);
    let _ = if room <= NARROW {
        root.set_attribute("data-narrow", "")
    } else {
        root.remove_attribute("data-narrow")
    };
}

/// Whether [`fit`] has found the page to be narrow.
pub fn is_narrow() -> bool {
    let root = document().and_then(|d| d.document_element());
    root.is_some_and(|root| root.has_attribute("data-narrow"))
}

/// Tells the browser and screen readers which language the page is in.
pub fn set_language(english: bool) {
    if let Some(root) = document().and_then(|d| d.document_element()) {
        let _ = root.set_attribute("lang", if english { "en" } else { "zh-CN" });
    }
}

/// The path of the page's address.
pub fn path() -> String {
    let path = window().and_then(|w| w.location().pathname().ok());
    path.unwrap_or_else(|| "/".into())
}

/// Shows another path in the address, as the next one or in place of this one.
pub fn show_path(path: &str, instead: bool) {
    if let Some(history) = window().and_then(|w| w.history().ok()) {
        // A browser that refuses keeps the old address; the page changes all the same.
        let _ = if instead {
            history.replace_state_with_url(&JsValue::NULL, "", Some(path))
        } else {
            history.push_state_with_url(&JsValue::NULL, "", Some(path))
        };
    }
}

/// Shows the page from its beginning.
pub fn scroll_up() {
    if let Some(window) = window() {
        window.scroll_to_with_x_and_y(0.0, 0.0);
    }
}

/// Has the browser save bytes as a file of this name, as it saves downloads.
pub fn save_file(name: &str, bytes: &JsValue) -> Result<(), JsValue> {
    let none = || JsValue::UNDEFINED;
    let document = document().ok_or_else(none)?;
    let parts = js_sys::Array::of1(bytes);
    let blob = web_sys::Blob::new_with_buffer_source_sequence(&parts)?;
    let url = web_sys::Url::create_object_url_with_blob(&blob)?;
    let link: HtmlElement = document.create_element("a")?.unchecked_into();
    link.set_attribute("href", &url)?;
    link.set_attribute("download", name)?;
    link.click();
    // The browser reads it a moment later.
    crate::timing::later(60_000, move || {
        let _ = web_sys::Url::revoke_object_url(&url);
    });
    Ok(())
}

/// Where the page came from, as `https://host`.
pub fn origin() -> String {
    window()
        .and_then(|window| window.location().origin().ok())
        .unwrap_or_default()
}

/// Loads the page again.
pub fn reload() {
    if let Some(window) = window() {
        let _ = window.location().reload();
    }
}

/// The page's address without query: path and fragment.
#[cfg(any(test, feature = "fake"))]
pub fn address() -> (String, String) {
    let location = window().map(|w| w.location());
    let part = |get: fn(&web_sys::Location) -> Result<String, wasm_bindgen::JsValue>| {
        location
            .as_ref()
            .and_then(|l| get(l).ok())
            .unwrap_or_default()
    };
    (
        part(web_sys::Location::pathname),
        part(web_sys::Location::hash),
    )
}

/// Reads a file of at most `most` bytes as base64; none when it is larger or cannot be read.
pub async fn base64_of(file: &web_sys::File, most: f64) -> Option<String> {
    if file.size() > most {
        return None;
    }
    let buffer = wasm_bindgen_futures::JsFuture::from(file.array_buffer()).await;
    let bytes = js_sys::Uint8Array::new(&buffer.ok()?).to_vec();
    // The browser's own encoder takes a string of bytes; pieces keep it small.
    let text: String = bytes.iter().map(|b| char::from(*b)).collect();
    window()?.btoa(&text).ok()
}

/// Puts the focus on the element with this id.
pub fn focus(id: &str) {
    let element = document().and_then(|d| d.get_element_by_id(id));
    if let Some(element) = element.and_then(|e| e.dyn_into::<HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

/// Puts the focus on the first element of this selector.
pub fn focus_on(selector: &str) {
    let element = document().and_then(|d| d.query_selector(selector).ok().flatten());
    if let Some(element) = element.and_then(|e| e.dyn_into::<HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

/// Puts the focus on the first element of this selector inside another, unless the focus is in such a one already.
pub fn focus_within(inside: &Element, selector: &str) {
    let active = document().and_then(|d| d.active_element());
    if active.is_some_and(|a| inside.contains(Some(&a)) && a.matches(selector).unwrap_or(false)) {
        return;
    }
    let element = inside.query_selector(selector).ok().flatten();
    if let Some(element) = element.and_then(|e| e.dyn_into::<HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

/// Chooses all of the text in the field with this id, so that typing replaces it.
pub fn select(id: &str) {
    let element = document().and_then(|d| d.get_element_by_id(id));
    if let Some(input) = element.and_then(|e| e.dyn_into::<HtmlInputElement>().ok()) {
        input.select();
    }
}

/// Brings the element with this id just into sight.
pub fn reveal(id: &str) {
    if let Some(element) = document().and_then(|d| d.get_element_by_id(id)) {
        let options = web_sys::ScrollIntoViewOptions::new();
        options.set_block(web_sys::ScrollLogicalPosition::Nearest);
        element.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// Names the page in the title bar and on its tab.
pub fn set_title(title: &str) {
    if let Some(document) = document() {
        document.set_title(title);
    }
}

/// Presses the first element of this selector.
pub fn click(selector: &str) {
    let element = document().and_then(|d| d.query_selector(selector).ok().flatten());
    if let Some(element) = element.and_then(|e| e.dyn_into::<HtmlElement>().ok()) {
        element.click();
    }
}

/// Writes into the text field with this id what it shall show.
pub fn write_field(id: &str, text: &str) {
    let Some(element) = document().and_then(|d| d.get_element_by_id(id)) else {
        return;
    };
    if let Some(line) = element.dyn_ref::<HtmlInputElement>() {
        line.set_value(text);
    } else if let Some(area) = element.dyn_ref::<HtmlTextAreaElement>() {
        area.set_value(text);
    }
}

/// Sets the box that this event came from.
pub fn set_checked(event: &Event, on: bool) {
    let input = event.target();
    if let Some(input) = input.and_then(|t| t.dyn_into::<HtmlInputElement>().ok()) {
        input.set_checked(on);
    }
}

/// Opens the browser's own dialog for printing.
pub fn print() {
    if let Some(window) = window() {
        // A browser that cannot print shows nothing; there is nothing to mend.
        let _ = window.print();
    }
}

/// Brings the first element of this selector into the middle of what is in sight.
pub fn show(selector: &str) {
    if let Some(element) = document().and_then(|d| d.query_selector(selector).ok().flatten()) {
        let options = web_sys::ScrollIntoViewOptions::new();
        options.set_block(web_sys::ScrollLogicalPosition::Center);
        element.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// One value of the address's query.
pub fn query(name: &str) -> Option<String> {
    let search = window()?.location().search().ok()?;
    web_sys::UrlSearchParams::new_with_str(&search)
        .ok()?
        .get(name)
}

/// Whether the page is dark now, by a person's choice or the system's.
pub fn is_dark() -> bool {
    let chosen = document().and_then(|d| d.document_element()?.get_attribute("data-theme"));
    match chosen.as_deref() {
        Some(theme) => theme == "dark",
        None => window()
            .and_then(|w| w.match_media("(prefers-color-scheme: dark)").ok()?)
            .is_some_and(|query| query.matches()),
    }
}

/// A mouse rather than a finger: such a machine rarely knows where it is, so coordinates may have to be typed.
pub fn has_mouse() -> bool {
    window()
        .and_then(|w| w.match_media("(pointer: fine)").ok()?)
        .is_some_and(|query| query.matches())
}

/// Watches sizes of elements for as long as it is kept.
pub struct Sizes {
    observer: Option<ResizeObserver>,
    _told: Closure<dyn FnMut()>,
}

impl Sizes {
    /// Runs `told` once soon, and whenever one of the elements has another size.
    pub fn of(elements: &[&Element], told: impl FnMut() + 'static) -> Self {
        let told: Closure<dyn FnMut()> = Closure::new(told);
        // Every browser that can run this page has one.
        let observer = ResizeObserver::new(told.as_ref().unchecked_ref()).ok();
        for element in elements {
            observer.iter().for_each(|o| o.observe(element));
        }
        Sizes {
            observer,
            _told: told,
        }
    }
}

impl Drop for Sizes {
    fn drop(&mut self) {
        self.observer.iter().for_each(ResizeObserver::disconnect);
    }
}
