//! To the device in this browser's worker: the same doors as in the window, as messages. The worker is made at the first
//! question and lives as long as the page.

use api::{ApiError, NewPhoto, Topic};
use futures::channel::oneshot;
use js_sys::{Array, ArrayBuffer, Object, Reflect, Uint8Array};
use model::{Code, Denial, PhotoKind, Sha256};
use serde_json::json;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageEvent, Worker, WorkerOptions, WorkerType};

/// Where this browser notes that it is a tablet.
const MARK: &str = "zs12345.tablet";
/// How the page that was laid out names the worker's script.
const SCRIPT: &str = "zs12345Device";

type Waiting = HashMap<u32, oneshot::Sender<Result<JsValue, ApiError>>>;

/// The worker with the questions it has not answered yet.
struct Device {
    worker: Worker,
    waiting: Waiting,
}

type Heard = Rc<dyn Fn(Topic)>;

thread_local! {
    static DEVICE: RefCell<Option<Device>> = const { RefCell::new(None) };
    /// Questions asked since the page was opened, whichever worker answers them.
    static ASKED: Cell<u32> = const { Cell::new(0) };
    /// Photos that were handed over and are not taken in yet.
    static TAKING: Cell<u32> = const { Cell::new(0) };
    static HEARD: RefCell<Option<Heard>> = const { RefCell::new(None) };
    /// Addresses of images that were fetched, for as long as the page lives.
    static IMAGES: RefCell<HashMap<(String, bool), String>> = RefCell::default();
}

/// Whether this browser is somebody's tablet, or is becoming it.
pub fn is_there() -> bool {
    script().is_some() && storage().is_some_and(|s| s.get_item(MARK).ok().flatten().is_some())
}

/// Whether the pool has given this page what makes a tablet; what its browser lacks is another question.
pub fn is_offered() -> bool {
    script().is_some()
}

/// Whether photos are on their way into the store.
pub fn takes_photo() -> bool {
    TAKING.get() > 0
}

/// Has the device sync soon.
pub fn wake() {
    leptos::task::spawn_local(async {
        let _ = ask("wake", "", "", None).await;
    });
}

/// Notes that this browser is a tablet from the next page on, or that it is none.
pub fn mark(tablet: bool) {
    if let Some(storage) = storage() {
        // A browser that stores nothing is no tablet, and the next page says so.
        let _ = match tablet {
            true => storage.set_item(MARK, "1"),
            false => storage.remove_item(MARK),
        };
    }
}

/// Hears from the device what has changed, for as long as the page lives.
pub fn listen(on_notice: impl Fn(Topic) + 'static) {
    HEARD.with_borrow_mut(|heard| *heard = Some(Rc::new(on_notice)));
    for event in ["online", "visibilitychange", "pageshow"] {
        let woken = Closure::<dyn Fn()>::new(|| {
            if crate::browser::visible() {
                wake();
            }
        });
        if let Some(window) = web_sys::window() {
            let woken = woken.into_js_value();
            let target: &web_sys::EventTarget = match window.document() {
                Some(ref document) if event == "visibilitychange" => &document.clone().into(),
                _ => &window.clone().into(),
            };
            let _ = target.add_event_listener_with_callback(event, woken.unchecked_ref());
        }
    }
}

/// Makes one call.
pub async fn call(name: &str, changes: bool, body: &str) -> Result<String, ApiError> {
    let door = if changes { "tell" } else { "ask" };
    text(ask(door, name, body, None).await?)
}

/// Hands a camera file to the device, which scales and stores it. The bytes are handed over, not copied.
pub async fn take_photo(
    file: web_sys::File,
    kind: PhotoKind,
    instead: Option<&Sha256>,
) -> Result<NewPhoto, ApiError> {
    let name = file.name();
    let buffer = JsFuture::from(file.array_buffer()).await;
    let broken = |_| ApiError::from(Denial::new(Code::PhotoBroken).with("name", &name));
    let buffer: ArrayBuffer = buffer.map_err(broken)?.unchecked_into();
    let mut args = json!({"name": name, "kind": kind.as_str()});
    if let Some(instead) = instead {
        args["instead"] = json!(instead);
    }
    let args = args.to_string();
    TAKING.set(TAKING.get() + 1);
    let taken = ask("os", "take_photo", &args, Some(buffer)).await;
    TAKING.set(TAKING.get() - 1);
    let reply = text(taken?)?;
    serde_json::from_str(&reply).map_err(|e| super::unreadable(&e))
}

