//! Places: is a position one at all, does a ring hold it, how far apart are two. WGS-84 degrees throughout.

use ::geo::{Distance, Haversine, Intersects};
use geo_types::{Coord, LineString, Point, Polygon};

/// Whether longitude and latitude can be a position; NaN and infinities cannot.
pub fn in_world(lon: f64, lat: f64) -> bool {
    (-180.0..=180.0).contains(&lon) && (-90.0..=90.0).contains(&lat)
}

/// Whether a position lies in the frame of this country's territory, its seas among it.
pub fn in_china(lon: f64, lat: f64) -> bool {
    (73.0..=136.0).contains(&lon) && (3.0..=54.0).contains(&lat)
}

/// Whether this is what a failed fix looks like: within 0.001° of 0,0.
pub fn is_zero(lon: f64, lat: f64) -> bool {
    lon.abs() <= 0.001 && lat.abs() <= 0.001
}

/// Whether the ring holds the point; the boundary counts in. A ring of fewer than three points holds nothing.
pub fn inside(ring: &[(f64, f64)], lon: f64, lat: f64) -> bool {
    polygon(ring).is_some_and(|p| p.intersects(&Coord { x: lon, y: lat }))
}

/// Metres between two positions (lon, lat), on a sphere: within 0.6 % of the truth.
pub fn distance_m(a: (f64, f64), b: (f64, f64)) -> f64 {
    Haversine.distance(Point::new(a.0, a.1), Point::new(b.0, b.1))
}

/// Seven decimals, about a centimetre, so that equal positions are written alike.
pub fn round7(degrees: f64) -> f64 {
    // Adding zero turns -0.0 into 0.0.
    (degrees * 1e7).round() / 1e7 + 0.0
}

/// A ring as a polygon; none when it has fewer than three points or one outside the world.
pub(crate) fn polygon(ring: &[(f64, f64)]) -> Option<Polygon> {
    let usable = ring.len() >= 3 && ring.iter().all(|p| in_world(p.0, p.1));
    usable.then(|| Polygon::new(LineString::from(ring.to_vec()), vec![]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rings_hold_their_boundary() {
        // An L: the notch at the upper right is outside.
        let (lower, upper) = (
            [(0., 0.), (2., 0.), (2., 1.)],
            [(1., 1.), (1., 2.), (0., 2.)],
        );
        let ell = [lower, upper].concat();
        let closed: Vec<_> = ell.iter().chain(&ell[..1]).copied().collect();
        let reversed: Vec<_> = ell.iter().rev().copied().collect();
        let within = [
            (0.5, 0.5),
            (1.5, 0.5),
            (1., 1.),
            (1., 1.5),
            (0., 0.),
            (2., 0.5),
        ];
        let without = [(1.5, 1.5), (2.1, 0.5), (-0.1, 1.0), (f64::NAN, 0.5)];
        for ring in [&ell[..], &closed, &reversed] {
            assert!(within.iter().all(|p| inside(ring, p.0, p.1)));
            assert!(!without.iter().any(|p| inside(ring, p.0, p.1)));
        }
        assert!(!inside(&[], 0.0, 0.0) && !inside(&ell[..2], 0.5, 0.0));
    }

    #[test]
    fn positions_are_checked_and_measured() {
        for (lon, lat, world, zero) in [
            (116.4, 39.9, true, false),
            (0.001, -0.001, true, true),
            (0.0011, 0.0, true, false),
            (180.0, 90.0, true, false),
            (180.1, 0.0, false, false),
            (0.0, -90.1, false, false),
            (f64::NAN, 0.0, false, false),
        ] {
            let found = (in_world(lon, lat), is_zero(lon, lat));
            assert_eq!(found, (world, zero), "{lon},{lat}");
        }
        for (a, b, metres) in [
            ((116.0, 40.0), (116.0, 40.0), 0.0),
            ((116.0, 40.0), (116.0, 40.001), 111.2),
            ((116.0, 40.0), (116.001, 40.0), 85.2),
            ((179.9995, 0.0), (-179.9995, 0.0), 111.2),
            ((116.397, 39.908), (121.474, 31.230), 1_067_500.0), // Beijing to Shanghai
        ] {
            let found = distance_m(a, b);
            let slack = 0.1 + metres * 0.001;
            assert!((found - metres).abs() <= slack, "{found} for {metres}");
        }
        assert_eq!(round7(116.123_456_789), 116.123_456_8);
        assert!(round7(-0.000_000_01).is_sign_positive());
    }
}
