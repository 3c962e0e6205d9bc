//! The only place of the pool that reads a clock.

use model::Moment;
use std::time::{SystemTime, UNIX_EPOCH};

/// Pool time.
pub fn now() -> Moment {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Moment(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
