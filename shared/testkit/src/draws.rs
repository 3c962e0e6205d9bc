//! Numbers drawn by a seed, alike on every machine.

/// A stream of draws; the same seed draws the same.
#[derive(Clone)]
pub struct Draws(fastrand::Rng);

impl Draws {
    /// From a seed. Streams of neighbouring seeds have nothing in common.
    pub fn new(seed: u64) -> Self {
        let far = fastrand::Rng::with_seed(seed).u64(..);
        Draws(fastrand::Rng::with_seed(far))
    }
    /// 0 up to, not including, `n`.
    pub fn below(&mut self, n: usize) -> usize {
        self.0.usize(..n)
    }
    /// True in `percent` of 100 cases.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
    /// One of these; they are not empty.
    pub fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
    /// Something in `percent` of 100 cases.
    pub fn some<T>(&mut self, percent: usize, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.chance(percent).then(|| make(self))
    }
}
