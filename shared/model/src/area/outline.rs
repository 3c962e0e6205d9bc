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
        let pieces = pieces.map_err(de::Error::custom)?;
        // Nothing is meant by leaving it out, or by an empty list; a file without a shape was saved in vain.
        if pieces.is_empty() {
            return Err(de::Error::custom("里面一片边界也没有"));
        }
        Ok(Outline(pieces))
    }
}

/// The name of a coordinate system other than WGS-84, as older GeoJSON says it, of the whole or of anything in it: databases
/// write it into each geometry.
fn foreign(value: &Value) -> Option<String> {
    let own = value.get("crs").filter(|crs| !crs.is_null());
    let own = own.map(named).filter(|name| !is_ours(name));
    let one = value.get("geometry").and_then(foreign);
    let lists = ["features", "geometries"].map(|list| value.get(list).and_then(Value::as_array));
    let mut many = lists.into_iter().flatten().flatten();
    own.or(one).or_else(|| many.find_map(foreign))
}

/// A system by its name, or by its number alone.
fn named(crs: &Value) -> String {
    let of = |key: &str| crs.pointer(&format!("/properties/{key}"));
    let name = of("name").and_then(Value::as_str).map(str::to_string);
    let code = || Some(format!("EPSG:{}", of("code")?));
    let name = name.or_else(code).unwrap_or_else(|| "别的".into());
    let name = name.replace('"', "").to_ascii_uppercase();
    name.chars().take(60).collect()
}

/// WGS-84 by one of its names, or CGCS2000, which lies within its errors.
fn is_ours(name: &str) -> bool {
    let mut parts = name.split([':', '/']).rev();
    match parts.next() {
        Some("CRS84") => true,
        Some("4326" | "4490") => parts.any(|part| part == "EPSG"),
        _ => matches!(name, "WGS84" | "WGS 84" | "WGS-84" | "CGCS2000"),
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
mod tests;
