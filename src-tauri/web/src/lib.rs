//! The device in a dedicated worker. What the Tauri shell is to a window, this is to a page: messages in, answers out, the same
//! three doors, and a notice when something changed. The protocol is in [`message`].
//!
//! May use: device, api, the browser. Never contains: rules, SQL, a page's labels.
#![cfg(target_family = "wasm")]

mod door;
mod message;
mod room;
mod secret;

use door::Door;
use message::{Asked, answer};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

/// Begins to answer this worker's page.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
    let door = Rc::new(Door::default());
    let heard = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        let door = door.clone();
        spawn_local(async move {
            let asked = Asked::of(&event.data());
            let said = door.answer(asked.door).await;
            answer(&scope(), &asked.id, said);
        });
    });
    scope().set_onmessage(Some(heard.as_ref().unchecked_ref()));
    // The page may go on asking for as long as this worker lives.
    heard.forget();
}

/// This worker.
fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}
