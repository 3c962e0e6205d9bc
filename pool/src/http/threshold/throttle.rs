//! So many tries a minute: from one place, and in all. A place that tries without end uses up its own measure first.

use parking_lot::Mutex;
use std::collections::HashMap;
use std::net::IpAddr;
use std::time::{Duration, Instant};

/// Places remembered; those that may try again freely are forgotten first.
const PLACES: usize = 20_000;

/// How often.
#[derive(Debug, Clone, Copy)]
pub struct Rate {
    /// At once, from one place.
    pub burst: u32,
    /// After that, from one place.
    pub per_minute: u32,
    /// At once, in all.
    pub burst_in_all: u32,
    /// After that, in all.
    pub per_minute_in_all: u32,
}

/// Counts tries. A request that came over no line has a place of its own.
pub struct Throttle {
    rate: Rate,
    book: Mutex<Book>,
}

#[derive(Default)]
struct Book {
    all: Measure,
    places: HashMap<Option<IpAddr>, Measure>,
}

/// What was used, in thousandths of a try, as it stood at a time.
#[derive(Default, Clone, Copy)]
struct Measure {
    used: u64,
    at: Option<Instant>,
}

impl Measure {
    fn now(&self, per_minute: u32, now: Instant) -> u64 {
        let since = self.at.map_or(Duration::ZERO, |at| now - at.min(now));
        let back = since.as_millis() * u128::from(per_minute) / 60;
        self.used
            .saturating_sub(u64::try_from(back).unwrap_or(u64::MAX))
    }
    fn wait(&self, burst: u32, per_minute: u32, now: Instant) -> Option<Duration> {
        let over = (self.now(per_minute, now) + 1_000).checked_sub(u64::from(burst) * 1_000)?;
        (over > 0).then(|| Duration::from_millis(over * 60 / u64::from(per_minute.max(1))))
    }
    fn add(&mut self, per_minute: u32, now: Instant) {
        self.used = self.now(per_minute, now) + 1_000;
        self.at = Some(now);
    }
}

impl Throttle {
    /// At this rate.
    pub fn new(rate: Rate) -> Self {
        Throttle {
            rate,
            book: Mutex::default(),
        }
    }
    /// Counts a try before it is made; how long to wait when there were too many.
    pub fn take(&self, place: Option<IpAddr>, now: Instant) -> Result<(), Duration> {
        let rate = self.rate;
        let mut book = self.book.lock();
        if book.places.len() >= PLACES {
            let free = |m: &mut Measure| m.now(rate.per_minute, now) > 0;
            book.places.retain(|_, m| free(m));
        }
        let own = book.places.get(&place).copied().unwrap_or_default();
        let waits = [
            own.wait(rate.burst, rate.per_minute, now),
            book.all
                .wait(rate.burst_in_all, rate.per_minute_in_all, now),
        ];
        if let Some(wait) = waits.into_iter().flatten().max() {
            return Err(wait);
        }
        book.all.add(rate.per_minute_in_all, now);
        if book.places.len() < PLACES || book.places.contains_key(&place) {
            let own = book.places.entry(place).or_default();
            own.add(rate.per_minute, now);
        }
        Ok(())
    }
    /// A try that went well is not counted.
    pub fn give_back(&self, place: Option<IpAddr>) {
        let mut book = self.book.lock();
        book.all.used = book.all.used.saturating_sub(1_000);
        if let Some(own) = book.places.get_mut(&place) {
            own.used = own.used.saturating_sub(1_000);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(n: u8) -> Option<IpAddr> {
        Some(IpAddr::from([10, 0, 0, n]))
    }

    #[test]
    fn tries_are_counted_by_place_and_in_all() {
        let throttle = Throttle::new(Rate {
            burst: 2,
            per_minute: 6,
            burst_in_all: 5,
            per_minute_in_all: 60,
        });
        let start = Instant::now();
        let after = |seconds| start + Duration::from_secs(seconds);
        for _ in 0..2 {
            throttle.take(place(1), start).unwrap();
        }
        assert_eq!(
            throttle.take(place(1), start),
            Err(Duration::from_secs(10)),
            "one more every ten seconds"
        );
        // Others are not held up by that, until there are too many of them.
        for n in [2, 2, 3] {
            throttle.take(place(n), start).unwrap();
        }
        assert_eq!(throttle.take(place(3), start), Err(Duration::from_secs(1)));
        throttle.take(place(3), after(1)).unwrap();
        assert!(throttle.take(place(1), after(9)).is_err());
        throttle.take(place(1), after(10)).unwrap();
        // What went well costs nothing.
        throttle.give_back(place(1));
        throttle.take(place(1), after(10)).unwrap();
    }
}
