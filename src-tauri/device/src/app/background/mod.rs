//! Sync by itself while a window is open: at the start, soon after each write, every few minutes, with patience.

#[cfg(not(target_family = "wasm"))]
mod native;
#[cfg(target_family = "wasm")]
mod web;

#[cfg(not(target_family = "wasm"))]
pub use native::Background;

use super::App;
use crate::clock;
use crate::error::{Error, Result};
use api::SyncReport;
use model::Code;
use std::time::Duration;

/// After a write, so that the next keystroke's write goes along.
const SOON: Duration = Duration::from_secs(2);
const EVERY: Duration = Duration::from_secs(180);
/// The first wait after a failure; doubled up to `EVERY`.
const RETRY: Duration = Duration::from_secs(5);

/// Syncs by itself, again and again, by the body's way to do it once.
async fn keep_syncing<Once: Future<Output = Option<Result<SyncReport>>>>(
    app: App,
    sync: impl Fn() -> Once,
) {
    let mut failures: u32 = 0;
    loop {
        // Locked, or paused by the officer.
        let rests = app.is_paused().unwrap_or(true);
        let outcome = if rests { None } else { sync().await };
        let asked = outcome
            .as_ref()
            .and_then(|o| asked_to_wait(o.as_ref().err()?));
        failures = match outcome {
            Some(Err(_)) => failures.saturating_add(1),
            _ => 0,
        };
        let pause = spread(asked.unwrap_or_else(|| pause(failures)));
        // Whoever has just enrolled or unlocked waits for what is new; a write, for the next keystroke's.
        let soon = if rests { Duration::ZERO } else { SOON };
        tokio::select! {
            () = clock::sleep(pause) => {}
            () = app.inner.engine.woken.notified(), if asked.is_none() => {
                clock::sleep(soon.max(pause.min(RETRY * failures))).await;
            }
        }
    }
}

/// The time a pool has asked for, at most an hour: budgets may be widened meanwhile.
fn asked_to_wait(error: &Error) -> Option<Duration> {
    match error {
        Error::Denied(denial) if denial.code == Code::BudgetSpent => {
            let minutes: u64 = denial.params.get("minutes")?.parse().ok()?;
            Some(Duration::from_secs(60 * minutes.clamp(1, 60)))
        }
        _ => None,
    }
}

/// How long to wait: a few minutes after success, growing from seconds after failures.
fn pause(failures: u32) -> Duration {
    match failures {
        0 => EVERY,
        n => RETRY.saturating_mul(1 << (n - 1).min(6)).min(EVERY),
    }
}

/// Longer by up to a quarter, so that a street of tablets does not come back in the same second.
fn spread(base: Duration) -> Duration {
    let spread = crate::keys::random::<1>().map_or(0, |[b]| u32::from(b));
    base + base / 4 * spread / 255
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::Denial;

    #[test]
    fn a_pool_that_names_a_time_is_given_it() {
        let spent = |minutes: &str| {
            let denial = Denial::new(Code::BudgetSpent).with("minutes", minutes);
            asked_to_wait(&Error::Denied(denial)).map(|d| d.as_secs() / 60)
        };
        for (said, waits) in [
            ("12", Some(12)),
            ("0", Some(1)),
            ("1400", Some(60)),
            ("soon", None),
        ] {
            assert_eq!(spent(said), waits, "{said}");
        }
        let busy = Error::Denied(Code::TryLater.into());
        assert_eq!(asked_to_wait(&busy), None);
    }

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
            let found = spread(pause(failures)).as_secs();
            assert!((from..=to).contains(&found), "{failures}: {found}");
        }
    }
}
