//! Outlines of areas: one ring as a list of positions, or what people have: Polygon and MultiPolygon of GeoJSON, with holes and
//! several pieces (飞地).

use super::Ring;
use crate::geo::{in_world, polygon};
use ::geo::{Intersects, Validation};
use geo_types::{Coord, LineString, MultiPolygon, Polygon};
use geojson::{Feature, FeatureCollection, GeoJson, Geometry, GeometryValue, Position};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::{Value, json};

/// Positions of one outline, at most: whether rings cross is asked of each two edges, and no village needs more.
const POINTS_MAX: usize = 5_000;

/// One piece: its outer ring, then its holes.
pub type Piece = Vec<Ring>;

/// Where an area lies. In JSON: a list of positions, or a GeoJSON geometry, feature or collection.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Outline(Vec<Piece>);

impl From<Ring> for Outline {
    fn from(ring: Ring) -> Self {
        let whole = !ring.is_empty();
        Outline(whole.then(|| vec![ring]).into_iter().collect())
    }
}

impl Outline {
    /// Whether it is unknown.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Its pieces, each with its holes.
    pub fn pieces(&self) -> &[Piece] {
        &self.0
    }

    /// Every ring, holes among them.
    pub fn rings(&self) -> impl Iterator<Item = &Ring> {
        self.0.iter().flatten()
    }

    /// Every position of every ring.
    pub fn points(&self) -> impl Iterator<Item = (f64, f64)> {
        self.rings().flatten().copied()
    }

    /// The outer ring with the most positions; empty when the outline is unknown.
    pub fn main(&self) -> &[(f64, f64)] {
        let outer = self.0.iter().filter_map(|piece| piece.first());
        outer.max_by_key(|ring| ring.len()).map_or(&[], |ring| ring)
    }

    /// As a shape; none when it is unknown, or a ring cannot be one.
    pub fn shape(&self) -> Option<MultiPolygon> {
        let line = |ring: &Ring| polygon(ring).map(|p| p.exterior().clone());
        let piece = |piece: &Piece| -> Option<Polygon> {
            let lines: Option<Vec<LineString>> = piece.iter().map(line).collect();
            let mut lines = lines?.into_iter();
            Some(Polygon::new(lines.next()?, lines.collect()))
        };
        let all: Option<Vec<Polygon>> = self.0.iter().map(piece).collect();
        all.filter(|pieces| !pieces.is_empty()).map(MultiPolygon)
    }

    /// Whether it holds a position; its border, that of holes too, counts in.
    pub fn holds(&self, lon: f64, lat: f64) -> bool {
        let at = Coord { x: lon, y: lat };
        in_world(lon, lat) && self.shape().is_some_and(|shape| shape.intersects(&at))
    }

    /// Whether it can be an outline: what is wrong, for people.
    pub fn check(&self) -> Result<(), String> {
        let count = self.points().count();
        if count > POINTS_MAX {
            return Err(format!("最多 {POINTS_MAX} 个点，现在 {count} 个，请先抽稀"));
        }
        for (lon, lat) in self.points() {
            if !in_world(lon, lat) {
                let hint = if in_world(lat, lon) {
                    "，应是经度在前、纬度在后"
                } else {
                    ""
                };
                return Err(format!("坐标超出范围：{lon},{lat}{hint}"));
            }
        }
        if self.rings().any(|ring| distinct(ring) < 3) {
            return Err("每一圈至少要有三个不同的点".into());
        }
        let valid = self
            .shape()
            .map_or(Ok(()), |shape| shape.check_validation());
        valid.map_err(|e| format!("边界自己相交，或洞、几片之间重叠：{e}"))
    }
}

/// Points of a ring, the last one not counted when it repeats the first.
fn distinct(ring: &Ring) -> usize {
    let mut points = ring.clone();
    points.dedup();
    if points.len() > 1 && points.first() == points.last() {
        points.pop();
    }
    points.len()
}

impl Serialize for Outline {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match self.0.as_slice() {
            [] => s.collect_seq(std::iter::empty::<(f64, f64)>()),
            [piece] if piece.len() == 1 => piece[0].serialize(s),
            pieces => {
                let closed = |ring: &Ring| -> Ring {
                    let mut ring = ring.clone();
                    if ring.first() != ring.last() {
                        ring.extend(ring.first().copied());
                    }
                    ring
                };
                let pieces: Vec<Piece> = pieces
                    .iter()
                    .map(|piece| piece.iter().map(closed).collect())
                    .collect();
                json!({"type": "MultiPolygon", "coordinates": pieces}).serialize(s)
            }
        }
    }
}

impl<'de> Deserialize<'de> for Outline {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(d)?;
        if value.is_array() {
            let ring: Ring = serde_json::from_value(value).map_err(de::Error::custom)?;
            return Ok(ring.into());
        }
        let read = serde_json::from_value::<GeoJson>(value).map_err(de::Error::custom)?;
        let pieces = match read {
            GeoJson::Geometry(geometry) => of_geometry(geometry),
            GeoJson::Feature(feature) => of_feature(feature),
            GeoJson::FeatureCollection(FeatureCollection { features, .. }) => {
                let each: Result<Vec<Vec<Piece>>, String> =
                    features.into_iter().map(of_feature).collect();
                each.map(|all| all.into_iter().flatten().collect())
            }
        };
        pieces.map(Outline).map_err(de::Error::custom)
    }
}

