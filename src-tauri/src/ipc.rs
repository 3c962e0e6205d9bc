//! The three doors between the page and the device: `ask` reads, `tell` writes, `os` carries bytes.
//!
//! Each is a permission of its own (`build.rs`, `capabilities/`). The page gets the reply, or an
//! `ApiError` as JSON.

use crate::door::Door;
use crate::saving;
use api::{ApiError, CallKind};
use device::Reply;
use serde_json::{Map, Value, json};
use tauri::ipc::{InvokeBody, Request, Response};
use tauri::{AppHandle, State};

/// A call that only reads.
#[tauri::command]
pub async fn ask(door: State<'_, Door>, call: String, args: Value) -> Result<Value, ApiError> {
    door.call(CallKind::Reads, &call, args).await
}

/// A call that changes something.
#[tauri::command]
pub async fn tell(door: State<'_, Door>, call: String, args: Value) -> Result<Value, ApiError> {
    door.call(CallKind::Changes, &call, args).await
}

/// A call with bytes in either direction: photos, files.
///
/// The body is the bytes. The call stands in the header `x-call`, its arguments in further headers
/// `x-NAME`, percent-encoded (`encodeURIComponent`) since headers are ASCII; they reach the device
/// as an object of strings. Bytes come back as an `ArrayBuffer`, everything else as JSON. Android's
/// IPC has no raw bodies: photos need another way there.
#[tauri::command]
pub async fn os(
    app: AppHandle,
    door: State<'_, Door>,
    request: Request<'_>,
) -> Result<Response, ApiError> {
    let bytes = match request.body() {
        InvokeBody::Raw(bytes) => bytes.clone(),
        InvokeBody::Json(_) => Vec::new(),
    };
    let mut args: Map<String, Value> = Map::new();
    for (name, value) in request.headers() {
        let name = name.as_str().strip_prefix("x-");
        let value = value.to_str().ok().and_then(percent_decoded);
        if let (Some(name), Some(value)) = (name, value) {
            args.insert(name.to_owned(), value.into());
        }
    }
    let call = args.remove("call").unwrap_or_default();
    let call = call.as_str().unwrap_or_default();
    if call == "keep_rescue" {
        let name = args.remove("name").unwrap_or_default();
        let bytes = match door.os("save_rescue", Value::Object(args), bytes).await? {
            Reply::Bytes(bytes) => bytes,
            Reply::Json(_) => Vec::new(),
        };
        let place = saving::keep(&app, name.as_str().unwrap_or_default(), &bytes)?;
        return Ok(Response::new(json!({ "place": place }).to_string()));
    }
    Ok(match door.os(call, Value::Object(args), bytes).await? {
        Reply::Json(value) => Response::new(value.to_string()),
        Reply::Bytes(bytes) => Response::new(bytes),
    })
}

/// `%E5%9B%BE` -> `图`; `None` for what `encodeURIComponent` never writes.
fn percent_decoded(text: &str) -> Option<String> {
    let escaped = |part: &str| {
        let digits = part.as_bytes().first_chunk::<2>();
        digits.is_some_and(|two| two.iter().all(u8::is_ascii_hexdigit))
    };
    if !text.split('%').skip(1).all(escaped) {
        return None;
    }
    let decoded = percent_encoding::percent_decode_str(text).decode_utf8();
    decoded.ok().map(Into::into)
}

#[cfg(test)]
mod tests {
    use super::percent_decoded;

    #[test]
    fn headers_carry_chinese() {
        assert_eq!(
            percent_decoded("%7B%22a%22:%22%E5%9B%BE%22%7D").unwrap(),
            "{\"a\":\"图\"}"
        );
        for broken in ["%E5", "%G1", "%", "%E5%9B"] {
            assert_eq!(percent_decoded(broken), None, "{broken}");
        }
    }
}
