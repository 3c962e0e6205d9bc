//! The one place where the shell meets the device.

use api::{ApiError, Call, Code, Denial, Effect, PhotoKind, Sha256, Topic};
use device::photos::vault::Size;
use device::{App, Background};
use serde_json::Value;
use std::path::Path;
use tauri::async_runtime::{RuntimeHandle, spawn_blocking};

/// One officer's device behind the window, syncing by itself for as long as the window lives.
pub struct Door {
    app: App,
    _background: Background,
}

/// What `os` answers.
pub enum Reply {
    /// A value, sent as JSON.
    Json(Value),
    /// A photo, sent as it is.
    Bytes(Vec<u8>),
}

impl Door {
    /// Takes the folder of the device's data; with a PIN (demo, tests) it is unlocked. A PIN that does not fit leaves it
    /// locked, and the window asks.
    pub fn open(
        data: &Path,
        pin: Option<&str>,
        on_notice: impl Fn(Topic) + Send + Sync + 'static,
    ) -> Self {
        let app = App::open(data);
        if let Some(pin) = pin
            && let Err(refused) = app.unlock(pin)
        {
            eprintln!("{refused}");
        }
        let RuntimeHandle::Tokio(runtime) = tauri::async_runtime::handle();
        let background = app.start_background(&runtime, on_notice);
        Self {
            app,
            _background: background,
        }
    }

    /// A call through the door for `effect`; one that belongs to the other door is refused.
    pub async fn call(&self, effect: Effect, call: &str, args: Value) -> Result<Value, ApiError> {
        let call = Call::parse(call, args)?;
        if call.info().effect != effect {
            return Err(Denial::new(Code::CommandUnknown)
                .with("value", call.info().name)
                .into());
        }
        let app = self.app.clone();
        blocking(move || app.call(call)).await
    }

    /// A call with bytes in either direction.
    pub async fn os(&self, call: &str, args: Value, body: Vec<u8>) -> Result<Reply, ApiError> {
        let app = self.app.clone();
        let text = |name: &str| args[name].as_str().unwrap_or_default().to_owned();
        match call {
            "take_photo" => {
                let (name, kind) = (text("name"), text("kind"));
                blocking(move || {
                    let mut photo = app.take_photo(&name, &body)?;
                    if !kind.is_empty() {
                        photo.kind = kind.parse::<PhotoKind>()?;
                    }
                    Ok(Reply::Json(serde_json::to_value(photo).unwrap_or_default()))
                })
                .await
            }
            "photo" => {
                let sha = Sha256::new(text("sha256"))?;
                let size = if text("size") == "thumb" {
                    Size::Thumb
                } else {
                    Size::Full
                };
                blocking(move || Ok(Reply::Bytes(app.photo(&sha, size)?))).await
            }
            other => {
                let name: String = other.chars().take(40).collect();
                Err(Denial::new(Code::CommandUnknown).with("value", name).into())
            }
        }
    }
}

/// The device blocks on disk, keys and network; the window must not.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ApiError> + Send + 'static,
) -> Result<T, ApiError> {
    match spawn_blocking(work).await {
        Ok(answer) => answer,
        Err(_) => Err(Denial::new(Code::Bug)
            .with("detail", "panic behind the door")
            .into()),
    }
}
