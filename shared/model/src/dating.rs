//! When a write counts. A device's clock is a claim: it is kept as it was, and bounded by what the pool knows before rules use
//! it, never later than the write arrived, never earlier than what its author had seen.

use crate::Moment;

/// What is known of the time of one write that a device sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dating {
    /// By the author's clock.
    pub claimed: Moment,
    /// When it arrived, by the pool's clock.
    pub received: Moment,
    /// The newest pool time that the device had been told when it was written.
    pub seen: Moment,
    /// How far the pool's clock was ahead of the device's when it was sent, in milliseconds.
    pub skew: i64,
    /// How far two clocks may differ, in milliseconds.
    pub allowed: i64,
}

impl Dating {
    /// Of a write that is made here and now.
    pub fn here(now: Moment) -> Self {
        Dating {
            claimed: now,
            received: now,
            seen: now,
            skew: 0,
            allowed: 0,
        }
    }
    /// How far the pool's clock is ahead of the author's, in milliseconds, when that is more than allowed: a fast clock and a
    /// slow one alike, as measured at sending or as the claim itself shows.
    pub fn clock_off(&self) -> Option<i64> {
        let shown = [
            self.skew,
            self.seen.since(self.claimed).max(0),
            self.received.since(self.claimed).min(0),
        ];
        shown.into_iter().find(|ahead| {
            let off = i64::try_from(ahead.unsigned_abs()).unwrap_or(i64::MAX);
            off > self.allowed
        })
    }
    /// The first and the last moment it may have been made at, not before `earliest`: one and the same, unless the clock was off.
    pub fn span(&self, earliest: Moment) -> (Moment, Moment) {
        let first = self.seen.max(earliest).min(self.received);
        match self.clock_off() {
            Some(_) => (first, self.received),
            None => {
                let at = self.claimed.clamp(first, self.received);
                (at, at)
            }
        }
    }
    /// The moment it counts at, not before `earliest`; where the clock was off, its arrival.
    pub fn counts_at(&self, earliest: Moment) -> Moment {
        self.span(earliest).1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const MINUTE: i64 = 60_000;
    const NOON: i64 = 1_795_399_200_000;

    fn dating(claimed: i64, seen: i64, skew: i64) -> Dating {
        Dating {
            claimed: Moment(NOON + claimed * MINUTE),
            received: Moment(NOON),
            seen: Moment(NOON + seen * MINUTE),
            skew: skew * MINUTE,
            allowed: 5 * MINUTE,
        }
    }

    #[test]
    fn a_claim_counts_between_what_was_seen_and_its_arrival() {
        let counts = |claimed, seen, skew, earliest: i64| {
            let at = dating(claimed, seen, skew).counts_at(Moment(NOON + earliest * MINUTE));
            (at.0 - NOON) / MINUTE
        };
        assert_eq!(counts(-30, -60, 0, -90), -30, "made offline");
        assert_eq!(counts(-62, -60, 2, -90), -60, "never before what was seen");
        assert_eq!(counts(-30, -60, 0, -10), -10, "nor before what it follows");
        assert_eq!(
            counts(-30, -60, 0, 10),
            0,
            "which is never after its arrival"
        );
        assert_eq!(counts(3, -60, -3, -90), 0, "never after its arrival");
        for (claimed, seen, skew) in [(-30, -60, 6), (-30, -60, -6), (-90, -60, 0), (6, -60, 0)] {
            assert_eq!(counts(claimed, seen, skew, -90), 0, "the clock is off");
        }
    }

    #[test]
    fn a_slow_clock_is_off_like_a_fast_one() {
        let year = 366 * 24 * 60;
        for (told, d) in [
            ("sent 400 days slow", dating(-year, -year, year)),
            ("sent a year fast", dating(0, -60, -year)),
            ("claims what is before it was told", dating(-year, -60, 0)),
            ("claims what is still to come", dating(year, -60, 0)),
        ] {
            assert!(d.clock_off().is_some(), "{told}");
        }
        assert_eq!(dating(-year, -year, 5).clock_off(), None, "a year offline");
    }

    proptest! {
        #[test]
        fn no_clock_whatever_takes_a_write_out_of_its_bounds(
            claimed in any::<i64>(), received in any::<i64>(), seen in any::<i64>(),
            skew in any::<i64>(), earliest in any::<i64>(),
        ) {
            let (claimed, received) = (Moment(claimed), Moment(received));
            let d = Dating { claimed, received, seen: Moment(seen), skew, allowed: 5 * MINUTE };
            let at = d.counts_at(Moment(earliest));
            prop_assert!(at <= received);
            prop_assert!(at >= Moment(seen).min(received) && at >= Moment(earliest).min(received));
        }
    }
}
