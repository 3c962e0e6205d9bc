//! Large files that come in pieces and are read in pieces: basemap packs, of gigabytes. What is public is not sealed.

#[cfg(not(target_family = "wasm"))]
mod native;
#[cfg(target_family = "wasm")]
mod web;

#[cfg(not(target_family = "wasm"))]
pub use native::{Pack, Packs};
#[cfg(target_family = "wasm")]
pub use web::{Pack, Packs};
