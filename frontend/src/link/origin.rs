//! What this browser has of what a tablet needs, and how safe what it keeps for this origin is. Everything is asked by name, so
//! that a browser that lacks it is found lacking and does not fail.

use crate::view_model::fitness::Features;
use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlCanvasElement, Window};

/// Looks at everything at once.
pub async fn features() -> Option<Features> {
    let window = web_sys::window()?;
    let navigator: JsValue = window.navigator().into();
    let storage = get(&navigator, "storage");
    let files = has(&window, "FileSystemFileHandle") && has(&storage, "getDirectory");
    Some(Features {
        secure: window.is_secure_context(),
        // Whoever stands inside another origin's page cannot even look.
        framed: !matches!(window.top(), Ok(Some(top)) if top == window),
        workers: has(&window, "Worker"),
        files,
        may_store: files && asked(&storage, "getDirectory").await.is_some(),
        room: room(&storage).await,
        shell: may_keep_shell(&navigator).await,
        webgl: draws(&window),
        camera: Reflect::get(&window, &"HTMLInputElement".into())
            .is_ok_and(|input| has(&get(&input, "prototype"), "capture")),
        place: has(&navigator, "geolocation"),
        plain_tab: is_plain_tab(),
    })
}

/// Whether this page stands in a plain tab of a system that clears what tabs store, and that opens pages from the home screen:
/// it is the only kind that says which of the two a page is.
pub fn is_plain_tab() -> bool {
    let Some(window) = web_sys::window() else {
        return false;
    };
    let own = window
        .match_media("(display-mode: standalone)")
        .is_ok_and(|query| query.is_some_and(|query| query.matches()));
    !own && get(&window.navigator(), "standalone") == JsValue::FALSE
}

/// Whether the browser has promised to keep what is stored here; none where it promises nothing to anybody.
pub async fn is_persisted() -> Option<bool> {
    asked(&storage()?, "persisted").await?.as_bool()
}

/// Asks it to promise; answers what it said.
pub async fn persist() -> Option<bool> {
    asked(&storage()?, "persist").await?.as_bool()
}

/// Shows a number on the app's icon, where there is one to show it on.
pub fn badge(count: usize) {
    let Some(window) = web_sys::window() else {
        return;
    };
    let navigator: JsValue = window.navigator().into();
    if let Ok(show) = get(&navigator, "setAppBadge").dyn_into::<Function>() {
        // With 0 the icon is plain again. A browser that shows none refuses, and nothing is lost.
        let shown = show.call1(&navigator, &JsValue::from_f64(count as f64));
        if let Ok(shown) = shown.and_then(JsCast::dyn_into::<Promise>) {
            leptos::task::spawn_local(async move { _ = JsFuture::from(shown).await });
        }
    }
}

fn storage() -> Option<JsValue> {
    Some(get(&web_sys::window()?.navigator(), "storage"))
}

async fn room(storage: &JsValue) -> Option<u64> {
    let estimate = asked(storage, "estimate").await?;
    let (quota, usage) = (get(&estimate, "quota"), get(&estimate, "usage"));
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // whole bytes, in a double
    Some((quota.as_f64()? - usage.as_f64().unwrap_or(0.0)).max(0.0) as u64)
}

/// A browser that forbids service workers either has none or refuses the question.
async fn may_keep_shell(navigator: &JsValue) -> bool {
    // Reading it throws where the page may store nothing.
    let container = get(navigator, "serviceWorker");
    container.is_object() && asked(&container, "getRegistrations").await.is_some()
}

fn draws(window: &Window) -> bool {
    let canvas = window
        .document()
        .and_then(|document| document.create_element("canvas").ok())
        .and_then(|canvas| canvas.dyn_into::<HtmlCanvasElement>().ok());
    canvas.is_some_and(|canvas| matches!(canvas.get_context("webgl2"), Ok(Some(_))))
}

fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

fn has(object: &JsValue, name: &str) -> bool {
    Reflect::has(object, &name.into()).unwrap_or(false)
}

/// Calls what answers later, when there is such a thing.
async fn asked(object: &JsValue, method: &str) -> Option<JsValue> {
    let method: Function = get(object, method).dyn_into().ok()?;
    let promise: Promise = method.call0(object).ok()?.dyn_into().ok()?;
    JsFuture::from(promise).await.ok()
}
