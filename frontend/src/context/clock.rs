//! The clock on the wall.

use crate::browser;
use leptos::prelude::*;
use model::Moment;

/// What time it is where the page is read; cheap to copy.
#[derive(Clone, Copy)]
pub struct WallClock {
    /// Now, a few times a minute.
    pub now: RwSignal<Moment>,
    /// Minutes east of UTC by this machine; pages show the district's ([`super::AppContext::offset`]).
    pub own_offset: i32,
    /// Whether it was said that the two differ.
    told: RwSignal<bool>,
}

impl WallClock {
    /// By this machine's clock and zone.
    pub fn new() -> Self {
        WallClock {
            now: RwSignal::new(browser::now()),
            own_offset: browser::offset(),
            told: RwSignal::new(false),
        }
    }

    /// Whether this machine's zone differs from `offset` and nobody was told yet.
    pub fn differs_first(self, offset: i32) -> bool {
        let fresh = offset != self.own_offset && !self.told.get_untracked();
        if fresh {
            self.told.set(true);
        }
        fresh
    }

    /// Reads the machine's clock again.
    pub fn tick(self) {
        self.now.set(browser::now());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_zone_is_said_once_and_ones_own_never() {
        Owner::new().with(|| {
            let at = |own_offset| WallClock {
                now: RwSignal::new(Moment(0)),
                own_offset,
                told: RwSignal::new(false),
            };
            let (utc, here) = (at(0), at(480));
            assert!(utc.differs_first(480), "a PC set to UTC");
            assert!(!utc.differs_first(480), "once");
            assert!(!here.differs_first(480));
        });
    }
}
