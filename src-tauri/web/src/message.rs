//! Words between a page and its worker.
//!
//! ```text
//! page → worker   { id, door: "ask" | "tell", call, args: JSON text }
//!                 { id, door: "os", call, args: JSON text, bytes: ArrayBuffer }
//!                 { id, door: "basemap", call: SHA-256, args: "[offset, length]" }
//!                 { id, door: "wake" }                 the page came back, or the network did
//! worker → page   { id, ok: JSON text | ArrayBuffer }  buffers are handed over, not copied
//!                 { id, error: ApiError as JSON text }
//!                 { topic: JSON text }                 something changed
//! ```

use api::{ApiError, CallKind, Topic};
use js_sys::{Array, Object, Reflect, Uint8Array};
use serde_json::Value;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::DedicatedWorkerGlobalScope;

/// A message of the page.
pub struct Asked {
    /// What its answer has to name.
    pub id: JsValue,
    /// Which door, and what for.
    pub door: Asking,
}

/// What a page may want.
pub enum Asking {
    /// A call of the table.
    Call(CallKind, String, Value),
    /// Bytes in either direction.
    Os(String, Value, Vec<u8>),
    /// A piece of a basemap pack: hash, offset, length.
    Basemap(String, u64, u64),
    /// Sync soon.
    Wake,
    /// Something else.
    Unknown(String),
}

/// What it gets.
pub enum Said {
    /// JSON.
    Text(String),
    /// Bytes, handed over.
    Bytes(Vec<u8>),
}

impl Asked {
    /// Reads a message; what does not read is an unknown door.
    pub fn of(data: &JsValue) -> Self {
        let text = |name: &str| get(data, name).as_string().unwrap_or_default();
        let args = || serde_json::from_str(&text("args")).unwrap_or(Value::Null);
        let door = match text("door").as_str() {
            "ask" => Asking::Call(CallKind::Reads, text("call"), args()),
            "tell" => Asking::Call(CallKind::Changes, text("call"), args()),
            "os" => Asking::Os(text("call"), args(), bytes(&get(data, "bytes"))),
            "basemap" => {
                let args = args();
                let number = |at: usize| args[at].as_u64().unwrap_or(0);
                Asking::Basemap(text("call"), number(0), number(1))
            }
            "wake" => Asking::Wake,
            other => Asking::Unknown(other.chars().take(40).collect()),
        };
        let id = get(data, "id");
        Asked { id, door }
    }
}

/// Answers a message.
pub fn answer(scope: &DedicatedWorkerGlobalScope, id: &JsValue, said: Result<Said, ApiError>) {
    let message = Object::new();
    set(&message, "id", id);
    let handed_over = Array::new();
    match said {
        Ok(Said::Text(text)) => set(&message, "ok", &text.into()),
        Ok(Said::Bytes(bytes)) => {
            let buffer = Uint8Array::from(bytes.as_slice()).buffer();
            handed_over.push(&buffer);
            set(&message, "ok", &buffer);
        }
        Err(error) => {
            let error = serde_json::to_string(&error).unwrap_or_default();
            set(&message, "error", &error.into());
        }
    }
    // A page that is gone hears nothing.
    let _ = scope.post_message_with_transfer(&message, &handed_over);
}

/// Says that something changed.
pub fn tell(scope: &DedicatedWorkerGlobalScope, topic: Topic) {
    let message = Object::new();
    let topic = serde_json::to_string(&topic).unwrap_or_default();
    set(&message, "topic", &topic.into());
    let _ = scope.post_message(&message);
}

fn get(data: &JsValue, name: &str) -> JsValue {
    Reflect::get(data, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

fn set(message: &Object, name: &str, value: &JsValue) {
    // Setting a property of a fresh plain object cannot fail.
    let _ = Reflect::set(message, &name.into(), value);
}

fn bytes(value: &JsValue) -> Vec<u8> {
    if value.is_object() && value.has_type::<js_sys::ArrayBuffer>() {
        Uint8Array::new(value).to_vec()
    } else {
        Vec::new()
    }
}
