//! Sync by itself while a window is open: at the start, soon after each write, every few minutes, with patience.

use super::App;
use api::Topic;
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

/// After a write, so that the next keystroke's write goes along.
const SOON: Duration = Duration::from_secs(2);
const EVERY: Duration = Duration::from_secs(180);
/// The first wait after a failure; doubled up to `EVERY`.
const RETRY: Duration = Duration::from_secs(5);

/// The running driver; it stops when this is dropped.
pub struct Background(JoinHandle<()>);

impl Drop for Background {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl App {
    /// Starts syncing by itself on the given runtime. `on_notice` hears what has changed, from any thread.
    pub fn start_background(
        &self,
        runtime: &Handle,
        on_notice: impl Fn(Topic) + Send + Sync + 'static,
    ) -> Background {
        self.on_notice(on_notice);
        let app = self.clone();
        Background(runtime.spawn(async move {
            let mut failures: u32 = 0;
            loop {
                let once = app.clone();
                // Locked, or paused by the officer.
                let rests = app.is_paused().unwrap_or(true);
                let outcome = if rests { None } else { tokio::task::spawn_blocking(move || once.sync()).await.ok() };
                failures = match outcome {
                    Some(Err(_)) => failures.saturating_add(1),
                    _ => 0,
                };
                let pause = pause(failures);
                tokio::select! {
                    () = tokio::time::sleep(pause) => {}
                    () = app.inner.engine.woken.notified() => tokio::time::sleep(SOON.max(pause.min(RETRY * failures))).await,
                }
            }
        }))
    }
}

/// How long to wait: a few minutes after success, growing from seconds after failures, spread by up to a quarter so that a
/// street of tablets does not come back in the same second.
fn pause(failures: u32) -> Duration {
    let base = match failures {
        0 => EVERY,
        n => RETRY.saturating_mul(1 << (n - 1).min(6)).min(EVERY),
    };
    let spread = crate::keys::random::<1>().map_or(0, |[b]| u32::from(b));
    base + base / 4 * spread / 255
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_are_met_with_growing_patience() {
        for (failures, from, to) in [
            (0, 180, 225),
            (1, 5, 7),
            (2, 10, 13),
            (4, 40, 50),
            (9, 180, 225),
            (u32::MAX, 180, 225),
        ] {
            let found = pause(failures).as_secs();
            assert!((from..=to).contains(&found), "{failures}: {found}");
        }
    }
}
