//! How bytes go to a pool and come back: the system's own HTTP, or the browser's. What is asked and what an answer means is
//! `net`'s.

#[cfg(not(target_family = "wasm"))]
mod native;
#[cfg(target_family = "wasm")]
mod web;

#[cfg(not(target_family = "wasm"))]
pub use native::{Arriving, Wire};
#[cfg(target_family = "wasm")]
pub use web::{Arriving, Wire};

use std::time::Duration;

/// How long a line may stay silent before it is cut.
pub const PATIENCE: Duration = Duration::from_secs(60);