fn of_feature(feature: Feature) -> Result<Vec<Piece>, String> {
    feature.geometry.map_or(Ok(Vec::new()), of_geometry)
}

fn of_geometry(geometry: Geometry) -> Result<Vec<Piece>, String> {
    match geometry.value {
        GeometryValue::Polygon { coordinates } => Ok(vec![piece(&coordinates)?]),
        GeometryValue::MultiPolygon { coordinates } => {
            coordinates.iter().map(|rings| piece(rings)).collect()
        }
        other => Err(format!(
            "{} 不是边界，须是 Polygon 或 MultiPolygon",
            other.type_name()
        )),
    }
}

/// GeoJSON closes its rings; one that does not was cut or is a line.
fn piece(rings: &[Vec<Position>]) -> Result<Piece, String> {
    if rings.is_empty() {
        return Err("Polygon 里没有一圈边界".into());
    }
    let read = |ring: &Vec<Position>| -> Result<Ring, String> {
        let points: Option<Ring> = ring
            .iter()
            .map(|p| Some((*p.as_slice().first()?, *p.as_slice().get(1)?)))
            .collect();
        let points = points.ok_or("每个点须有经度和纬度")?;
        if points.len() < 4 || points.first() != points.last() {
            return Err("一圈边界没有合上：最后一个点须与第一个相同".into());
        }
        Ok(points)
    };
    rings.iter().map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(x: f64, y: f64, side: f64) -> Value {
        json!([
            [x, y],
            [x + side, y],
            [x + side, y + side],
            [x, y + side],
            [x, y]
        ])
    }
    fn read(value: Value) -> Result<Outline, String> {
        let outline: Outline = serde_json::from_value(value).map_err(|e| e.to_string())?;
        outline.check()?;
        Ok(outline)
    }
    fn polygon(rings: Value) -> Value {
        json!({"type": "Polygon", "coordinates": rings})
    }

    #[test]
    fn pieces_and_holes_are_held_with_their_borders() {
        let holed = polygon(json!([square(116.0, 40.0, 0.3), square(116.1, 40.1, 0.1)]));
        let pieces = json!({"type": "MultiPolygon", "coordinates": [holed["coordinates"], [square(117.0, 40.0, 0.1)]]});
        let feature = json!({"type": "Feature", "properties": {"name": "x"}, "geometry": pieces});
        let features = json!({"type": "FeatureCollection", "features": [
            {"type": "Feature", "properties": null, "geometry": holed},
            {"type": "Feature", "properties": null, "geometry": polygon(json!([square(117.0, 40.0, 0.1)]))}]});
        for value in [pieces, feature, features] {
            let outline = read(value).unwrap();
            for (lon, lat, held) in [
                (116.05, 40.05, true),
                (116.15, 40.15, false), // in the hole
                (116.1, 40.15, true),   // on the hole's border
                (117.05, 40.05, true),  // in the piece far away
                (117.0, 40.05, true),
                (116.5, 40.05, false),
            ] {
                assert_eq!(outline.holds(lon, lat), held, "{lon},{lat}");
            }
            let again: Outline = serde_json::from_value(json!(outline)).unwrap();
            assert_eq!(again, outline);
        }
        // A plain list stays one, with or without its first point again.
        for ring in [
            square(116.0, 40.0, 0.1),
            json!([[116.0, 40.0], [116.1, 40.0], [116.1, 40.1]]),
        ] {
            assert_eq!(json!(read(ring.clone()).unwrap()), ring);
        }
        assert!(read(json!([])).unwrap().is_empty());
    }

    #[test]
    fn what_is_no_outline_is_refused_with_its_reason() {
        let bow = json!([[
            [116.0, 40.0],
            [116.1, 40.1],
            [116.1, 40.0],
            [116.0, 40.1],
            [116.0, 40.0]
        ]]);
        let open = json!([[[116.0, 40.0], [116.1, 40.0], [116.1, 40.1], [116.0, 40.1]]]);
        let swapped = json!([[[40.0, 116.0], [40.1, 116.0], [40.1, 116.1], [40.0, 116.0]]]);
        let far = json!([[[416.0, 40.0], [416.1, 40.0], [416.1, 40.1], [416.0, 40.0]]]);
        let line = json!([[[116.0, 40.0], [116.1, 40.0], [116.0, 40.0], [116.0, 40.0]]]);
        let outside = json!([square(116.0, 40.0, 0.1), square(117.0, 40.0, 0.1)]);
        for (value, says) in [
            (polygon(bow), "相交"),
            (polygon(open), "没有合上"),
            (polygon(swapped), "经度在前"),
            (polygon(far), "超出范围"),
            (polygon(line), "三个不同的点"),
            (polygon(outside), "重叠"),
            (polygon(json!([])), "没有一圈"),
            (
                json!({"type": "MultiPolygon", "coordinates": [[square(116.0, 40.0, 0.2)], [square(116.1, 40.1, 0.2)]]}),
                "重叠",
            ),
            (
                json!({"type": "Point", "coordinates": [116.0, 40.0]}),
                "不是边界",
            ),
            (json!({"type": "Circle"}), ""),
        ] {
            let refused = read(value.clone()).unwrap_err();
            assert!(refused.contains(says), "{value}: {refused}");
        }
    }
}
