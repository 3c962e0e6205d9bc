//! The demo district 云桥区（演示）: invented places, people and problems, always the same for the same seed.
//!
//! Pure data: nothing here touches a disk, a database or a clock. Loading it is the work of `zs12345-pool demo`.

mod district;
mod lattice;
mod outline;
mod people;
pub mod photos;
mod places;
mod rng;
mod slots;
mod spots;
#[cfg(test)]
mod tests;
mod theme;
mod tickets;
mod words;

pub use district::{NAME, district, rules};
pub use people::{PASSWORD, Sample, roles, sample, staff, users};
pub use theme::Theme;
pub use tickets::{DemoIssue, issues};
