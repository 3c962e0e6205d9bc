//! A sketch of villages and grids: no base map, only outlines, a pin and marks, with the way back from a tap. What serves
//! where there is no WebGL.

use crate::view_model::due::Tone;
use crate::view_model::lists::Lists;
use crate::view_model::nearby::groups;
use crate::view_model::view::{self, Bounds, View, frame_of};
use model::area::Outline;

/// Width and height of a frame, in CSS pixels; a sketch is drawn for its frame, so that marks and names have one size.
pub type Frame = (f64, f64);
/// The shape of the frame on a form.
pub const LOW: Frame = (560.0, 220.0);
/// The shape of the frame on a page of its own.
pub const HIGH: Frame = (560.0, 520.0);
/// Marks nearer than this are drawn as one, in pixels.
const TOUCH: f64 = 30.0;
/// More grids than this would be a net, not a map.
const GRIDS: usize = 40;

/// A name and where it stands.
pub type Name = (String, (f64, f64));

/// What is drawn.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sketch {
    /// Villages around, as SVG paths.
    pub villages: Vec<String>,
    /// Grids: path, and whether it is the chosen one.
    pub grids: Vec<(String, bool)>,
    /// Names of grids, or of villages where no grids are drawn.
    pub names: Vec<Name>,
    pub pin: Option<(f64, f64)>,
    /// A place to go by that is not the pin.
    pub mark: Option<(f64, f64)>,
    /// Where the receiver says one stands, and its radius.
    pub around: Option<((f64, f64), f64)>,
    /// Marks: ids, place, colour, sign or count, and whether one of them is chosen.
    pub spots: Vec<Spot>,
    frame: Frame,
    projection: Projection,
}

