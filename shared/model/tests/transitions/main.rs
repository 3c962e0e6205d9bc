//! The table of the life cycle, row by row and guard by guard, as data; docs/transitions.md is written from the same data.

mod cases;
mod doc;
mod duty;
mod fields;
mod guards;
mod rows;
mod told;
mod trips;
