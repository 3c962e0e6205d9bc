//! The system's clocks.

use std::sync::OnceLock;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

pub use std::time::Instant as Stopwatch;
pub use tokio::time::sleep;

/// Microseconds since 1970, by the system's clock.
pub fn micros() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    i64::try_from(since.unwrap_or_default().as_micros()).unwrap_or(i64::MAX)
}

/// How long the machine has run; where the system does not say, how long this program has.
pub fn uptime() -> Duration {
    static BEGUN: OnceLock<Instant> = OnceLock::new();
    let begun = BEGUN.get_or_init(Instant::now);
    let said = std::fs::read_to_string("/proc/uptime").ok();
    let seconds = said.and_then(|text| text.split('.').next()?.trim().parse().ok());
    seconds.map_or_else(|| begun.elapsed(), Duration::from_secs)
}
