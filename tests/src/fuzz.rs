//! Fuzzing of every parser of foreign bytes, on the stable compiler: seeds grow by mutation, and where the programs were built
//! with counters (`./x fuzz`) an input that reaches new code is kept. `./x test` runs the kept corpus and seconds of mutation.

pub mod corpus;
pub mod coverage;
pub mod memory;
mod mutation;
pub mod run;
pub mod targets;

pub use run::{Found, Limits, fuzz};
pub use targets::{Target, all};
