//! 考: what counts for a unit, once, in which month, and what it adds up to (docs/scores.md). Whole numbers only.

pub mod appeal;
pub mod band;
pub mod find;
pub mod ledger;
pub mod line;
pub mod mix;
pub mod month;
pub mod period;
pub mod share;
pub mod sheet;
pub mod weigh;

pub use line::{Ground, Indicator, Line};
pub use sheet::{Mark, Sheet};
pub use weigh::{Uncounted, Weight};
