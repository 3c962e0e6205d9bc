//! In which village and grid of a district a position lies. WGS-84 degrees.

use crate::AreaCode;
use crate::area::{Area, Grid};
use crate::district::District;
use crate::geo::in_world;
use ::geo::{Area as _, BoundingRect, Intersects};
use geo_types::{Coord, MultiPolygon, Rect};

/// Where a position lies.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Located {
    /// The village, else the town; none when only the district as a whole holds the position.
    pub area: Option<AreaCode>,
    /// The village's grid, when one holds the position.
    pub grid: Option<String>,
    /// Whether the position is in the district at all.
    pub inside_district: bool,
}

/// Finds the area of one position. To place many, keep a [`Locator`].
pub fn locate(district: &District, lon: f64, lat: f64) -> Located {
    Locator::new(district).locate(lon, lat)
}

/// A district's outlines with their bounding boxes, made once, the most particular first.
#[derive(Debug, Clone)]
pub struct Locator {
    shapes: Vec<Shape>,
}

#[derive(Debug, Clone)]
struct Shape {
    area: AreaCode,
    grid: Option<String>,
    /// Says what lies in the area: its own outline, or a grid's where it has none.
    decides: bool,
    frame: Rect,
    outline: MultiPolygon,
}

impl Shape {
    fn new(area: &Area, grid: Option<&Grid>) -> Option<Self> {
        let outline = grid.map_or(&area.outline, |g| &g.outline).shape()?;
        let frame = outline.bounding_rect()?;
        Some(Shape {
            area: area.code.clone(),
            grid: grid.map(|g| g.code.clone()),
            decides: grid.is_none() || area.outline.is_empty(),
            frame,
            outline,
        })
    }
    fn holds(&self, at: Coord) -> bool {
        self.frame.intersects(&at) && self.outline.intersects(&at)
    }
}

impl Locator {
    /// Takes what it needs from a district; areas without an outline can hold nothing.
    pub fn new(district: &District) -> Self {
        let mut shapes: Vec<Shape> = Vec::new();
        for area in &district.areas {
            shapes.extend(Shape::new(area, None));
            shapes.extend(area.grids.iter().filter_map(|g| Shape::new(area, Some(g))));
        }
        // Villages before towns, small before large, then by code: on a shared boundary every device gives the same answer.
        shapes.sort_by(|a, b| {
            let size = |s: &Shape| s.outline.unsigned_area();
            (b.area.level().cmp(&a.area.level()))
                .then_with(|| size(a).total_cmp(&size(b)))
                .then_with(|| (&a.area, &a.grid).cmp(&(&b.area, &b.grid)))
        });
        Locator { shapes }
    }

    /// The smallest area whose outline holds the position, and its grid.
    pub fn locate(&self, lon: f64, lat: f64) -> Located {
        if !in_world(lon, lat) {
            return Located::default();
        }
        let at = Coord { x: lon, y: lat };
        let hit = |is: &dyn Fn(&Shape) -> bool| self.shapes.iter().find(|s| is(s) && s.holds(at));
        // A village may be drawn only by its grids; an own outline, with its holes, comes first.
        let village = hit(&|s| s.area.level() == 3 && s.grid.is_none())
            .or_else(|| hit(&|s| s.area.level() == 3 && s.grid.is_some() && s.decides));
        let area = village
            .or_else(|| hit(&|s| s.area.level() == 2))
            .map(|s| s.area.clone());
        let grid = village
            .and_then(|v| hit(&|s| s.grid.is_some() && s.area == v.area))
            .and_then(|s| s.grid.clone());
        let inside_district = area.is_some() || hit(&|s| s.area.level() == 1).is_some();
        Located {
            area,
            grid,
            inside_district,
        }
    }
}

/// What is odd about a position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Oddity {
    /// It lies outside of the district.
    OutsideDistrict,
    /// It does not lie in the area that is named with it.
    OutsideArea,
}

