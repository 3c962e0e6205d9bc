//! The pool's doors: calls, sync, photos, notices, pages.

mod authority;
mod basemap;
mod caller;
mod calls;
mod devices;
mod error;
mod exports;
mod files;
mod filter;
mod gate;
mod headers;
mod limits;
mod notices;
mod openapi;
mod pages;
mod photos;
mod refusals;
mod router;
mod server;
mod signed;
mod site;
mod state;
pub mod threshold;

pub use caller::{COOKIE, GUARD};
pub use openapi::document as openapi;
pub use refusals::{finish as finish_refusals, keep as keep_refusals};
pub use router::router;
pub use server::serve;
pub use state::{App, Frontend};
