//! The one place where the worker meets the device.

use crate::message::{self, Asking, Said};
use crate::{room, scope, secret};
use api::{ApiError, Code, Denial, FetchBasemap, Request, Sha256, Topic};
use device::{App, Reply, keys};
use js_sys::{Function, Promise, Reflect};
use std::cell::RefCell;
use std::path::Path;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Folder of the origin's private file system.
const FOLDER: &str = "zs12345";
/// Folder of the device in it.
const DEVICE: &str = "device";
/// How a browser calls files that another page holds.
const BUSY: &str = "NoModificationAllowedError";
/// A page that was just closed lets go of its files a moment later: how often it is tried, and after how many milliseconds.
const TRIES: (u32, u32) = (40, 100);

/// One officer's device behind the page, opened at the first question, syncing by itself for as long as the worker lives.
#[derive(Default)]
pub struct Door {
    app: RefCell<Option<App>>,
    opening: RefCell<Option<Promise>>,
}

impl Door {
    /// Answers the page.
    pub async fn answer(&self, asking: Asking) -> Result<Said, ApiError> {
        // Whoever only comes back to a page takes nothing away from the page that has the files.
        let app = if matches!(asking, Asking::Wake) {
            let open = self.app.borrow().clone();
            match open {
                Some(app) => app,
                None => return Ok(Said::Text("null".into())),
            }
        } else {
            self.enter().await?
        };
        match asking {
            Asking::Call(kind, name, args) => {
                if name == FetchBasemap::INFO.name {
                    room::measure().await;
                }
                let value = app.through(kind, &name, args).await?;
                Ok(Said::Text(value.to_string()))
            }
            Asking::Os(call, args, bytes) => {
                if !bytes.is_empty() {
                    room::measure().await;
                }
                let reply = app.os(&call, &args, &bytes).await?;
                Ok(match reply {
                    Reply::Json(value) => Said::Text(value.to_string()),
                    Reply::Bytes(bytes) => Said::Bytes(bytes),
                })
            }
            Asking::Basemap(sha, offset, length) => {
                let sha = Sha256::new(sha)?;
                let piece = app.basemap_bytes(&sha, offset, length).await?;
                Ok(Said::Bytes(piece))
            }
            Asking::Wake => {
                app.wake();
                Ok(Said::Text("null".into()))
            }
            Asking::Unknown(door) => {
                Err(Denial::new(Code::CommandUnknown).with("value", door).into())
            }
        }
    }

    /// The device, once this is the only page on the origin's files. `StoreBusy` while another is open: the page says so and
    /// offers to try again.
    async fn enter(&self) -> Result<App, ApiError> {
        if let Some(app) = self.app.borrow().clone() {
            return Ok(app);
        }
        // Questions that come meanwhile wait for the same opening.
        let opening = self.opening.borrow().clone();
        let opening = opening.unwrap_or_else(|| {
            let opening = wasm_bindgen_futures::future_to_promise(mount());
            *self.opening.borrow_mut() = Some(opening.clone());
            opening
        });
        let opened = JsFuture::from(opening).await;
        if let Err(why) = &opened {
            *self.opening.borrow_mut() = None;
            let busy = why.as_string().is_some_and(|why| why.contains(BUSY));
            return Err(if busy {
                Code::StoreBusy
            } else {
                Code::BrowserUnfit
            }
            .into());
        }
        let own = opened.unwrap_or_default();
        let mut app = self.app.borrow_mut();
        Ok(app.get_or_insert_with(|| open(&own)).clone())
    }
}

fn open(own: &JsValue) -> App {
    let app = App::open_with(Path::new(DEVICE), Box::new(secret::taken(own)));
    app.measure_space_by(room::measured());
    let noting = app.clone();
    app.on_notice(move |topic| {
        if topic == Topic::Outbox {
            // A note that fails is made with the next change.
            let _ = noting.note_waiting();
        }
        message::tell(&scope(), topic);
    });
    app.start_background();
    app
}

/// Answers the browser's own secret of this device.
async fn mount() -> Result<JsValue, JsValue> {
    let mut left = TRIES.0;
    loop {
        match device::mount(FOLDER).await {
            // A key is made for a device that is to be enrolled; one that is missing later is missed, not made anew.
            Ok(()) => return Ok(secret::ask(!keys::exists(Path::new(DEVICE))).await),
            Err(error) if left == 0 || !error.to_string().contains(BUSY) => {
                return Err(error.to_string().into());
            }
            Err(_) => left -= 1,
        }
        later(TRIES.1).await;
    }
}

async fn later(millis: u32) {
    let waiting = Promise::new(&mut |done, _| {
        let timer = Reflect::get(&scope(), &"setTimeout".into());
        if let Ok(timer) = timer.and_then(JsCast::dyn_into::<Function>) {
            let _ = timer.call2(&JsValue::UNDEFINED, &done, &millis.into());
        }
    });
    let _ = JsFuture::from(waiting).await;
}
