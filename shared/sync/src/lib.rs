//! The Automerge room: an edit becomes a change, a document becomes a ticket, a ticket is written by its editor, and edits
//! travel in frames.
//!
//! Sans-IO. May use: model, automerge, serde, zstd, ed25519. Never contains: tokio, reqwest, rusqlite, a wall clock, random ids.
//! Automerge types do not leave this crate.

mod checksum;
mod doc;
pub mod editor;
#[cfg(feature = "frames")]
mod frame;
mod side;
mod wire;

pub use checksum::{checksummed, verified};
pub use doc::{DocError, Document, Written};
pub use editor::{Changes, EditError, Outcome, TicketEditor};
#[cfg(feature = "frames")]
pub use frame::{
    Answer, Limits, Page, PageTicket, Push, PushReply, TicketAnswer, decode_page, decode_push,
    decode_reply, encode_page, encode_push, encode_reply,
};
pub use side::SideRecord;
pub use wire::{
    Bundle, LooseEdit, Outgoing, Resolver, SeenRef, WireEdit, WireTicket, WireWrite, short,
};
