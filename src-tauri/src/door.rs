//! The one place where the shell meets the device.

use api::{ApiError, CallKind, Code, Denial, Sha256, Topic};
use device::{App, Background, Claim, Reply, System, Waits};
use parking_lot::Mutex;
use serde_json::Value;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tauri::async_runtime::{RuntimeHandle, spawn_blocking};

/// One officer's device behind the window, syncing by itself for as long as the window lives. Clones share everything.
#[derive(Clone)]
pub struct Door(Arc<Inner>);

struct Inner {
    app: App,
    pin: Option<String>,
    on_notice: Arc<dyn Fn(Topic) + Send + Sync>,
    open: Mutex<Option<Open>>,
    calls: AtomicUsize,
}

/// What this window holds as the only one on the folder.
struct Open {
    _claim: Claim,
    _background: Background,
}

impl Door {
    /// Takes the folder of the device's data; with a PIN (demo, tests) it is unlocked. Nothing is opened yet.
    pub fn new(
        data: &Path,
        pin: Option<String>,
        on_notice: impl Fn(Topic) + Send + Sync + 'static,
    ) -> Self {
        Door(Arc::new(Inner {
            app: App::open_with(data, Box::new(System)),
            pin,
            on_notice: Arc::new(on_notice),
            open: Mutex::default(),
            calls: AtomicUsize::new(0),
        }))
    }

    /// The device, once this is the only window on its folder. `StoreBusy` while another is open: the page says so and
    /// offers to try again. Blocks for a few seconds at most.
    fn enter(&self) -> Result<&App, ApiError> {
        let inner = &*self.0;
        let mut open = inner.open.lock();
        if open.is_none() {
            let claim = inner.app.claim()?;
            if let Some(pin) = &inner.pin
                && let Err(refused) = inner.app.unlock(pin)
            {
                // A PIN that does not fit leaves it locked, and the window asks.
                eprintln!("{refused}");
            }
            let RuntimeHandle::Tokio(runtime) = tauri::async_runtime::handle();
            let on_notice = inner.on_notice.clone();
            let background = inner
                .app
                .start_background(&runtime, move |topic| on_notice(topic));
            *open = Some(Open {
                _claim: claim,
                _background: background,
            });
        }
        Ok(&inner.app)
    }

    /// Opens the device before the page asks for it; a refusal is reported when it does.
    pub fn open_soon(&self) {
        let door = self.clone();
        spawn_blocking(move || drop(door.enter()));
    }

    /// A call through the door for `kind`; one that belongs to the other door is refused.
    pub async fn call(&self, kind: CallKind, name: &str, args: Value) -> Result<Value, ApiError> {
        let name = name.to_owned();
        self.blocking(move |app| app.wait(app.through(kind, &name, args)))
            .await
    }

    /// A call with bytes in either direction, or about the window itself.
    pub async fn os(&self, call: &str, args: Value, body: Vec<u8>) -> Result<Reply, ApiError> {
        let call = call.to_owned();
        self.blocking(move |app| app.wait(app.os(&call, &args, &body)))
            .await
    }

    /// Bytes of the basemap pack that is ready.
    pub async fn basemap(
        &self,
        sha: Sha256,
        offset: u64,
        length: u64,
    ) -> Result<Vec<u8>, ApiError> {
        self.blocking(move |app| Ok(app.wait(app.basemap_bytes(&sha, offset, length))?))
            .await
    }

    /// What waits for the officer, when notices are allowed and the device is open.
    pub fn waits(&self) -> Option<Waits> {
        let app = &self.0.app;
        app.may_notify().ok().filter(|may| *may)?;
        app.waits().ok()
    }

    /// Whether no call is under way.
    pub fn is_idle(&self) -> bool {
        self.0.calls.load(Ordering::Acquire) == 0
    }

    /// The device blocks on disk, keys and network; the window must not.
    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&App) -> Result<T, ApiError> + Send + 'static,
    ) -> Result<T, ApiError> {
        let (door, under_way) = (self.clone(), UnderWay::begin(self));
        let answer = spawn_blocking(move || {
            let _under_way = under_way;
            work(door.enter()?)
        });
        match answer.await {
            Ok(answer) => answer,
            Err(_) => Err(Denial::new(Code::Bug)
                .with("detail", "panic behind the door")
                .into()),
        }
    }
}

/// Counts a call until it is answered, even when it panics.
struct UnderWay(Door);

impl UnderWay {
    fn begin(door: &Door) -> Self {
        door.0.calls.fetch_add(1, Ordering::AcqRel);
        UnderWay(door.clone())
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.0.calls.fetch_sub(1, Ordering::AcqRel);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use std::future::Future;

    fn run<T>(work: impl Future<Output = T>) -> T {
        tauri::async_runtime::block_on(work)
    }

    #[test]
    fn the_second_window_says_so_and_goes_on_when_the_first_is_gone() {
        let dir = tempfile::tempdir().unwrap();
        let door = || Door::new(dir.path(), None, |_| ());
        let (first, second) = (door(), door());
        let me = |door: &Door| run(door.call(CallKind::Reads, "me", Value::Null));
        assert_eq!(me(&first).unwrap()["enrolled"], false);
        let refused = me(&second).unwrap_err();
        assert_eq!(refused.code, Code::StoreBusy);
        assert!(refused.detail.contains("另一个窗口"), "{}", refused.detail);
        drop(first);
        assert!(me(&second).is_ok());
    }

    #[test]
    fn each_call_has_its_door_and_is_counted_until_answered() {
        let dir = tempfile::tempdir().unwrap();
        let door = Door::new(dir.path(), None, |_| ());
        for (kind, call) in [(CallKind::Changes, "me"), (CallKind::Reads, "lock")] {
            let refused = run(door.call(kind, call, Value::Null)).unwrap_err();
            assert_eq!(refused.code, Code::CommandUnknown);
        }
        for call in ["take_photo", "photo", "notices", "rm"] {
            let args = json!({"sha256": "ab".repeat(32)});
            assert!(run(door.os(call, args, Vec::new())).is_err(), "{call}");
        }
        let sha = Sha256::new("ab".repeat(32)).unwrap();
        assert!(run(door.basemap(sha, 0, 1)).is_err());
        assert!(door.is_idle() && door.waits().is_none());
    }
}
