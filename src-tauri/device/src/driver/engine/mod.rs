//! What runs this device's network calls: a runtime of its own, or the worker's event loop.

#[cfg(not(target_family = "wasm"))]
mod native;
#[cfg(target_family = "wasm")]
mod web;

#[cfg(not(target_family = "wasm"))]
pub use native::Engine;
#[cfg(target_family = "wasm")]
pub use web::Engine;
