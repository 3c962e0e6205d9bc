//! One test for two shares: whether a of a+b differs from c of c+d by more than chance (docs/scores.md 3). Whole numbers,
//! and Fisher's exact tail where a count is too small for them.

use std::cmp::Ordering;

/// How sure one has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// For effects: once in twenty by chance.
    Usual,
    /// For what judges a unit or looks at many lines: once in a hundred.
    Strict,
}

impl Level {
    /// Least χ², times a hundred.
    const fn chi100(self) -> u128 {
        match self {
            Level::Usual => 384,
            Level::Strict => 664,
        }
    }
    /// Greatest probability of one tail.
    const fn tail(self) -> f64 {
        match self {
            Level::Usual => 0.025,
            Level::Strict => 0.005,
        }
    }
}

/// Good and all of two sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Four {
    a: u64,
    b: u64,
    c: u64,
    d: u64,
}

/// Greatest count: beyond it the products no longer fit, and no district has so many.
const MOST: u64 = 1 << 22;

impl Four {
    /// `a` of `a + b` against `c` of `c + d`.
    pub fn new(a: u64, b: u64, c: u64, d: u64) -> Self {
        let [a, b, c, d] = [a, b, c, d].map(|n| n.min(MOST));
        Four { a, b, c, d }
    }
    /// `good` of `n` against `other` of `others`.
    pub fn of(good: u64, n: u64, other: u64, others: u64) -> Self {
        let (good, other) = (good.min(n), other.min(others));
        Four::new(good, n - good, other, others - other)
    }
    fn sums(self) -> [u128; 4] {
        let [a, b, c, d] = [self.a, self.b, self.c, self.d].map(u128::from);
        [a + b, c + d, a + c, b + d]
    }
    fn all(self) -> u128 {
        let [one, other, ..] = self.sums();
        one + other
    }
    /// Whether the first share is the smaller, equal or greater.
    pub fn direction(self) -> Ordering {
        let [one, other, ..] = self.sums();
        (u128::from(self.a) * other).cmp(&(u128::from(self.c) * one))
    }
    /// Whether a count is expected to be so small that only the exact tail will do.
    pub fn is_small(self) -> bool {
        let [one, other, good, bad] = self.sums();
        let least = one.min(other) * good.min(bad);
        least < 5 * self.all()
    }
    /// The two sides of 100·n·(ad−bc)² ≥ L·product.
    fn sides(self) -> (u128, u128) {
        let [a, b, c, d] = [self.a, self.b, self.c, self.d].map(u128::from);
        let square = (a * d).abs_diff(b * c);
        let product = self.sums().into_iter().fold(1u128, u128::saturating_mul);
        let left = 100u128.saturating_mul(self.all());
        (left.saturating_mul(square).saturating_mul(square), product)
    }
    /// χ² times a hundred, half-up; none when one side or one answer is empty.
    pub fn chi100(self) -> Option<u128> {
        let (left, product) = self.sides();
        let twice = left.saturating_mul(2).saturating_add(product);
        twice.checked_div(product.saturating_mul(2))
    }
    /// Whether the shares differ at this level. `dispersion` is the overdispersion in percent, at least 100; it matters to χ²
    /// alone.
    pub fn differs(self, level: Level, dispersion: u32) -> bool {
        let direction = self.direction();
        if direction == Ordering::Equal {
            return false;
        }
        if self.is_small() {
            let (lower, upper) = self.tails();
            let tail = match direction {
                Ordering::Less => lower,
                _ => upper,
            };
            return tail <= level.tail();
        }
        let (left, product) = self.sides();
        let bound = product.saturating_mul(level.chi100());
        left.saturating_mul(100) >= bound.saturating_mul(dispersion.max(100).into())
    }
    /// Probability of at most, and of at least, so many good ones of the first side, all sums given: by recurrence, with
    /// multiplication and division alone, so that every machine answers alike.
    pub fn tails(self) -> (f64, f64) {
        let (n, good) = (self.a + self.b, self.a + self.c);
        let others = self.c + self.d;
        let (first, last) = (good.saturating_sub(others), n.min(good));
        // From the likeliest count outwards, so that nothing runs below what a number holds.
        let all = (n + others).max(1);
        let likely = u128::from(n) * u128::from(good) / u128::from(all);
        let middle = u64::try_from(likely).unwrap_or(first).clamp(first, last);
        let up = |x: u64| {
            let over = (n - x) as f64 * (good - x) as f64;
            over / ((x + 1) as f64 * (others + x + 1 - good) as f64)
        };
        let (mut lower, mut upper, mut sum) = (0.0, 0.0, 0.0);
        let mut take = |x: u64, weight: f64| {
            sum += weight;
            if x <= self.a {
                lower += weight;
            }
            if x >= self.a {
                upper += weight;
            }
        };
        take(middle, 1.0);
        let mut weight = 1.0;
        for x in middle..last {
            weight *= up(x);
            take(x + 1, weight);
        }
        weight = 1.0;
        for x in (first..middle).rev() {
            weight /= up(x);
            take(x, weight);
        }
        (lower / sum, upper / sum)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// χ² against 100·n·(ad−bc)², good and all of a unit and of the rest of its group, and whether it stands out.
    #[test]
    fn shares_are_compared_by_chi_square() {
        for (unit, rest, chi, stands_out) in [
            ((40, 45), (300, 360), 92, false),
            ((30, 45), (300, 360), 736, true),
            ((45, 45), (300, 360), 880, true),
        ] {
            let four = Four::of(unit.0, unit.1, rest.0, rest.1);
            assert!(!four.is_small(), "{unit:?}");
            assert_eq!(four.chi100(), Some(chi), "{unit:?}");
            assert_eq!(four.differs(Level::Strict, 100), stands_out, "{unit:?}");
        }
    }

    #[test]
    fn small_counts_are_compared_exactly() {
        for (unit, rest, lower, upper, stands_out) in [
            ((16, 27), (300, 360), 0.0041, 0.9990, true),
            ((23, 27), (300, 360), 0.6832, 0.5286, false),
            ((27, 27), (300, 360), 1.0, 0.0089, false),
            ((17, 20), (1000, 1100), 0.2769, 0.8963, false),
            ((14, 20), (1000, 1100), 0.0080, 0.9985, false),
            ((9, 12), (970, 1000), 0.0057, 0.9996, false),
        ] {
            let four = Four::of(unit.0, unit.1, rest.0, rest.1);
            assert!(four.is_small(), "{unit:?}");
            let (found_lower, found_upper) = four.tails();
            assert!((found_lower - lower).abs() < 5e-5, "{unit:?} {found_lower}");
            assert!((found_upper - upper).abs() < 5e-5, "{unit:?} {found_upper}");
            assert_eq!(four.differs(Level::Strict, 100), stands_out, "{unit:?}");
        }
    }

    /// Every tail, summed up from binomials that are counted one by one.
    #[test]
    fn tails_are_those_of_counting() {
        fn choose(n: u64, k: u64) -> u128 {
            (0..k).fold(1u128, |c, i| c * u128::from(n - i) / u128::from(i + 1))
        }
        for (n, others, good) in [(6, 9, 5), (12, 30, 25), (1, 7, 8), (20, 20, 0), (9, 4, 13)] {
            let ways = |x: u64| choose(good, x) * choose(n + others - good, n - x);
            let range = good.saturating_sub(others)..=n.min(good);
            let all: u128 = range.clone().map(ways).sum();
            for a in range.clone() {
                let four = Four::of(a, n, good - a, others);
                let lower: u128 = range.clone().filter(|x| *x <= a).map(ways).sum();
                let upper: u128 = range.clone().filter(|x| *x >= a).map(ways).sum();
                let (found_lower, found_upper) = four.tails();
                assert!((found_lower - lower as f64 / all as f64).abs() < 1e-12);
                assert!((found_upper - upper as f64 / all as f64).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn nothing_differs_from_nothing() {
        for (unit, rest) in [
            ((0, 0), (0, 0)),
            ((5, 5), (0, 0)),
            ((3, 3), (9, 9)),
            ((0, 4), (0, 9)),
        ] {
            let four = Four::of(unit.0, unit.1, rest.0, rest.1);
            assert!(!four.differs(Level::Usual, 100), "{unit:?}");
            assert!(!four.tails().0.is_nan() && four.chi100().is_none());
        }
        // More than any district has is cut, not overflown.
        assert!(Four::of(1, u64::MAX, u64::MAX, u64::MAX).differs(Level::Strict, 100));
    }
}
