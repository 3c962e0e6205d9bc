//! The second wrap of the store's key: a secret by a key that the browser keeps and does not hand out.

use device::keys::{Key, Keyring, Second};
use js_sys::{Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen(module = "/src/secret.js")]
extern "C" {
    fn secret(make: bool) -> Promise;
}

/// What the browser's key gives; none where the browser keeps no keys.
pub struct Secret(Option<Key>);

impl Keyring for Secret {
    // This origin has one device, and the browser was asked before.
    fn secret(&self, _: &str) -> Option<Key> {
        self.0.clone()
    }
    fn make(&self, _: &str) -> Option<Second> {
        let (name, secret) = (String::new(), self.0.clone()?);
        Some(Second { name, secret })
    }
}

/// Asks the browser; with `make` it makes a key where there is none yet. A store that was wrapped with one says itself that it
/// is gone.
pub async fn ask(make: bool) -> JsValue {
    JsFuture::from(secret(make)).await.unwrap_or_default()
}

/// Takes in what it answered.
pub fn taken(answer: &JsValue) -> Secret {
    let bytes = answer.dyn_ref::<Uint8Array>().map(Uint8Array::to_vec);
    let bytes = bytes.and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
    Secret(bytes.map(Key::new))
}
