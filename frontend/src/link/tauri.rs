//! To the device behind this window: three doors, `ask` for reads, `tell` for changes, `os` for camera files.

use api::{ApiError, NewPhoto, Topic};
use js_sys::{Object, Reflect, Uint8Array};
use model::{Code, Denial, PhotoKind, Sha256};
use std::cell::RefCell;
use std::collections::HashMap;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["window", "__TAURI_INTERNALS__"], js_name = invoke, catch)]
    async fn invoke(command: &str, args: &JsValue, options: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = ["window", "__TAURI_INTERNALS__"], js_name = transformCallback)]
    fn keep_callback(callback: &JsValue, once: bool) -> f64;
    #[wasm_bindgen(js_namespace = ["window", "__TAURI_INTERNALS__"], js_name = convertFileSrc)]
    fn address(path: &str, protocol: &str) -> String;
}

thread_local! {
    /// Addresses of images that were fetched, for as long as the page lives.
    static IMAGES: RefCell<HashMap<(String, bool), String>> = RefCell::default();
}

/// Whether this page runs in the app's window.
pub fn is_there() -> bool {
    web_sys::window()
        .is_some_and(|w| Reflect::has(&w, &"__TAURI_INTERNALS__".into()).unwrap_or(false))
}

/// Hears from the device what has changed, for as long as the page lives.
pub async fn listen(on_notice: impl Fn(Topic) + 'static) -> Result<(), ApiError> {
    let heard = Closure::<dyn Fn(JsValue)>::new(move |event: JsValue| {
        let topic = Reflect::get(&event, &"payload".into()).ok();
        if let Some(topic) = topic.and_then(|t| serde_json::from_str(&text(t)).ok()) {
            on_notice(topic);
        }
    });
    let (args, target) = (Object::new(), Object::new());
    set(&target, "kind", &"Any".into());
    set(&args, "event", &"notice".into());
    set(&args, "target", &target);
    set(
        &args,
        "handler",
        &keep_callback(&heard.into_js_value(), false).into(),
    );
    invoke("plugin:event|listen", &args, &JsValue::UNDEFINED)
        .await
        .map(drop)
        .map_err(refusal)
}

/// The address under which the device answers bytes of a fetched basemap pack: add `?offset=N&length=M`.
pub fn basemap(sha: &Sha256) -> String {
    address(sha.as_str(), "basemap")
}

/// Makes one call.
pub async fn call(name: &str, changes: bool, body: &str) -> Result<String, ApiError> {
    let args = Object::new();
    set(&args, "call", &name.into());
    set(
        &args,
        "args",
        &js_sys::JSON::parse(body).unwrap_or(JsValue::NULL),
    );
    let door = if changes { "tell" } else { "ask" };
    invoke(door, &args, &JsValue::UNDEFINED)
        .await
        .map(text)
        .map_err(refusal)
}

/// Forgets the address of a photo that is not there any more.
pub fn forget_photo(sha: &Sha256) {
    IMAGES.with_borrow_mut(|images| images.retain(|(known, _), _| *known != sha.to_string()));
}

/// Hands a camera file to the device, which scales and stores it; `instead` of a photo that is not kept then.
pub async fn take_photo(
    file: web_sys::File,
    kind: PhotoKind,
    instead: Option<&Sha256>,
) -> Result<NewPhoto, ApiError> {
    let name = file.name();
    let buffer = wasm_bindgen_futures::JsFuture::from(file.array_buffer()).await;
    let buffer =
        buffer.map_err(|_| ApiError::from(Denial::new(Code::PhotoBroken).with("name", &name)))?;
    let encoded: String = js_sys::encode_uri_component(&name).into();
    let mut said = vec![
        ("x-call", "take_photo"),
        ("x-name", &encoded),
        ("x-kind", kind.as_str()),
    ];
    said.extend(instead.map(|sha| ("x-instead", sha.as_str())));
    let options = headers(&said);
    let reply = invoke("os", &Uint8Array::new(&buffer), &options)
        .await
        .map_err(refusal)?;
    serde_json::from_str(&text(reply)).map_err(|e| super::unreadable(&e))
}

