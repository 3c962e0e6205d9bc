//! Measuring where one stands, without a receiver: which of several fixes counts, and which is none at all.

use model::geo::{distance_m, in_world, is_zero};
use serde::{Deserialize, Serialize};

/// Good enough to stop at once, in metres.
pub const GOOD_M: f64 = 10.0;
/// So many fixes are averaged before a good one ends the measurement.
pub const ENOUGH: u32 = 3;
/// Worth trusting without a word.
pub const SURE_M: f64 = 15.0;
/// Beyond this a person says why it is used all the same.
pub const POOR_M: f64 = 50.0;
/// Nobody walks this far between two fixes.
const JUMP_M: f64 = 1000.0;

/// One answer of a receiver.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Fix {
    /// Degrees east, WGS-84.
    pub lon: f64,
    /// Degrees north.
    pub lat: f64,
    /// Radius in metres.
    pub metres: f64,
}

impl Fix {
    /// Metres to another place.
    pub fn away(&self, lon: f64, lat: f64) -> f64 {
        distance_m((self.lon, self.lat), (lon, lat))
    }
    fn jumps_from(&self, other: &Fix) -> Option<f64> {
        let away = self.away(other.lon, other.lat);
        (away > JUMP_M.max(3.0 * (self.metres + other.metres))).then_some(away)
    }
}

/// What became of a fix.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Took {
    /// The best so far.
    Better,
    /// No better than what is there.
    Same,
    /// 0,0 or nowhere on earth.
    Nowhere,
    /// This many metres from the best one; not used.
    Jumped(f64),
}

/// The fixes of one measurement.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Measurement {
    /// The most accurate.
    pub best: Option<Fix>,
    /// How many were taken in.
    pub count: u32,
    stray: Option<Fix>,
    /// Sums of weight, longitude and latitude by weight: a fix counts by its accuracy.
    sums: (f64, f64, f64),
    /// Where one stood a moment ago, by an earlier measurement.
    before: Option<Fix>,
}

