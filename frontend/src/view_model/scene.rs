//! A view as the map module wants it: GeoJSON in the datum of the map's tiles, and the way back from a touched point.

use crate::view_model::lists::Lists;
use crate::view_model::view::{Bounds, Mark, View};
use api::MapDatum;
use model::area::{Outline, Ring};
use model::datum::{from_gcj02, to_gcj02};
use serde_json::{Value, json};

/// A stored position as it is drawn.
pub fn drawn(datum: MapDatum, (lon, lat): (f64, f64)) -> (f64, f64) {
    match datum {
        MapDatum::Wgs84 | MapDatum::Cgcs2000 => (lon, lat),
        MapDatum::Gcj02 => to_gcj02(lon, lat),
    }
}

/// A point on the map as it is stored.
pub fn stored(datum: MapDatum, (lon, lat): (f64, f64)) -> (f64, f64) {
    match datum {
        MapDatum::Wgs84 | MapDatum::Cgcs2000 => (lon, lat),
        MapDatum::Gcj02 => from_gcj02(lon, lat),
    }
}

/// Corners of a frame as they are drawn.
pub fn drawn_bounds(datum: MapDatum, [w, s, e, n]: Bounds) -> Bounds {
    let ((w, s), (e, n)) = (drawn(datum, (w, s)), drawn(datum, (e, n)));
    [w, s, e, n]
}

fn feature(properties: Value, kind: &str, coordinates: Value) -> Value {
    json!({"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": coordinates}})
}

fn collection(features: Vec<Value>) -> Value {
    json!({"type": "FeatureCollection", "features": features})
}

/// One ring alone is a Polygon, anything else a MultiPolygon.
fn shape(properties: Value, datum: MapDatum, outline: &Outline) -> Value {
    let ring = |ring: &Ring| -> Vec<_> {
        let closed = ring.iter().chain(ring.first());
        closed.map(|p| drawn(datum, *p)).collect()
    };
    let pieces = outline.pieces().iter();
    let mut pieces: Vec<Vec<_>> = pieces.map(|p| p.iter().map(ring).collect()).collect();
    match pieces.pop() {
        Some(only) if pieces.is_empty() => feature(properties, "Polygon", json!(only)),
        last => {
            pieces.extend(last);
            feature(properties, "MultiPolygon", json!(pieces))
        }
    }
}

fn middle(outline: &[(f64, f64)]) -> (f64, f64) {
    let count = outline.len().max(1) as f64;
    let sum = outline
        .iter()
        .fold((0.0, 0.0), |s, p| (s.0 + p.0, s.1 + p.1));
    (sum.0 / count, sum.1 / count)
}

/// All outlines and their names, which stay as long as the map is open: towns are level 2, villages 3, grids 4.
pub fn ground(lists: &Lists, datum: MapDatum) -> Value {
    let areas = lists.district.areas.iter();
    let all = areas.flat_map(|area| {
        let own = (area.code.level(), area.name.as_str(), &area.outline);
        let grids = area.grids.iter().map(|g| (4, g.name.as_str(), &g.outline));
        std::iter::once(own).chain(grids)
    });
    let (areas, names) = outlines(datum, all);
    json!({"areas": collection(areas), "names": collection(names)})
}

/// Outlines with a level and a name each, as polygons and as names in their middle.
fn outlines<'a>(
    datum: MapDatum,
    all: impl Iterator<Item = (u8, &'a str, &'a Outline)>,
) -> (Vec<Value>, Vec<Value>) {
    let whole = all.filter(|(_, _, outline)| outline.main().len() > 2);
    whole
        .map(|(level, name, outline)| {
            let area = shape(json!({"level": level}), datum, outline);
            let at = drawn(datum, middle(outline.main()));
            let words = json!({"level": level, "name": name});
            (area, feature(words, "Point", json!(at)))
        })
        .unzip()
}

fn point(datum: MapDatum, mark: &Mark, chosen: bool) -> Value {
    let words = json!({"id": mark.id, "name": mark.name, "sign": mark.sign, "rank": mark.tone.rank(), "chosen": chosen});
    feature(words, "Point", json!(drawn(datum, mark.at)))
}

