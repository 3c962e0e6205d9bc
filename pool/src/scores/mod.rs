//! 考 at the pool: a month's lines weighed and summed, appeals against them, the course of the month and what is frozen of it.
//! What counts, and for how much, is decided by `model::score`.

mod appeals;
mod book;
mod course;
mod freeze;
mod lines;
pub mod notice;
mod sheets;
mod sight;

pub use appeals::{Desk, Reader, decide, file, list as list_appeals, opine, withdraw};
pub use book::{Book, Weighed};
pub use course::{Asked, period, step};
pub(crate) use freeze::fits;
pub use lines::instances;
pub use sheets::{group, of_unit, ratings, sheets};
pub use sight::Sight;
