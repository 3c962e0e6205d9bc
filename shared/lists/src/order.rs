//! One page of an order, without sorting everything.

use crate::Bits;

/// What tickets are ordered by. The row number is part of it, so that no two keys are equal.
pub type Key = [i64; 3];

/// Keys and places of the tickets after a key, in order: the first `skip` left out, then at most `take`.
pub fn page(
    bits: &Bits,
    key: impl Fn(usize) -> Key,
    after: Option<Key>,
    skip: usize,
    take: usize,
) -> Vec<(Key, usize)> {
    let wanted = skip.saturating_add(take).max(1);
    // Twice as many as wanted are collected, then the later half is dropped: one pass, few tickets kept.
    let room = wanted.saturating_mul(2);
    let mut first: Vec<(Key, usize)> = Vec::new();
    let mut last: Option<Key> = None;
    for at in bits.iter() {
        let key = key(at);
        if after.is_some_and(|after| key <= after) || last.is_some_and(|last| key >= last) {
            continue;
        }
        first.push((key, at));
        if first.len() >= room {
            first.select_nth_unstable(wanted - 1);
            first.truncate(wanted);
            last = first.last().map(|f| f.0);
        }
    }
    if skip >= first.len() {
        return Vec::new();
    }
    if skip > 0 {
        first.select_nth_unstable(skip);
        first.drain(..skip);
    }
    if take < first.len() {
        first.select_nth_unstable(take);
        first.truncate(take);
    }
    first.sort_unstable();
    first
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_page_is_a_slice_of_everything_sorted(
            dues in proptest::collection::vec(0_i64..50, 0..300),
            after in proptest::option::of(0_i64..50),
            skip in 0_usize..150,
            take in 1_usize..60,
        ) {
            let mut bits = Bits::new(dues.len());
            (0..dues.len()).for_each(|at| bits.put(at));
            let key = |at: usize| [dues[at], at as i64, 0];
            let after = after.map(|due| [due, i64::MAX, 0]);
            let mut all: Vec<(Key, usize)> = (0..dues.len()).map(|at| (key(at), at)).collect();
            all.sort();
            let wanted: Vec<_> = all.into_iter().filter(|(k, _)| after.is_none_or(|after| *k > after))
                .skip(skip).take(take).collect();
            prop_assert_eq!(page(&bits, key, after, skip, take), wanted);
        }
    }
}
