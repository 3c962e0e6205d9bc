//! What time it is, how long something takes, and waiting: the seam to a body's clocks.

#[cfg(not(target_family = "wasm"))]
mod native;
#[cfg(target_family = "wasm")]
mod web;

#[cfg(not(target_family = "wasm"))]
pub use native::{Stopwatch, micros, sleep, uptime};
#[cfg(target_family = "wasm")]
pub use web::{Stopwatch, micros, sleep, uptime};

use model::Moment;

/// The system's clock; a clock before 1970 reads as 1970.
pub fn now() -> Moment {
    Moment(micros() / 1000)
}