/// Lets go of the addresses of a photo that is not kept.
pub fn forget_photo(sha: &Sha256) {
    IMAGES.with_borrow_mut(|images| {
        images.retain(|(known, _), url| {
            let kept = *known != sha.to_string();
            if !kept {
                let _ = web_sys::Url::revoke_object_url(url);
            }
            kept
        });
    });
}

/// An image of the device as an address for `<img>`.
pub async fn photo(sha: &Sha256, thumb: bool) -> Result<String, ApiError> {
    let key = (sha.to_string(), thumb);
    if let Some(known) = IMAGES.with_borrow(|images| images.get(&key).cloned()) {
        return Ok(known);
    }
    let size = if thumb { "thumb" } else { "full" };
    let args = json!({"sha256": sha, "size": size}).to_string();
    let buffer = ask("os", "photo", &args, None).await?;
    let blob = web_sys::Blob::new_with_u8_array_sequence(&Array::of1(&Uint8Array::new(&buffer)));
    let url = blob.and_then(|blob| web_sys::Url::create_object_url_with_blob(&blob));
    let url = url.map_err(|_| ApiError::from(Code::PhotoNotFound))?;
    IMAGES.with_borrow_mut(|images| images.insert(key, url.clone()));
    Ok(url)
}

/// Whether notices of what waits may be shown; sets it when asked to.
pub async fn system_notices(on: Option<bool>) -> Result<bool, ApiError> {
    let on = on.map_or(String::new(), |on| on.to_string());
    let reply = text(ask("os", "notices", &json!({ "on": on }).to_string(), None).await?)?;
    let reply: serde_json::Value =
        serde_json::from_str(&reply).map_err(|e| super::unreadable(&e))?;
    Ok(reply["on"].as_bool().unwrap_or(true))
}

/// A call with bytes, answered by text.
pub async fn os_text(
    call: &str,
    args: &serde_json::Value,
    bytes: Option<ArrayBuffer>,
) -> Result<String, ApiError> {
    text(ask("os", call, &args.to_string(), bytes).await?)
}

/// Has the browser save one file of the rescue.
pub async fn save_rescue(file: u64, name: &str) -> Result<(), ApiError> {
    let args = json!({ "file": file.to_string() }).to_string();
    let buffer = ask("os", "save_rescue", &args, None).await?;
    crate::browser::save_file(name, &buffer).map_err(|_| Code::BrowserUnfit.into())
}

/// Lets go of every image: whoever locks leaves nothing in clear behind.
pub fn forget_photos() {
    IMAGES.with_borrow_mut(|images| {
        for url in images.drain().map(|(_, url)| url) {
            let _ = web_sys::Url::revoke_object_url(&url);
        }
    });
}

/// Bytes of a fetched basemap pack.
pub async fn piece(sha: &str, offset: f64, length: f64) -> Result<JsValue, ApiError> {
    ask(
        "basemap",
        sha,
        &json!([whole(offset), whole(length)]).to_string(),
        None,
    )
    .await
}

