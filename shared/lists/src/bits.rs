//! A set of tickets, one bit each.

/// The set. A ticket is named by its place in the columns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bits {
    words: Vec<u64>,
}

impl Bits {
    /// An empty set with room for this many places.
    pub fn new(len: usize) -> Self {
        Bits {
            words: vec![0; len.div_ceil(64)],
        }
    }
    /// Adds one; the set grows when it has to.
    pub fn put(&mut self, at: usize) {
        let word = at / 64;
        if word >= self.words.len() {
            self.words.resize(word + 1, 0);
        }
        self.words[word] |= 1 << (at % 64);
    }
    /// Takes one away.
    pub fn remove(&mut self, at: usize) {
        if let Some(word) = self.words.get_mut(at / 64) {
            *word &= !(1 << (at % 64));
        }
    }
    /// Whether one is in it.
    pub fn has(&self, at: usize) -> bool {
        let word = self.words.get(at / 64);
        word.is_some_and(|word| word >> (at % 64) & 1 == 1)
    }
    /// How many.
    pub fn count(&self) -> u64 {
        self.words.iter().map(|w| u64::from(w.count_ones())).sum()
    }
    /// Keeps those for which the condition holds.
    pub fn keep(&mut self, condition: impl Fn(usize) -> bool) {
        for (i, word) in self.words.iter_mut().enumerate() {
            // Of many all are asked, which costs no jumps; the last bit says that each of the 64 is a ticket's place.
            if word.count_ones() > 16 && *word >> 63 == 1 {
                let held = (0..64).fold(0, |held, bit| {
                    held | u64::from(condition(i * 64 + bit)) << bit
                });
                *word &= held;
                continue;
            }
            let mut left = *word;
            while left != 0 {
                let bit = left.trailing_zeros();
                left &= left - 1;
                *word &= !(u64::from(!condition(i * 64 + bit as usize)) << bit);
            }
        }
    }
    /// Keeps those that are in the other set too.
    pub fn and(&mut self, other: &Bits) {
        let others = other.words.iter().copied().chain(std::iter::repeat(0));
        self.words
            .iter_mut()
            .zip(others)
            .for_each(|(word, other)| *word &= other);
    }
    /// Takes those of the other set away.
    pub fn and_not(&mut self, other: &Bits) {
        self.words
            .iter_mut()
            .zip(&other.words)
            .for_each(|(word, other)| *word &= !other);
    }
    /// Adds those of the other set.
    pub fn or(&mut self, other: &Bits) {
        if self.words.len() < other.words.len() {
            self.words.resize(other.words.len(), 0);
        }
        self.words
            .iter_mut()
            .zip(&other.words)
            .for_each(|(word, other)| *word |= other);
    }
    /// The places, in order.
    pub fn iter(&self) -> impl Iterator<Item = usize> {
        self.words.iter().enumerate().flat_map(|(i, word)| {
            let mut left = *word;
            std::iter::from_fn(move || {
                let bit = left.trailing_zeros() as usize;
                (left != 0).then(|| {
                    left &= left - 1;
                    i * 64 + bit
                })
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn bits(of: &BTreeSet<usize>) -> Bits {
        let mut bits = Bits::new(300);
        of.iter().for_each(|at| bits.put(*at));
        bits
    }

    proptest! {
        #[test]
        fn bits_are_sets(a: BTreeSet<u8>, b: BTreeSet<u8>, m in 1_usize..9) {
            let (a, b): (BTreeSet<usize>, BTreeSet<usize>) =
                (a.into_iter().map(Into::into).collect(), b.into_iter().map(Into::into).collect());
            let held = |bits: &Bits| bits.iter().collect::<BTreeSet<_>>();
            let (mut and, mut or, mut kept, mut less) = (bits(&a), bits(&a), bits(&a), bits(&a));
            less.and_not(&bits(&b));
            and.and(&bits(&b));
            or.or(&bits(&b));
            kept.keep(|at| at % m == 0);
            prop_assert_eq!(held(&and), &a & &b);
            prop_assert_eq!(held(&or), &a | &b);
            prop_assert_eq!(held(&less), &a - &b);
            prop_assert_eq!(held(&kept), a.iter().copied().filter(|at| at % m == 0).collect::<BTreeSet<_>>());
            prop_assert_eq!(kept.count(), held(&kept).len() as u64);
            prop_assert!((0..300).all(|at| kept.has(at) == held(&kept).contains(&at)));
        }
    }
}
