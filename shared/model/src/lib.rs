//! Nouns and rules of the district ticket pool (工单池): what things are, what is allowed, when it is due.
//!
//! May use: serde, jiff (not its clock), geo-types, geojson, icu_normalizer. Never contains: a clock, randomness, async, Automerge, SQL, HTTP, `cfg(target…)`.
//! Time, identity and random bytes are arguments everywhere.

pub mod act;
pub mod alike;
pub mod area;
pub mod calendar;
pub mod catalogue;
pub mod code;
pub mod danger;
pub mod dating;
pub mod datum;
pub mod deadline;
pub mod decide;
pub mod district;
pub mod draw;
pub mod duty;
pub mod edit;
pub mod effect;
pub mod export;
pub mod facts;
pub mod fault;
pub mod four;
pub mod geo;
pub mod hands;
pub mod id;
pub mod issue;
pub mod json;
pub mod kinds;
pub mod locator;
pub mod mask;
pub mod moment;
pub mod notice;
pub mod number;
pub mod overlay;
pub mod person;
pub mod remark;
pub mod row;
pub mod rulepack;
pub mod scope;
pub mod score;
pub mod search;
pub mod size;
pub mod sought;
pub mod talk;
pub mod text;
pub mod ticket;
pub mod turn;
pub mod unit;
pub mod visit;
pub mod why;
mod words;

pub use act::Action;
pub use code::{Class, Code, Denial};
pub use decide::transition;
pub use id::*;
pub use kinds::*;
pub use moment::Moment;
pub use words::{Closed, ClosedList};
