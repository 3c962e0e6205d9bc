//! How the desk hears of changes: by the pool's stream while that holds, by asking now and then when it does not.

use model::Moment;

/// Changes are read at most this often, in milliseconds.
const APART_MS: i64 = 1_000;
/// How often is asked while there is no stream, in milliseconds.
pub const POLL_MS: u32 = 30_000;

/// What the head says about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Stream {
    /// Not yet.
    #[default]
    Opening,
    /// Changes show by themselves.
    Live,
    /// It broke, and is being opened again; the pool may still answer.
    Broken,
}

/// How long to wait before opening a stream again, in milliseconds, after this many failures in a row.
pub fn pause(failures: u32) -> u32 {
    3_000 << failures.min(4)
}

/// Gathers changes, so that many at once are read once.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Gather {
    read: i64,
    waiting: bool,
}

impl Gather {
    /// Something changed: in how many milliseconds to read; none when that is settled already.
    pub fn hear(&mut self, now: Moment) -> Option<u32> {
        if self.waiting {
            return None;
        }
        self.waiting = true;
        let wait = (self.read + APART_MS - now.0).clamp(0, APART_MS);
        Some(u32::try_from(wait).unwrap_or(0))
    }
    /// It is read now.
    pub fn take(&mut self, now: Moment) {
        self.waiting = false;
        self.read = now.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_changes_are_read_once_a_second() {
        let mut gather = Gather::default();
        assert_eq!(gather.hear(Moment(50_000)), Some(0));
        gather.take(Moment(50_000));
        assert_eq!(gather.hear(Moment(50_300)), Some(700));
        assert_eq!(gather.hear(Moment(50_400)), None);
        gather.take(Moment(51_000));
        assert_eq!(gather.hear(Moment(55_000)), Some(0));
    }

    #[test]
    fn a_clock_that_was_set_back_stops_nothing() {
        let mut gather = Gather::default();
        gather.take(Moment(90_000));
        assert_eq!(gather.hear(Moment(10_000)), Some(1_000));
    }

    #[test]
    fn pauses_grow_and_end() {
        assert_eq!([0, 1, 3, 9].map(pause), [3_000, 6_000, 24_000, 48_000]);
    }
}
