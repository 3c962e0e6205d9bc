//! The desk's benches: copies of the demo's tickets in pools of any size, a pool over a folder, random questions, and a watch.

mod copies;
mod fill;
mod served;
mod watch;

pub use copies::copies;
pub use fill::{SEED, folder};
pub use served::Served;
pub use watch::Watch;

/// Draws from one seed, the same every time.
#[derive(Clone)]
pub struct Draws(u64);

impl Draws {
    /// From a seed.
    pub fn new(seed: u64) -> Self {
        Draws(seed ^ 0x9e37_79b9_7f4a_7c15)
    }
    /// A number below another.
    pub fn below(&mut self, below: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below.max(1)
    }
    /// One of these; they are not empty.
    pub fn of<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len() as u64) as usize]
    }
}
