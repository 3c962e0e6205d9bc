//! The Automerge room: an edit becomes a change, a document becomes a ticket, a ticket is written by its editor, and edits
//! travel in frames.
//!
//! Sans-IO. May use: model, automerge, serde, zstd, ed25519, chacha20poly1305. Never contains: tokio, reqwest, rusqlite, a wall clock, random ids.
//! Automerge types do not leave this crate.

#[cfg(feature = "frames")]
pub mod audit_head;
mod checksum;
mod doc;
pub mod editor;
#[cfg(feature = "frames")]
mod frame;
#[cfg(feature = "frames")]
pub mod request;
#[cfg(feature = "frames")]
pub mod rescue;
mod side;
mod wire;

#[cfg(feature = "frames")]
pub use audit_head::{AuditHead, HeldHead};
pub use checksum::{checksummed, verified};
pub use doc::{DocError, Document, Written};
pub use editor::{Changes, EditError, Outcome, TicketEditor};
#[cfg(feature = "frames")]
pub use frame::{
    Answer, Counts, Limits, Page, PageTicket, Push, PushReply, TicketAnswer, decode_page,
    decode_push, decode_reply, encode_page, encode_push, encode_reply,
};
#[cfg(feature = "frames")]
pub use request::SignedRequest;
pub use side::SideRecord;
pub use wire::{
    Bundle, LooseEdit, Outgoing, Resolver, SeenRef, WireEdit, WireTicket, WireWrite, short,
};
