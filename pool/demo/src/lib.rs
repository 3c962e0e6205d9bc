//! The demo district 云桥区（演示）: invented places, people and problems, always the same for the same seed, and tickets with a
//! past, told through the pool's own rules.
//!
//! May use: pool, api, model. Never contains: rules of its own, SQL. Disk, database and clock are touched by [`load`] and
//! [`story`] alone.

mod district;
mod lattice;
mod load;
mod noise;
mod outline;
mod people;
mod photos;
mod places;
mod slots;
mod spots;
pub mod story;
#[cfg(test)]
mod tests;
mod theme;
mod tickets;
mod words;

pub use district::{NAME, district, rules};
pub use load::{Commands, load};
pub use people::{PASSWORD, Sample, roles, sample, staff, users};
pub use theme::Theme;
pub use tickets::{DemoIssue, issues};