/// One mark, or several in one.
#[derive(Debug, Clone, PartialEq)]
pub struct Spot {
    pub ids: Vec<String>,
    /// Where, in pixels.
    pub at: (f64, f64),
    /// The most pressing of them.
    pub tone: Tone,
    /// A sign, or how many.
    pub text: String,
    /// One of them is chosen.
    pub chosen: bool,
    /// For those who do not see it.
    pub name: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Projection {
    west: f64,
    north: f64,
    /// Pixels per degree of longitude and latitude.
    scale: (f64, f64),
}

impl Projection {
    fn of([w, s, e, n]: Bounds, (width, height): Frame) -> Self {
        let squeeze = ((s + n) / 2.0).to_radians().cos().max(0.1);
        let y = (width / ((e - w) * squeeze)).min(height / (n - s)) * 0.9;
        let scale = (y * squeeze, y);
        Projection {
            west: (w + e) / 2.0 - width / 2.0 / scale.0,
            north: (s + n) / 2.0 + height / 2.0 / scale.1,
            scale,
        }
    }
    fn put(&self, (lon, lat): (f64, f64)) -> (f64, f64) {
        (
            (lon - self.west) * self.scale.0,
            (self.north - lat) * self.scale.1,
        )
    }
    /// All rings in one path, so that holes are left out by the rule of even and odd.
    fn path(&self, outline: &Outline) -> String {
        let mut path = String::new();
        for ring in outline.rings() {
            for (i, point) in ring.iter().enumerate() {
                let (x, y) = self.put(*point);
                let step = if i == 0 { "M" } else { "L" };
                path += &format!("{step}{x:.1} {y:.1}");
            }
            path.push('Z');
        }
        path
    }
    fn name(&self, name: &str, outline: &Outline) -> Name {
        let ring = outline.main();
        let count = ring.len().max(1) as f64;
        let sum = ring.iter().fold((0.0, 0.0), |s, p| (s.0 + p.0, s.1 + p.1));
        (name.to_string(), self.put((sum.0 / count, sum.1 / count)))
    }
}

impl Sketch {
    /// Draws a view; none when the district has no outlines and the view no place.
    pub fn of(lists: &Lists, view: &View, frame: Frame) -> Option<Self> {
        let (width, height) = frame;
        let bounds = view
            .bounds
            .or_else(|| frame_of(lists, &lists.district.code));
        let corners = bounds.map(|[w, s, e, n]| [(w, s), (e, n)]);
        let points = corners
            .into_iter()
            .flatten()
            .chain(view.pin)
            .chain(view.measured);
        let projection = Projection::of(view::frame(points, 0.002)?, frame);
        let near = |outline: &Outline| {
            let inside = |(x, y): (f64, f64)| {
                (-width..2.0 * width).contains(&x) && (-height * 2.0..3.0 * height).contains(&y)
            };
            outline.points().map(|p| projection.put(p)).any(inside)
        };
        let around: Vec<_> = lists
            .district
            .areas
            .iter()
            .filter(|a| a.code.level() == 3 && near(&a.outline))
            .collect();
        let named = view
            .area
            .as_ref()
            .and_then(|area| lists.district.area(area));
        let mut grids: Vec<_> = match named {
            Some(area) => area.grids.iter().collect(),
            None => around
                .iter()
                .flat_map(|a| &a.grids)
                .filter(|g| near(&g.outline))
                .collect(),
        };
        grids.retain(|g| !g.outline.is_empty());
        if grids.len() > GRIDS {
            grids.clear();
        }
        let names = match (named, grids.is_empty()) {
            (Some(_), false) => grids
                .iter()
                .map(|g| projection.name(&g.name, &g.outline))
                .collect(),
            _ => around
                .iter()
                .map(|a| projection.name(&a.name, &a.outline))
                .collect(),
        };
        let apart = |a, b| {
            let (a, b): ((f64, f64), (f64, f64)) = (projection.put(a), projection.put(b));
            (a.0 - b.0).hypot(a.1 - b.1)
        };
        let spots = groups(&view.marks, TOUCH, apart).into_iter().map(|group| {
            let first = group.marks.iter().min_by_key(|m| m.tone.rank());
            let alone = group.marks.len() == 1;
            Spot {
                at: projection.put(group.at),
                tone: first.map_or(Tone::Wait, |m| m.tone),
                text: if alone {
                    group.marks[0].sign.to_string()
                } else {
                    group.marks.len().to_string()
                },
                chosen: view
                    .chosen
                    .as_ref()
                    .is_some_and(|id| group.marks.iter().any(|m| m.id == *id)),
                name: group
                    .marks
                    .iter()
                    .map(|m| m.name.as_str())
                    .collect::<Vec<_>>()
                    .join("、"),
                ids: group.marks.into_iter().map(|m| m.id).collect(),
            }
        });
        let measured = view.measured.or(view.pin).filter(|_| view.metres > 0.0);
        let radius = (view.metres / 111_320.0 * projection.scale.1)
            .max(10.0)
            .min(height);
        Some(Sketch {
            villages: around.iter().map(|a| projection.path(&a.outline)).collect(),
            grids: grids
                .iter()
                .map(|g| {
                    (
                        projection.path(&g.outline),
                        view.grid.as_ref() == Some(&g.code),
                    )
                })
                .collect(),
            names,
            pin: view.pin.map(|p| projection.put(p)),
            mark: view.measured.map(|p| projection.put(p)),
            around: measured.map(|p| (projection.put(p), radius)),
            spots: spots.collect(),
            frame,
            projection,
        })
    }
    /// The position under a tap at (x, y), given as shares of width and height.
    pub fn position(&self, x: f64, y: f64) -> (f64, f64) {
        let projection = &self.projection;
        (
            projection.west + x * self.frame.0 / projection.scale.0,
            projection.north - y * self.frame.1 / projection.scale.1,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view_model::lists::tests_lists;
    use crate::view_model::view::Mark;
    use model::AreaCode;

    #[test]
    fn a_tap_on_the_pin_is_the_pins_position() {
        let lists = tests_lists();
        let village = AreaCode::new("990100001001").unwrap();
        let view = View {
            bounds: frame_of(&lists, &village),
            area: Some(village),
            grid: Some("99010000100103".into()),
            pin: Some((116.105, 40.005)),
            metres: 8.0,
            ..View::default()
        };
        let sketch = Sketch::of(&lists, &view, LOW).unwrap();
        let pin = sketch.pin.unwrap();
        assert!((0.0..LOW.0).contains(&pin.0) && (0.0..LOW.1).contains(&pin.1));
        let (lon, lat) = sketch.position(pin.0 / LOW.0, pin.1 / LOW.1);
        assert!((lon - 116.105).abs() < 1e-9 && (lat - 40.005).abs() < 1e-9);
        assert_eq!(sketch.grids.iter().filter(|g| g.1).count(), 1);
        assert_eq!(sketch.names.len(), 4);
        assert!(Sketch::of(&lists, &View::default(), LOW).is_some());
    }

    #[test]
    fn marks_stand_where_they_are_and_join_when_they_touch() {
        let lists = tests_lists();
        let mark = |id: &str, lon: f64, tone: Tone, sign: &'static str| Mark {
            id: id.into(),
            at: (lon, 40.0),
            tone,
            sign,
            name: id.into(),
        };
        let view = View {
            bounds: Some([116.08, 39.98, 116.12, 40.02]),
            marks: vec![
                mark("a", 116.1, Tone::Calm, ""),
                mark("b", 116.1001, Tone::Sudden, "突"),
                mark("c", 116.115, Tone::Urgent, "急"),
            ],
            chosen: Some("b".into()),
            ..View::default()
        };
        let sketch = Sketch::of(&lists, &view, HIGH).unwrap();
        let found: Vec<_> = sketch
            .spots
            .iter()
            .map(|s| (s.text.as_str(), s.tone, s.chosen))
            .collect();
        assert_eq!(
            found,
            [("2", Tone::Sudden, true), ("急", Tone::Urgent, false)]
        );
        assert_eq!(sketch.spots[0].ids, ["a", "b"]);
    }
}
