//! The page kept in the browser, so that a tablet opens without a network (`frontend/worker/shell.js`), and the way from one
//! version of it to the next.

use js_sys::{Array, Function, Reflect};
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    CacheStorage, EventTarget, MessageEvent, ServiceWorkerContainer, ServiceWorkerRegistration,
};

/// How the service worker names what it keeps.
const KEPT: &str = "shell-";

thread_local! {
    /// Somebody has asked for the new version on this page: once it has taken over, the page is opened again.
    static CHANGING: Cell<bool> = const { Cell::new(false) };
}

/// From here on the page opens without a network; a browser that forbids it still works with one. `on_new` hears when another
/// version than the one this page is of is there: it waits, or another page of this browser has let it take over.
pub fn keep(on_new: impl Fn() + 'static, on_wake: impl Fn() + 'static) {
    let Some(container) = container() else {
        return;
    };
    let on_new: Rc<dyn Fn()> = Rc::new(on_new);
    // The first version ever takes over a page that came without one: that page is of it.
    let had_one = Cell::new(container.controller().is_some());
    let told = on_new.clone();
    listen(&container, "controllerchange", move || {
        if CHANGING.get() {
            crate::browser::reload();
        } else if had_one.replace(true) {
            told();
        }
    });
    // The browser wakes the service worker when the network is back, and now and then where it offers that.
    let woken = Closure::<dyn Fn(MessageEvent)>::new(move |_| on_wake());
    container.set_onmessage(Some(woken.into_js_value().unchecked_ref()));
    leptos::task::spawn_local(async move {
        let Ok(kept) = JsFuture::from(container.register("/sw.js")).await else {
            return;
        };
        let kept: ServiceWorkerRegistration = kept.unchecked_into();
        if kept.waiting().is_some() {
            on_new();
        }
        watch(kept.clone(), container, on_new);
        ask_to_wake(&kept);
        // Whoever comes back to the page after hours hears of a new version without loading it again.
        if let Some(document) = crate::browser::document() {
            listen(&document, "visibilitychange", move || {
                if crate::browser::visible()
                    && let Ok(looking) = kept.update()
                {
                    leptos::task::spawn_local(async move { _ = JsFuture::from(looking).await });
                }
            });
        }
    });
}

/// Hears when a version that came while the page was open is whole.
fn watch(kept: ServiceWorkerRegistration, container: ServiceWorkerContainer, on_new: Rc<dyn Fn()>) {
    let found = kept.clone();
    listen(&kept, "updatefound", move || {
        let Some(coming) = found.installing() else {
            return;
        };
        let (kept, container, on_new) = (found.clone(), container.clone(), on_new.clone());
        listen(&coming, "statechange", move || {
            if kept.waiting().is_some() && container.controller().is_some() {
                on_new();
            }
        });
    });
}

/// Where the browser offers it, it wakes the service worker when the network is back, and every few hours.
fn ask_to_wake(kept: &ServiceWorkerRegistration) {
    for (kind, hours) in [("sync", None), ("periodicSync", Some(3.0))] {
        let manager = Reflect::get(kept, &kind.into()).unwrap_or_default();
        let register = Reflect::get(&manager, &"register".into()).unwrap_or_default();
        let Ok(register) = register.dyn_into::<Function>() else {
            continue;
        };
        let options = js_sys::Object::new();
        if let Some(hours) = hours {
            let millis = JsValue::from_f64(hours * 3_600_000.0);
            _ = Reflect::set(&options, &"minInterval".into(), &millis);
        }
        // Refused where the app is not on the home screen; the page syncs by itself while it is open.
        if let Ok(asked) = register.call2(&manager, &"wake".into(), &options) {
            let asked: js_sys::Promise = asked.unchecked_into();
            leptos::task::spawn_local(async move { _ = JsFuture::from(asked).await });
        }
    }
}

/// Lets the version that waits take over and opens the page again; nothing may be unsaved.
pub async fn take_new() {
    CHANGING.set(true);
    if let Some(container) = container()
        && let Ok(kept) = JsFuture::from(container.get_registration()).await
        && let Ok(kept) = kept.dyn_into::<ServiceWorkerRegistration>()
        && let Some(waiting) = kept.waiting()
        && waiting.post_message(&"take over".into()).is_ok()
    {
        return;
    }
    // Another page has let it take over already.
    crate::browser::reload();
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
    let own = Reflect::get(&navigator, &"serviceWorker".into()).ok()?;
    own.is_object().then(|| own.unchecked_into())
}

/// Hears an event for as long as the page lives.
fn listen(target: &EventTarget, event: &str, heard: impl Fn() + 'static) {
    let heard = Closure::<dyn Fn()>::new(heard).into_js_value();
    let _ = target.add_event_listener_with_callback(event, heard.unchecked_ref());
}
