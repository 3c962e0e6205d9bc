//! What the tests of several crates stand on: numbers drawn by a seed, a small district with its people, and oracles that share
//! no code with what they are held against.
//!
//! May use: model, fastrand. Only ever a dependency of tests.

pub mod access;
mod draws;
pub mod ground;
pub mod naive;
pub mod pack;
pub mod retold;
pub mod scored;

pub use draws::Draws;
