//! One officer's tablet without a window: encrypted store, photos, sync driver, use cases.
//!
//! May use: api, model, sync, rusqlite, reqwest, tokio, image. Never contains: tauri types, a page's labels. What is refused
//! leaves as a closed code with its values; values that are words, such as the name of a field, are Chinese.

pub mod app;
mod clock;
mod courier;
mod driver;
pub mod error;
mod files;
pub mod keys;
mod lock;
mod marks;
mod packs;
pub mod photos;
mod pin;
mod rescue;
mod sealed;
mod session;
mod signer;
mod store;
#[cfg(not(target_family = "wasm"))]
mod system;
mod tries;
mod wipe;

#[cfg(not(target_family = "wasm"))]
pub use app::Background;
pub use app::{App, Claim, Reply, Waits};
pub use error::{Error, Result};
#[cfg(target_family = "wasm")]
pub use files::mount;
pub use rescue::RESCUE_MAX;
#[cfg(not(target_family = "wasm"))]
pub use system::System;
