//! One process writes to a store at a time; one process syncs it at a time.

#[cfg(not(target_family = "wasm"))]
mod native;
#[cfg(target_family = "wasm")]
mod web;

#[cfg(not(target_family = "wasm"))]
pub use native::{Lock, hold};
#[cfg(target_family = "wasm")]
pub use web::{Lock, hold};

use std::time::Duration;

/// How long a writer waits for another window before it gives up.
pub const PATIENCE: Duration = Duration::from_secs(10);
