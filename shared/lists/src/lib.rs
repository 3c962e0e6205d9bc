//! Is this ticket in the list, and where? One answer for pool, device and the page's canned world: filters, orders, pages,
//! counts, boards and 今日 over columns in memory (ADR 8).
//!
//! May use: api, model, base64. Never contains: a clock, SQL, HTTP, async. A store loads the columns, finds texts and reads
//! rows ([`Source`]); what is asked of them is here.

mod bits;
mod boards;
mod check;
mod columns;
mod counts;
mod cursor;
mod entry;
mod filter;
mod names;
mod order;
mod page;
mod scope;
#[cfg(feature = "suite")]
pub mod suite;
mod today;

pub use bits::Bits;
pub use check::check;
pub use columns::{Age, Columns, flag, number};
pub use entry::{Entry, NEVER};
pub use filter::Filter;
pub use names::{NONE, Names};
pub use order::{Key, page};
pub use page::{Found, Lists, OwnAct, Source};
pub use today::{RETURNED_DAYS, midnight};