impl Locator {
    /// What is odd about a position that is said to lie in an area; a border belongs to both sides.
    pub fn oddity(&self, named: &AreaCode, lon: f64, lat: f64) -> Option<Oddity> {
        let located = self.locate(lon, lat);
        if !located.inside_district {
            return Some(Oddity::OutsideDistrict);
        }
        let found = located.area?;
        if named.covers(&found) {
            return None;
        }
        let at = Coord { x: lon, y: lat };
        let mut own = self
            .shapes
            .iter()
            .filter(|s| named.covers(&s.area) && s.decides)
            .peekable();
        // An area without an outline can only be held against where it lies.
        let fits = match own.peek() {
            None => found.covers(named),
            Some(_) => own.any(|s| s.holds(at)),
        };
        (!fits).then_some(Oddity::OutsideArea)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::area::{Area, Ring};

    fn square(x: f64, y: f64, side: f64) -> Ring {
        vec![(x, y), (x + side, y), (x + side, y + side), (x, y + side)]
    }

    fn district() -> District {
        // Grids come as a letter and the corner of a square.
        let area = |code: &str, outline: Ring, grids: &[(&str, f64, f64, f64)]| {
            let mut json =
                serde_json::json!({"code": code, "name": code, "outline": outline, "grids": []});
            for (code, x, y, side) in grids {
                json["grids"].as_array_mut().unwrap().push(
                    serde_json::json!({"code": code, "name": code, "outline": square(*x, *y, *side)}),
                );
            }
            serde_json::from_value::<Area>(json).unwrap()
        };
        let (a, b) = (("A", 116.0, 40.0, 0.05), ("B", 116.05, 40.05, 0.05));
        let areas = vec![
            area("990100000000", square(116.0, 40.0, 1.0), &[]),
            area("990100001000", square(116.0, 40.0, 0.5), &[]),
            area("990100001001", square(116.0, 40.0, 0.1), &[a, b]),
            area("990100001002", square(116.1, 40.0, 0.1), &[]),
            // Known only by a grid, which lies partly on the neighbour's ground.
            area("990100001003", vec![], &[("C", 116.18, 40.0, 0.1)]),
            area("990100002000", vec![], &[]),
        ];
        let json = r#"{"name":"t","code":"990100000000","areas":[],"units":[],"categories":[],"rules":{
            "name":"t","clocks":{},"amber_percent":{"sudden":50,"urgent":70,"normal":80},"photos":{
            "count_max":1,"long_edge":1,"thumb_edge":1,"pixels_max":1,"bytes_max":1},"texts":{"title_max":1,
            "body_min":1,"body_max":1,"note_max":1,"address_max":1,"tags_max":1},"clock_skew_minutes":5,
            "calendar":{"utc_offset_minutes":480,"hours":[]},"duty_phone":"0",
            "life":{"returns_max":2,"redo_percent":50,"redo_floor_minutes":1440,"extension_days_max":15,"hang_days_max":90,"hang_check_days_max":30,"hang_total_days_max":365,"reopen_days":30,"archive_days":30,"own_reporter_days":30,"missed_tries":3,"missed_days":2,"escalate_redos":3,"escalate_returns":2,"report_in_minutes":30,"reply_minutes":{"urge":240,"supervise":1440,"escalate":1440}},
            "alike":{"metres":100,"days":7},"talk":{"floor_bp":8500,"rated_min":20}}}"#;
        let mut district: District = serde_json::from_str(json).unwrap();
        district.areas = areas;
        district
    }

    #[test]
    fn the_smallest_area_holds_the_position() {
        let (district, locator) = (district(), Locator::new(&district()));
        for (lon, lat, expect) in [
            (116.01, 40.01, "990100001001 A true"),
            (116.07, 40.07, "990100001001 B true"),
            (116.07, 40.01, "990100001001 - true"),
            (116.05, 40.05, "990100001001 A true"), // the corner of two grids
            (116.1, 40.05, "990100001001 B true"),  // the boundary of two villages
            (116.0, 40.0, "990100001001 A true"),
            (116.15, 40.05, "990100001002 - true"),
            (116.19, 40.05, "990100001002 - true"), // an outline beats the neighbour's grid
            (116.25, 40.05, "990100001003 C true"),
            (116.4, 40.4, "990100001000 - true"),
            (117.0, 41.0, "- - true"),
            (117.0000001, 41.0, "- - false"),
            (0.0, 0.0, "- - false"),
            (f64::NAN, 40.0, "- - false"),
            (f64::INFINITY, 40.0, "- - false"),
        ] {
            let found = locator.locate(lon, lat);
            let area = found.area.as_ref().map_or("-", AreaCode::as_str);
            let grid = found.grid.as_deref().unwrap_or("-");
            let text = format!("{area} {grid} {}", found.inside_district);
            assert_eq!(text, expect, "{lon},{lat}");
            assert_eq!(locate(&district, lon, lat), found);
        }
    }
    #[test]
    fn a_border_belongs_to_both_sides() {
        let locator = Locator::new(&district());
        let code = |text: &str| AreaCode::new(text).unwrap();
        let (west, east, drawn_by_grid) = ("990100001001", "990100001002", "990100001003");
        for (named, lon, lat, odd) in [
            (west, 116.1, 40.05, None),
            (east, 116.1, 40.05, None), // the same point
            (east, 116.09, 40.05, Some(Oddity::OutsideArea)),
            (drawn_by_grid, 116.19, 40.05, None),
            (drawn_by_grid, 116.1, 40.05, Some(Oddity::OutsideArea)),
            ("990100001000", 116.1, 40.05, None),
            ("990100000000", 116.1, 40.05, None),
            (west, 116.4, 40.4, Some(Oddity::OutsideArea)),
            (west, 0.0, 0.0, Some(Oddity::OutsideDistrict)),
        ] {
            assert_eq!(
                locator.oddity(&code(named), lon, lat),
                odd,
                "{named} {lon},{lat}"
            );
        }
    }

    #[test]
    fn a_hole_is_none_of_the_village_whatever_grids_are_drawn_over_it() {
        let mut district = district();
        let holed = serde_json::json!({"type": "Polygon", "coordinates": [
            [[116.0, 40.0], [116.1, 40.0], [116.1, 40.1], [116.0, 40.1], [116.0, 40.0]],
            [[116.02, 40.02], [116.03, 40.02], [116.03, 40.03], [116.02, 40.03], [116.02, 40.02]]
        ]});
        district.areas[2].outline = serde_json::from_value(holed).unwrap();
        let (locator, village) = (Locator::new(&district), district.areas[2].code.clone());
        let odd = |lon, lat| locator.oddity(&village, lon, lat);
        assert_eq!(odd(116.025, 40.025), Some(Oddity::OutsideArea));
        assert_eq!((odd(116.02, 40.025), odd(116.01, 40.01)), (None, None));
        let found = locator.locate(116.025, 40.025);
        assert_eq!((found.area.unwrap().level(), found.grid), (2, None));
    }

    #[test]
    fn a_piece_far_away_belongs_to_its_area() {
        let mut district = district();
        let square = |x: f64| {
            let (y, side) = (40.0, 0.1);
            serde_json::json!([[
                [x, y],
                [x + side, y],
                [x + side, y + side],
                [x, y + side],
                [x, y]
            ]])
        };
        let outline = serde_json::json!({"type": "MultiPolygon", "coordinates": [square(116.0), square(116.6)]});
        district.areas[2].outline = serde_json::from_value(outline).unwrap();
        let (locator, named) = (Locator::new(&district), district.areas[2].code.clone());
        assert_eq!(locator.oddity(&named, 116.65, 40.05), None);
        let found = locator.locate(116.65, 40.05).area;
        assert_eq!(found, Some(named));
    }
}