/// What changes on a map while it is open.
pub fn scene(lists: &Lists, view: &View, datum: MapDatum) -> Value {
    let put = |at: Option<(f64, f64)>| at.map(|at| drawn(datum, at));
    let points = view
        .marks
        .iter()
        .map(|m| point(datum, m, view.chosen.as_ref() == Some(&m.id)));
    let grid = view
        .grid
        .as_deref()
        .and_then(|g| lists.district.grid(g))
        .map(|(_, g)| &g.outline);
    let own = grid.or_else(|| {
        view.area
            .as_ref()
            .and_then(|a| lists.district.area(a))
            .map(|a| &a.outline)
    });
    let own = own
        .filter(|o| o.main().len() > 2)
        .map(|o| shape(json!({}), datum, o));
    let named = view.area.as_ref().and_then(|a| lists.district.area(a));
    let grids = named.into_iter().flat_map(|area| &area.grids);
    let (mut inside, names) = outlines(datum, grids.map(|g| (4, g.name.as_str(), &g.outline)));
    inside.extend(names);
    json!({
        "own": own, "inside": collection(inside), "points": collection(points.collect()), "pin": put(view.pin), "measured": put(view.measured), "metres": view.metres,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view_model::due::Tone;
    use crate::view_model::lists::tests_lists;

    #[test]
    fn outlines_are_drawn_closed_and_in_the_maps_datum() {
        let lists = tests_lists();
        let plain = ground(&lists, MapDatum::Wgs84);
        let first = &plain["areas"]["features"][0]["geometry"]["coordinates"][0];
        let points = first.as_array().unwrap();
        assert_eq!(points.first(), points.last());
        assert_eq!(
            plain["areas"]["features"].as_array().unwrap().len(),
            plain["names"]["features"].as_array().unwrap().len()
        );
        assert_eq!(ground(&lists, MapDatum::Cgcs2000), plain);
        let shifted = ground(&lists, MapDatum::Gcj02);
        let (a, b) = (
            &points[0],
            &shifted["areas"]["features"][0]["geometry"]["coordinates"][0][0],
        );
        let at = |v: &Value| (v[0].as_f64().unwrap(), v[1].as_f64().unwrap());
        let metres = model::geo::distance_m(at(a), at(b));
        assert!((200.0..900.0).contains(&metres), "{metres}");
    }

    #[test]
    fn a_touched_point_is_stored_in_wgs84_whatever_the_map() {
        let there = (116.105, 40.003);
        for datum in [MapDatum::Wgs84, MapDatum::Cgcs2000, MapDatum::Gcj02] {
            let back = stored(datum, drawn(datum, there));
            assert!(model::geo::distance_m(back, there) < 0.01, "{datum:?}");
        }
        let [w, s, e, n] = drawn_bounds(MapDatum::Gcj02, [116.0, 39.9, 116.2, 40.1]);
        assert!(
            w > 116.0 && e > 116.2 && s > 39.9 && n > 40.1,
            "{:?}",
            [w, s, e, n]
        );
    }

    #[test]
    fn grids_of_the_named_area_are_drawn_at_any_scale() {
        let lists = tests_lists();
        let view = View {
            area: model::AreaCode::new("990100001001").ok(),
            ..View::default()
        };
        let scene = scene(&lists, &view, MapDatum::Wgs84);
        let inside = scene["inside"]["features"].as_array().unwrap();
        let names = inside
            .iter()
            .filter(|f| f["properties"]["name"].is_string());
        assert_eq!((inside.len(), names.count()), (8, 4));
    }

    #[test]
    fn a_scene_holds_the_chosen_grid_and_the_marks() {
        let lists = tests_lists();
        let mark = Mark {
            id: "t1".into(),
            at: (116.1, 40.0),
            tone: Tone::Sudden,
            sign: "突",
            name: "燃气味".into(),
        };
        let view = View {
            grid: Some("99010000100103".into()),
            pin: Some((116.1, 40.0)),
            metres: 8.0,
            marks: vec![mark],
            chosen: Some("t1".into()),
            ..View::default()
        };
        let scene = scene(&lists, &view, MapDatum::Wgs84);
        assert_eq!(scene["own"]["geometry"]["type"], "Polygon");
        assert_eq!(scene["inside"]["features"], json!([]));
        assert_eq!(scene["points"]["features"][0]["properties"]["chosen"], true);
        assert_eq!(
            (scene["pin"][0].as_f64(), scene["measured"].is_null()),
            (Some(116.1), true)
        );
    }
}
