//! A sketch of villages and grids around a place: no base map, only outlines and a pin, with the way back from a tap.

use crate::plain::lists::Lists;
use model::AreaCode;
use model::area::Ring;

/// Width of the sketch in its own units.
pub const WIDTH: f64 = 560.0;
/// Height of the sketch.
pub const HEIGHT: f64 = 220.0;

/// What is drawn.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sketch {
    /// Villages around, as SVG paths.
    pub villages: Vec<String>,
    /// Grids of the chosen village: path, name, where the name stands, and whether it is the chosen one.
    pub grids: Vec<(String, String, (f64, f64), bool)>,
    /// The pin.
    pub pin: Option<(f64, f64)>,
    /// Radius of the accuracy circle.
    pub radius: f64,
    frame: Frame,
}

#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Frame {
    west: f64,
    north: f64,
    /// Units per degree of longitude and latitude.
    scale: (f64, f64),
}

impl Frame {
    fn around(points: impl Iterator<Item = (f64, f64)>) -> Option<Self> {
        let mut bounds: Option<(f64, f64, f64, f64)> = None;
        for (lon, lat) in points {
            let (w, s, e, n) = bounds.unwrap_or((lon, lat, lon, lat));
            bounds = Some((w.min(lon), s.min(lat), e.max(lon), n.max(lat)));
        }
        let (w, s, e, n) = bounds?;
        let squeeze = ((s + n) / 2.0).to_radians().cos().max(0.1);
        let (width, height) = (((e - w) * squeeze).max(0.002), (n - s).max(0.002));
        let y = (WIDTH / width).min(HEIGHT / height) * 0.86;
        let scale = (y * squeeze, y);
        Some(Frame {
            west: (w + e) / 2.0 - WIDTH / 2.0 / scale.0,
            north: (s + n) / 2.0 + HEIGHT / 2.0 / scale.1,
            scale,
        })
    }
    fn put(&self, (lon, lat): (f64, f64)) -> (f64, f64) {
        (
            (lon - self.west) * self.scale.0,
            (self.north - lat) * self.scale.1,
        )
    }
    fn path(&self, ring: &Ring) -> String {
        let mut path = String::new();
        for (i, point) in ring.iter().enumerate() {
            let (x, y) = self.put(*point);
            path += &format!("{}{x:.1} {y:.1}", if i == 0 { "M" } else { "L" });
        }
        path + "Z"
    }
}

impl Sketch {
    /// The sketch around a chosen area and position; none when the district has no outlines.
    pub fn of(
        lists: &Lists,
        area: Option<&AreaCode>,
        grid: Option<&str>,
        at: Option<(f64, f64)>,
        accuracy_m: f64,
    ) -> Option<Self> {
        let area = area.unwrap_or(&lists.district.code);
        let own = lists.district.area(area).filter(|a| !a.outline.is_empty());
        let inside = lists
            .district
            .areas
            .iter()
            .filter(|a| area.covers(&a.code))
            .flat_map(|a| a.outline.iter());
        let corners: Vec<(f64, f64)> =
            own.map_or_else(|| inside.copied().collect(), |a| a.outline.clone());
        let frame = Frame::around(corners.into_iter().chain(at))?;
        let near = |ring: &Ring| {
            ring.iter().map(|p| frame.put(*p)).any(|(x, y)| {
                (-WIDTH..2.0 * WIDTH).contains(&x) && (-HEIGHT * 2.0..3.0 * HEIGHT).contains(&y)
            })
        };
        let villages = lists
            .district
            .areas
            .iter()
            .filter(|a| a.code.level() == 3 && near(&a.outline))
            .map(|a| frame.path(&a.outline));
        let grids = own
            .map_or(&[][..], |a| &a.grids)
            .iter()
            .filter(|g| !g.outline.is_empty())
            .map(|g| {
                let count = g.outline.len() as f64;
                let sum = g
                    .outline
                    .iter()
                    .fold((0.0, 0.0), |s, p| (s.0 + p.0, s.1 + p.1));
                let middle = frame.put((sum.0 / count, sum.1 / count));
                (
                    frame.path(&g.outline),
                    g.name.clone(),
                    middle,
                    grid == Some(&g.code),
                )
            });
        let radius = (accuracy_m / 111_320.0 * frame.scale.1).clamp(10.0, 90.0);
        Some(Sketch {
            villages: villages.collect(),
            grids: grids.collect(),
            pin: at.map(|p| frame.put(p)),
            radius,
            frame,
        })
    }
    /// The position under a tap at (x, y), given as shares of width and height.
    pub fn position(&self, x: f64, y: f64) -> (f64, f64) {
        let frame = &self.frame;
        (
            frame.west + x * WIDTH / frame.scale.0,
            frame.north - y * HEIGHT / frame.scale.1,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tap_on_the_pin_is_the_pins_position() {
        let lists = crate::plain::lists::tests_lists();
        let village = AreaCode::new("990100001001").unwrap();
        let sketch = Sketch::of(
            &lists,
            Some(&village),
            Some("99010000100103"),
            Some((116.105, 40.005)),
            8.0,
        )
        .unwrap();
        let pin = sketch.pin.unwrap();
        assert!((0.0..WIDTH).contains(&pin.0) && (0.0..HEIGHT).contains(&pin.1));
        let (lon, lat) = sketch.position(pin.0 / WIDTH, pin.1 / HEIGHT);
        assert!((lon - 116.105).abs() < 1e-9 && (lat - 40.005).abs() < 1e-9);
        assert_eq!(sketch.grids.iter().filter(|g| g.3).count(), 1);
        assert!(Sketch::of(&lists, None, None, None, 0.0).is_some());
    }
}
