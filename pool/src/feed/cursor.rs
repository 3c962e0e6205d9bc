//! Positions in the feed as devices are given them: with a tag under the pool's key, so that what comes back is known to have
//! been given to this device in this epoch. To a device it is one number that grows with the position.

use crate::stamp::{self, Purpose};
use crate::store::Keys;
use model::DeviceId;

/// Bits of the tag; those above hold the position.
const TAG_BITS: u32 = 30;

/// The number a device is given for a position.
pub fn give(keys: &Keys, device: &DeviceId, epoch: u64, position: u64) -> u64 {
    match position {
        0 => 0,
        _ => position << TAG_BITS | tag(keys, device, epoch, position),
    }
}

/// What a device claims by a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    /// This pool gave it to this device, in this epoch.
    Genuine(u64),
    /// A bare position, as pools before this version gave it; it says nothing about what this pool knew.
    Bare(u64),
    /// Nobody gave it.
    False,
}

/// What a device claims by a number of an epoch.
pub fn claim(keys: &Keys, device: &DeviceId, epoch: u64, number: u64) -> Claim {
    let position = number >> TAG_BITS;
    if position == 0 {
        return Claim::Bare(number);
    }
    match give(keys, device, epoch, position) == number {
        true => Claim::Genuine(position),
        false => Claim::False,
    }
}

fn tag(keys: &Keys, device: &DeviceId, epoch: u64, position: u64) -> u64 {
    let text = format!("{device}:{epoch}:{position}");
    let tag = stamp::tag(keys, Purpose::Cursor, text.as_bytes());
    let first = tag.first_chunk().map_or(0, |b| u64::from_be_bytes(*b));
    first >> (u64::BITS - TAG_BITS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::TempDir;

    #[test]
    fn only_what_was_given_to_this_device_in_this_epoch_is_genuine() {
        let folder = TempDir::new().unwrap();
        let keys = Keys::create(folder.path()).unwrap();
        let (one, two) = ("00000000000000aa", "00000000000000bb");
        let (one, two) = (DeviceId::new(one).unwrap(), DeviceId::new(two).unwrap());
        let mut last = 0;
        for position in [1, 2, 3, 1_000, 20_000_000, (1 << 33) - 1] {
            let number = give(&keys, &one, 3, position);
            assert!(number > last && i64::try_from(number).is_ok());
            last = number;
            assert_eq!(claim(&keys, &one, 3, number), Claim::Genuine(position));
            assert_eq!(claim(&keys, &two, 3, number), Claim::False);
            assert_eq!(claim(&keys, &one, 4, number), Claim::False);
            assert_eq!(claim(&keys, &one, 3, number ^ 1), Claim::False);
        }
        assert_eq!(claim(&keys, &one, 3, u64::MAX), Claim::False);
        assert_eq!(give(&keys, &one, 3, 0), 0);
        // What pools gave before is a position and no proof.
        assert_eq!(claim(&keys, &one, 3, 4711), Claim::Bare(4711));
    }
}
