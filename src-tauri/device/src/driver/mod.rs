//! Sync: what waits goes up, what changed comes down. The only place where this crate talks to a network.
//!
//! `sync` orchestrates; `push`, `pull`, `lists` and `photos` are its legs; all of them work on a `pass`. An answer of the
//! pool is taken in as one transaction, the `intake`, and counts once that is on disk. Nothing in here knows the app.

mod address;
mod carried;
mod copy;
mod cursor;
mod engine;
mod fallen;
mod findings;
mod intake;
mod lists;
mod net;
mod news;
mod papers;
mod pass;
mod photos;
mod pull;
mod push;
mod sync;
mod tally;
#[cfg(test)]
mod tests;
mod wire;
mod witness;

pub(crate) use address::{above, check_address, is_elsewhere, pasted};
pub(crate) use carried::Refusals;
pub(crate) use engine::Engine;
pub(crate) use lists::store_lists;
pub(crate) use net::{Net, SAID_MAX};
pub(crate) use pass::Host;
pub(crate) use push::{Load, pack_all};
pub(crate) use sync::run;
pub(crate) use tally::Tally;
pub(crate) use witness::all as audit_heads;