impl Measurement {
    /// Another measurement: a first fix far from `before` has to be borne out by a second, now or in the measurement that
    /// ended with it.
    pub fn restarted(self, before: Option<Fix>) -> Self {
        Measurement {
            before,
            stray: self.stray.filter(|_| before.is_some()),
            ..Measurement::default()
        }
    }
    /// Where one stands by all fixes together, no more accurate than the best of them claims to be.
    pub fn mean(&self) -> Option<Fix> {
        let (best, (weight, lon, lat)) = (self.best?, self.sums);
        (weight > 0.0).then(|| Fix {
            lon: lon / weight,
            lat: lat / weight,
            metres: best.metres,
        })
    }
    /// Takes one in.
    pub fn take(&mut self, fix: Fix) -> Took {
        if !in_world(fix.lon, fix.lat) || is_zero(fix.lon, fix.lat) || !fix.metres.is_finite() {
            return Took::Nowhere;
        }
        let known = self.best.or(self.before);
        let jump = known.and_then(|known| fix.jumps_from(&known));
        if let Some(metres) = jump {
            // Two in a row that agree outweigh a first one that was wrong.
            let agrees = self
                .stray
                .is_some_and(|stray| fix.jumps_from(&stray).is_none());
            if !agrees {
                self.stray = Some(fix);
                return Took::Jumped(metres);
            }
            (self.best, self.before) = (None, None);
            (self.count, self.sums) = (0, (0.0, 0.0, 0.0));
        }
        self.stray = None;
        self.count += 1;
        let weight = fix.metres.max(1.0).powi(-2);
        self.sums.0 += weight;
        self.sums.1 += weight * fix.lon;
        self.sums.2 += weight * fix.lat;
        if self.best.is_some_and(|best| best.metres <= fix.metres) {
            return Took::Same;
        }
        self.best = Some(fix);
        Took::Better
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fix(lon: f64, lat: f64, metres: f64) -> Fix {
        Fix { lon, lat, metres }
    }

    #[test]
    fn the_most_accurate_fix_counts() {
        let mut fixes = Measurement::default();
        assert_eq!(fixes.take(fix(116.1, 40.0, 80.0)), Took::Better);
        assert_eq!(fixes.take(fix(116.1001, 40.0, 90.0)), Took::Same);
        assert_eq!(fixes.take(fix(116.1002, 40.0, 8.0)), Took::Better);
        assert_eq!((fixes.best.unwrap().metres, fixes.count), (8.0, 3));
    }

    #[test]
    fn fixes_are_averaged_by_their_accuracy() {
        let mut fixes = Measurement::default();
        fixes.take(fix(116.1, 40.0, 10.0));
        fixes.take(fix(116.1002, 40.0002, 10.0));
        let mean = fixes.mean().unwrap();
        assert!((mean.lon - 116.1001).abs() < 1e-9 && (mean.lat - 40.0001).abs() < 1e-9);
        assert_eq!((mean.metres, fixes.count), (10.0, 2));
        // A poor one hardly moves it, and what was walked away from counts no more.
        fixes.take(fix(116.11, 40.0, 1000.0));
        assert!((fixes.mean().unwrap().lon - 116.1001).abs() < 1e-5);
        fixes.take(fix(116.7, 40.0, 5.0));
        fixes.take(fix(116.7, 40.0, 6.0));
        assert_eq!((fixes.mean().unwrap().lon, fixes.count), (116.7, 1));
    }

    #[test]
    fn what_is_no_position_is_not_counted() {
        let mut fixes = Measurement::default();
        for (lon, lat) in [
            (0.0, 0.0),
            (0.0004, -0.0004),
            (f64::NAN, 40.0),
            (200.0, 40.0),
        ] {
            assert_eq!(fixes.take(fix(lon, lat, 5.0)), Took::Nowhere, "{lon},{lat}");
        }
        assert_eq!(fixes.take(fix(116.1, 40.0, f64::INFINITY)), Took::Nowhere);
        assert_eq!(fixes, Measurement::default());
    }

    #[test]
    fn a_jump_is_not_used_unless_the_next_one_agrees() {
        let mut fixes = Measurement::default();
        fixes.take(fix(116.1, 40.0, 20.0));
        let Took::Jumped(metres) = fixes.take(fix(116.7, 40.0, 5.0)) else {
            panic!("51 km is a jump")
        };
        assert!((50_000.0..52_000.0).contains(&metres));
        assert_eq!(fixes.take(fix(116.1, 40.0, 15.0)), Took::Better);
        assert!(matches!(fixes.take(fix(116.7, 40.0, 5.0)), Took::Jumped(_)));
        assert_eq!(fixes.take(fix(116.7001, 40.0, 6.0)), Took::Better);
        assert_eq!(fixes.best.unwrap().lon, 116.7001);
        // The same after an earlier measurement, whatever its first fix claims to be worth.
        let here = Some(fix(116.1, 40.0, 8.0));
        let mut again = Measurement::default().restarted(here);
        assert!(matches!(again.take(fix(116.7, 40.0, 5.0)), Took::Jumped(_)));
        assert_eq!(again.take(fix(116.1001, 40.0, 30.0)), Took::Better);
        // Whoever has moved indeed measures again, also with a receiver that answers once.
        let mut moved = Measurement::default().restarted(here);
        assert!(matches!(moved.take(fix(116.7, 40.0, 5.0)), Took::Jumped(_)));
        let mut moved = moved.restarted(here);
        assert_eq!(moved.take(fix(116.7, 40.0, 5.0)), Took::Better);
        // A cell tower's answer of 3 km contradicts nothing.
        let mut rough = Measurement::default();
        rough.take(fix(116.1, 40.0, 3000.0));
        assert_eq!(rough.take(fix(116.12, 40.0, 8.0)), Took::Better);
    }
}
