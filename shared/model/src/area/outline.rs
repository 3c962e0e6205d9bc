//! Outlines of areas: one ring as a list of positions, or what people have: Polygon and MultiPolygon of GeoJSON, with holes and
//! several pieces (飞地).

use super::Ring;
use crate::geo::{in_world, polygon};
use ::geo::Intersects;
use geo_types::{Coord, LineString, MultiPolygon, Polygon};
use geojson::{Feature, FeatureCollection, GeoJson, Geometry, GeometryValue, Position};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::{Value, json};

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
            let ring = serde_json::from_value::<Ring>(value);
            let no_ring = |_| de::Error::custom("须是一列 [经度, 纬度]，或者 GeoJSON");
            return Ok(ring.map_err(no_ring)?.into());
        }
        if let Some(system) = foreign(&value) {
            let detail = format!("坐标系是 {system}，须先转成 WGS-84（EPSG:4326）");
            return Err(de::Error::custom(detail));
        }
        let no_shape = |_| {
            de::Error::custom(
                "不是 GeoJSON：须是 Polygon、MultiPolygon，或装着它们的 Feature、FeatureCollection，坐标是数字",
            )
        };
        let read = serde_json::from_value::<GeoJson>(value).map_err(no_shape)?;
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

/// The name of a coordinate system other than WGS-84 (CGCS2000 lies within its errors), as older GeoJSON says it.
fn foreign(value: &Value) -> Option<String> {
    let crs = value.get("crs").filter(|crs| !crs.is_null())?;
    let name = crs.pointer("/properties/name").and_then(Value::as_str);
    let name = name.unwrap_or("别的").to_ascii_uppercase();
    let known = [
        "CRS84",
        "EPSG::4326",
        "EPSG:4326",
        "EPSG::4490",
        "EPSG:4490",
    ];
    let known = known.iter().any(|known| name.ends_with(known));
    (!known).then(|| name.chars().take(60).collect())
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
            (polygon(bow), "相交，在 116.05"),
            (polygon(open), "没有合上"),
            (polygon(swapped), "经纬度写反"),
            (polygon(far), "超出范围"),
            (polygon(line), "三个不同的点"),
            (polygon(outside), "第 1 个洞不在外圈里面"),
            (polygon(json!([])), "没有一圈"),
            (
                json!({"type": "MultiPolygon", "coordinates": [[square(116.0, 40.0, 0.2)], [square(116.1, 40.1, 0.2)]]}),
                "第 1 片和第 2 片重叠",
            ),
            // The same piece twice shares all its edges.
            (
                json!({"type": "MultiPolygon", "coordinates": [[square(116.0, 40.0, 0.2)], [square(116.0, 40.0, 0.2)]]}),
                "第 1 片和第 2 片重叠",
            ),
            (
                json!([[116.0, 40.0], [116.1, 40.1], [116.2, 40.2], [116.3, 40.3]]),
                "没有面积",
            ),
            (
                json!([[116.0, 40.0], [116.0000001, 40.0], [116.0, 40.0000001]]),
                "没有面积",
            ),
            (
                polygon(json!([square(2.3, 48.8, 0.1)])),
                "不在我国境内：2.3,48.8",
            ),
            (json!([[0.0, 0.0], [0.1, 0.0], [0.1, 0.1]]), "不在我国境内"),
            // Both fit the world; only one of them lies here.
            (polygon(json!([square(44.0, 87.0, 0.1)])), "经纬度写反"),
            (
                polygon(json!([square(116.0, 40.0, 0.3), square(116.0, 40.1, 0.1)])),
                "外圈与第 1 个洞有一段边重合",
            ),
            (
                polygon(json!([
                    square(116.0, 40.0, 0.3),
                    square(116.1, 40.1, 0.1),
                    square(116.15, 40.15, 0.1)
                ])),
                "第 1 个洞与第 2 个洞重叠",
            ),
            (
                json!([["116", "40"], ["117", "40"], ["117", "41"]]),
                "须是一列",
            ),
            (
                json!({"type": "Polygon", "coordinates": [["a"]]}),
                "不是 GeoJSON",
            ),
            (
                json!({"type": "Polygon", "coordinates": [square(116.0, 40.0, 0.1)],
                    "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4547"}}}),
                "EPSG::4547",
            ),
            (
                json!({"type": "Point", "coordinates": [116.0, 40.0]}),
                "不是边界",
            ),
            (json!({"type": "Circle"}), "不是 GeoJSON"),
        ] {
            let refused = read(value.clone()).unwrap_err();
            assert!(refused.contains(says), "{value}: {refused}");
            let known = [
                "GeoJSON",
                "FeatureCollection",
                "Feature",
                "MultiPolygon",
                "Polygon",
                "Point",
                "WGS",
                "EPSG",
                "URN:OGC:DEF:CRS",
            ];
            let left = known
                .iter()
                .fold(refused.clone(), |text, word| text.replace(word, ""));
            let english = left.chars().any(|c| c.is_ascii_alphabetic());
            assert!(!english, "a reason in English: {refused}");
        }
        // Where it crosses, somebody has to look.
        let bow = json!([[116.0, 40.0], [116.1, 40.1], [116.1, 40.0], [116.0, 40.1]]);
        let said = read(bow).unwrap_err();
        assert_eq!(said, "外圈自己相交，在 116.050000,40.050000 附近");
    }

    /// Blocks of one village as mapping programs write them, and islands without number.
    #[test]
    fn pieces_may_share_an_edge_and_be_many() {
        let blocks = [
            square(116.0, 40.0, 0.1),
            square(116.1, 40.0, 0.1),
            square(116.2, 40.05, 0.1),
        ];
        let features = blocks.clone().map(|ring| json!({"type": "Feature", "properties": null, "geometry": polygon(json!([ring]))}));
        let pieces = blocks.map(|ring| json!([ring]));
        for value in [
            json!({"type": "MultiPolygon", "coordinates": pieces}),
            json!({"type": "FeatureCollection", "features": features,
                "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}}),
        ] {
            let outline = read(value).unwrap();
            for (lon, lat, held) in [
                (116.1, 40.05, true),
                (116.15, 40.05, true),
                (116.25, 40.02, false),
            ] {
                assert_eq!(outline.holds(lon, lat), held, "{lon},{lat}");
            }
            let again: Outline = serde_json::from_value(json!(outline)).unwrap();
            assert_eq!(again, outline);
        }
        let island = |n: u32| {
            json!([square(
                116.0 + 0.002 * f64::from(n % 40),
                40.0 + 0.002 * f64::from(n / 40),
                0.001
            )])
        };
        let islands: Vec<Value> = (0..900).map(island).collect();
        read(json!({"type": "MultiPolygon", "coordinates": islands})).unwrap();
    }
}
