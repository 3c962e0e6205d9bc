//! Files that are either there as a whole or not at all. The one seam to what keeps bytes: folders of a system, a table in a
//! browser. Both answer in `std::io`'s words.

#[cfg(not(target_family = "wasm"))]
mod native;
#[cfg(target_family = "wasm")]
mod web;

#[cfg(not(target_family = "wasm"))]
pub use native::*;
#[cfg(target_family = "wasm")]
pub use web::*;