/// An image of the device as an address for `<img>`.
pub async fn photo(sha: &Sha256, thumb: bool) -> Result<String, ApiError> {
    let key = (sha.to_string(), thumb);
    if let Some(known) = IMAGES.with_borrow(|images| images.get(&key).cloned()) {
        return Ok(known);
    }
    let size = if thumb { "thumb" } else { "full" };
    let options = headers(&[
        ("x-call", "photo"),
        ("x-sha256", sha.as_str()),
        ("x-size", size),
    ]);
    let buffer = invoke("os", &Uint8Array::new_with_length(0), &options)
        .await
        .map_err(refusal)?;
    let blob =
        web_sys::Blob::new_with_u8_array_sequence(&js_sys::Array::of1(&Uint8Array::new(&buffer)));
    let url = blob.and_then(|blob| web_sys::Url::create_object_url_with_blob(&blob));
    let url = url.map_err(|_| ApiError::from(Code::PhotoNotFound))?;
    IMAGES.with_borrow_mut(|images| images.insert(key, url.clone()));
    Ok(url)
}

/// Whether the operating system may show notices; sets it when asked to.
pub async fn system_notices(on: Option<bool>) -> Result<bool, ApiError> {
    let on = on.map(|on| if on { "true" } else { "false" });
    let options = headers(&[("x-call", "notices"), ("x-on", on.unwrap_or_default())]);
    let reply = invoke("os", &Uint8Array::new_with_length(0), &options)
        .await
        .map_err(refusal)?;
    let on = Reflect::get(&reply, &"on".into()).ok();
    Ok(on.and_then(|on| on.as_bool()).unwrap_or(true))
}

/// A call with bytes, answered by JSON.
pub async fn os_text(
    call: &str,
    args: &[(&str, &str)],
    bytes: Option<js_sys::ArrayBuffer>,
) -> Result<String, ApiError> {
    let args: Vec<(&str, String)> = args
        .iter()
        .map(|(name, value)| (*name, js_sys::encode_uri_component(value).into()))
        .collect();
    let mut said = vec![("x-call", call)];
    said.extend(args.iter().map(|(name, value)| (*name, value.as_str())));
    let body = match bytes {
        Some(bytes) => Uint8Array::new(&bytes),
        None => Uint8Array::new_with_length(0),
    };
    let reply = invoke("os", &body, &headers(&said)).await;
    reply.map(text).map_err(refusal)
}

/// Has the shell save one file of the rescue; where it lies now.
pub async fn save_rescue(file: u64, name: &str) -> Result<String, ApiError> {
    let file = file.to_string();
    let args = [("x-file", file.as_str()), ("x-name", name)];
    let saved = os_text("keep_rescue", &args, None).await?;
    let saved: serde_json::Value =
        serde_json::from_str(&saved).map_err(|e| super::unreadable(&e))?;
    Ok(saved["place"].as_str().unwrap_or_default().to_string())
}

fn set(object: &Object, name: &str, value: &JsValue) {
    // Setting a property of a fresh plain object cannot fail.
    let _ = Reflect::set(object, &name.into(), value);
}

fn headers(pairs: &[(&str, &str)]) -> JsValue {
    let (options, headers) = (Object::new(), Object::new());
    for (name, value) in pairs {
        set(&headers, name, &(*value).into());
    }
    set(&options, "headers", &headers);
    options.into()
}

fn text(value: JsValue) -> String {
    js_sys::JSON::stringify(&value)
        .ok()
        .and_then(|s| s.as_string())
        .unwrap_or_else(|| "null".into())
}

fn refusal(error: JsValue) -> ApiError {
    let said = error.as_string().unwrap_or_else(|| text(error));
    serde_json::from_str(&said).unwrap_or_else(|_| {
        let brief: String = said.chars().take(200).collect();
        Denial::new(Code::Bug).with("detail", brief).into()
    })
}
