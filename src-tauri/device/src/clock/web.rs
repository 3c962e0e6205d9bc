//! A worker's clocks.

use js_sys::{Date, Function, Promise, Reflect, global};
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Tells how long ago it was started.
#[derive(Debug, Clone, Copy)]
pub struct Stopwatch(Duration);

impl Stopwatch {
    /// Starts one.
    pub fn now() -> Self {
        Stopwatch(uptime())
    }
    /// How long it has run.
    pub fn elapsed(&self) -> Duration {
        uptime().saturating_sub(self.0)
    }
}

/// Microseconds since 1970, by the system's clock, as fine as the browser tells.
#[allow(clippy::cast_possible_truncation)] // whole milliseconds of this age of the world
pub fn micros() -> i64 {
    (Date::now() * 1000.0) as i64
}

/// How long this worker has run: a browser does not say it of the machine. A page that is opened again begins anew, which
/// makes a wait longer and never shorter.
pub fn uptime() -> Duration {
    let performance = Reflect::get(&global(), &"performance".into());
    let now = performance.and_then(|clock| {
        let now: Function = Reflect::get(&clock, &"now".into())?.dyn_into()?;
        now.call0(&clock)
    });
    let millis = now.ok().and_then(|now| now.as_f64()).unwrap_or_default();
    Duration::from_secs_f64(millis.max(0.0) / 1000.0)
}

/// Waits.
pub async fn sleep(time: Duration) {
    let millis = u32::try_from(time.as_millis()).unwrap_or(u32::MAX);
    let later = Promise::new(&mut |done, _| {
        let timer = Reflect::get(&global(), &"setTimeout".into());
        if let Ok(timer) = timer.and_then(JsCast::dyn_into::<Function>) {
            // A worker without timers does not exist.
            let _ = timer.call2(&JsValue::UNDEFINED, &done, &millis.into());
        }
    });
    let _ = JsFuture::from(later).await;
}
