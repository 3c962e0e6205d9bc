//! The shifted datum GCJ-02 of commercial maps, for display only: what is stored is WGS-84 or CGCS2000 (which differ by
//! less than a receiver can tell), and becomes GCJ-02 only to be drawn on such a map.

use std::f64::consts::PI;

/// Half axis and squared eccentricity of the ellipsoid the shift is defined on (Krasovsky 1940).
const AXIS_M: f64 = 6_378_245.0;
const ECCENTRICITY: f64 = 0.006_693_421_622_965_943;

/// Where the shift is used at all: west, south, east, north of the mainland, in degrees.
const MAINLAND: [f64; 4] = [72.004, 0.8293, 137.8347, 55.8271];

fn shifted(lon: f64, lat: f64) -> bool {
    let [west, south, east, north] = MAINLAND;
    (west..=east).contains(&lon) && (south..=north).contains(&lat)
}

/// Two thirds of a sum of sines, each given as (amplitude, frequency in half turns per degree).
fn waves(at: f64, terms: &[(f64, f64)]) -> f64 {
    let sum: f64 = terms.iter().map(|(a, f)| a * (at * f * PI).sin()).sum();
    sum * 2.0 / 3.0
}

/// How far a WGS-84 position is shifted, in degrees of longitude and latitude.
fn shift(lon: f64, lat: f64) -> (f64, f64) {
    let (x, y) = (lon - 105.0, lat - 35.0);
    let common = 0.1 * x * y + waves(x, &[(20.0, 6.0), (20.0, 2.0)]);
    let east = 300.0
        + x
        + 2.0 * y
        + 0.1 * x * x
        + 0.1 * x.abs().sqrt()
        + common
        + waves(x, &[(20.0, 1.0), (40.0, 1.0 / 3.0)])
        + waves(x, &[(150.0, 1.0 / 12.0), (300.0, 1.0 / 30.0)]);
    let north = -100.0
        + 2.0 * x
        + 3.0 * y
        + 0.2 * y * y
        + 0.2 * x.abs().sqrt()
        + common
        + waves(y, &[(20.0, 1.0), (40.0, 1.0 / 3.0)])
        + waves(y, &[(160.0, 1.0 / 12.0), (320.0, 1.0 / 30.0)]);
    let (sin, cos) = lat.to_radians().sin_cos();
    let flat = 1.0 - ECCENTRICITY * sin * sin;
    let parallel = AXIS_M / flat.sqrt() * cos;
    let meridian = AXIS_M * (1.0 - ECCENTRICITY) / (flat * flat.sqrt());
    (
        (east / parallel).to_degrees(),
        (north / meridian).to_degrees(),
    )
}

/// A WGS-84 position as GCJ-02, (lon, lat) in degrees; unchanged outside the mainland's frame.
pub fn to_gcj02(lon: f64, lat: f64) -> (f64, f64) {
    if !shifted(lon, lat) {
        return (lon, lat);
    }
    let (east, north) = shift(lon, lat);
    (lon + east, lat + north)
}

/// A GCJ-02 position as WGS-84, (lon, lat) in degrees, to within a millimetre; unchanged outside the mainland's frame.
pub fn from_gcj02(lon: f64, lat: f64) -> (f64, f64) {
    if !shifted(lon, lat) {
        return (lon, lat);
    }
    // The shift changes by less than a thousandth over its own length, so each round gains three digits.
    (0..5).fold((lon, lat), |(x, y), _| {
        let (east, north) = shift(x, y);
        (lon - east, lat - north)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geo::distance_m;
    use proptest::prelude::*;

    proptest! {
        /// An independent implementation agrees, there and back, anywhere inland.
        #[test]
        fn agrees_with_another_implementation(lon in 98.0..117.0f64, lat in 27.0..40.0f64) {
            let (ours, theirs) = (to_gcj02(lon, lat), coordtransform::wgs84_to_gcj02_in_mainland(lon, lat));
            prop_assert!(distance_m(ours, theirs) < 0.001, "{ours:?} {theirs:?}");
            let (back, their_back) = (from_gcj02(lon, lat), coordtransform::gcj02_to_wgs84_in_mainland(lon, lat));
            prop_assert!(distance_m(back, their_back) < 0.01, "{back:?} {their_back:?}");
            prop_assert!((1.0..1500.0).contains(&distance_m(ours, (lon, lat))));
        }
        /// What was shifted comes back.
        #[test]
        fn there_and_back_is_the_same_place(lon in 73.0..135.0f64, lat in 3.0..53.0f64) {
            let (x, y) = to_gcj02(lon, lat);
            let back = from_gcj02(x, y);
            prop_assert!(distance_m(back, (lon, lat)) < 0.001, "{back:?}");
        }
    }

    #[test]
    fn nothing_is_shifted_elsewhere() {
        for at in [
            (2.35, 48.85),
            (-74.0, 40.7),
            (151.2, -33.9),
            (0.0, 0.0),
            (f64::NAN, 40.0),
        ] {
            let (there, back) = (to_gcj02(at.0, at.1), from_gcj02(at.0, at.1));
            for found in [there, back] {
                assert_eq!(
                    (found.0.to_bits(), found.1.to_bits()),
                    (at.0.to_bits(), at.1.to_bits())
                );
            }
        }
    }
}
