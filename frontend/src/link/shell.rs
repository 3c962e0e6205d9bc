//! The page kept in the browser, so that a tablet opens without a network (`frontend/worker/shell.js`).

use js_sys::Array;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{CacheStorage, ServiceWorkerContainer, ServiceWorkerRegistration};

/// How the service worker names what it keeps.
const KEPT: &str = "shell-";

/// From here on the page opens without a network. A browser that forbids it still works with one. A version that came while
/// the page was open last takes over now, when nothing is typed yet: the next page is of it.
pub fn keep() {
    let Some(container) = container() else {
        return;
    };
    leptos::task::spawn_local(async move {
        let Ok(kept) = JsFuture::from(container.register("/sw.js")).await else {
            return;
        };
        let kept: ServiceWorkerRegistration = kept.unchecked_into();
        if let Some(waiting) = kept.waiting() {
            // It is gone when it has taken over already.
            let _ = waiting.post_message(&"take over".into());
        }
    });
}

/// Lets go of the kept page: this browser is a desk's again, with pages of the pool.
pub async fn forget() {
    if let Some(container) = container()
        && let Ok(all) = JsFuture::from(container.get_registrations()).await
    {
        for kept in Array::from(&all).iter() {
            let kept: ServiceWorkerRegistration = kept.unchecked_into();
            if let Ok(gone) = kept.unregister() {
                let _ = JsFuture::from(gone).await;
            }
        }
    }
    let caches = web_sys::window().and_then(|window| window.caches().ok());
    if let Some(caches) = caches
        && let Ok(names) = JsFuture::from(caches.keys()).await
    {
        for name in Array::from(&names).iter().filter_map(|n| n.as_string()) {
            if name.starts_with(KEPT) {
                drop_one(&caches, &name).await;
            }
        }
    }
}

async fn drop_one(caches: &CacheStorage, name: &str) {
    let _ = JsFuture::from(caches.delete(name)).await;
}

/// None where the browser has no service workers, or the page did not come over a safe line.
fn container() -> Option<ServiceWorkerContainer> {
    let navigator = web_sys::window()?.navigator();
    let has = js_sys::Reflect::has(&navigator, &"serviceWorker".into());
    has.unwrap_or(false).then(|| navigator.service_worker())
}