/// Asks the worker and waits for its answer.
async fn ask(
    door: &str,
    call: &str,
    args: &str,
    bytes: Option<ArrayBuffer>,
) -> Result<JsValue, ApiError> {
    let message = Object::new();
    for (name, value) in [("door", door), ("call", call), ("args", args)] {
        set(&message, name, &value.into());
    }
    let handed_over = Array::new();
    if let Some(bytes) = bytes {
        set(&message, "bytes", &bytes);
        handed_over.push(&bytes);
    }
    let answer = DEVICE.with_borrow_mut(|slot| {
        if slot.is_none() {
            *slot = Some(start().map_err(|_| ApiError::from(Code::BrowserUnfit))?);
        }
        let device = slot.as_mut().ok_or(Code::Bug)?;
        let id = ASKED.get().wrapping_add(1);
        ASKED.set(id);
        set(&message, "id", &id.into());
        let (tell, answer) = oneshot::channel();
        device.waiting.insert(id, tell);
        let posted = device
            .worker
            .post_message_with_transfer(&message, &handed_over);
        posted.map_err(|_| ApiError::from(Code::BrowserUnfit))?;
        Ok::<_, ApiError>(answer)
    })?;
    answer
        .await
        .unwrap_or_else(|_| Err(Code::BrowserUnfit.into()))
}

fn start() -> Result<Device, JsValue> {
    let options = WorkerOptions::new();
    options.set_type(WorkerType::Module);
    let script = script().ok_or(JsValue::UNDEFINED)?;
    let worker = Worker::new_with_options(&script, &options)?;
    let heard = Closure::<dyn Fn(MessageEvent)>::new(|event: MessageEvent| hear(&event.data()));
    worker.set_onmessage(Some(heard.into_js_value().unchecked_ref()));
    // A worker that does not start, or that falls, answers nothing any more: it is ended, so that the next one gets its files,
    // nobody waits for it for ever, and the page asks for the PIN again.
    let fell = Closure::<dyn Fn()>::new(|| {
        if let Some(gone) = DEVICE.with_borrow_mut(Option::take) {
            gone.worker.terminate();
            drop(gone);
            let heard = HEARD.with_borrow(Clone::clone);
            if let Some(heard) = heard {
                heard(Topic::Session);
            }
        }
    });
    worker.set_onerror(Some(fell.into_js_value().unchecked_ref()));
    let piece = Closure::<dyn Fn(String, f64, f64) -> js_sys::Promise>::new(
        |sha: String, offset: f64, length: f64| {
            wasm_bindgen_futures::future_to_promise(async move {
                let piece = piece(&sha, offset, length).await;
                piece.map_err(|error| error.detail.into())
            })
        },
    );
    if let Some(window) = web_sys::window() {
        set(&window, "zs12345Piece", &piece.into_js_value());
    }
    Ok(Device {
        worker,
        waiting: Waiting::new(),
    })
}

fn hear(message: &JsValue) {
    let part = |name: &str| Reflect::get(message, &name.into()).unwrap_or_default();
    if let Some(topic) = part("topic").as_string() {
        let heard = HEARD.with_borrow(Clone::clone);
        if let (Some(heard), Ok(topic)) = (heard, serde_json::from_str(&topic)) {
            heard(topic);
        }
        return;
    }
    let id = part("id")
        .as_f64()
        .map(whole)
        .and_then(|id| u32::try_from(id).ok());
    let tell = DEVICE.with_borrow_mut(|device| device.as_mut()?.waiting.remove(&id?));
    let answer = match part("error").as_string() {
        Some(error) => Err(serde_json::from_str(&error)
            .unwrap_or_else(|_| Denial::new(Code::Bug).with("detail", "worker").into())),
        None => Ok(part("ok")),
    };
    if let Some(tell) = tell {
        // Whoever asked may be gone.
        let _ = tell.send(answer);
    }
}

fn script() -> Option<String> {
    Reflect::get(&js_sys::global(), &SCRIPT.into())
        .ok()?
        .as_string()
}

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok()?
}

fn text(value: JsValue) -> Result<String, ApiError> {
    let wrong = || Denial::new(Code::Bug).with("detail", "worker").into();
    value.as_string().ok_or_else(wrong)
}

fn set(object: &Object, name: &str, value: &JsValue) {
    // Setting a property of a plain object or the window cannot fail.
    let _ = Reflect::set(object, &name.into(), value);
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // JavaScript counts in doubles
fn whole(number: f64) -> u64 {
    number.max(0.0) as u64
}
