//! Whether rings can be an outline at all. What is wrong is said in Chinese, with the point where somebody looks for it.

use super::{Outline, Ring};
use crate::geo::{in_china, in_world};
use ::geo::line_intersection::{LineIntersection, line_intersection};
use ::geo::validation::{InvalidPolygon, RingRole};
use ::geo::{BoundingRect, CoordsIter, Intersects, Relate, Validation};
use geo_types::{Coord, Line, Polygon, Rect};

/// Positions of one outline, at most: whether rings cross is asked of each two edges, and no village needs more.
const POINTS_MAX: usize = 5_000;
/// Holes of one piece, at most: each is held against each other.
const HOLES_MAX: usize = 100;
/// Metres; what is narrower is a line or a point.
const WIDTH_MIN: f64 = 1.0;
/// Metres of a degree along a meridian.
const METRES: f64 = 111_195.0;

impl Outline {
    /// Whether it can be an outline: what is wrong, for people. Pieces may share an edge, as blocks of one village do in what
    /// mapping programs write; they may not overlap.
    pub fn check(&self) -> Result<(), String> {
        let count = self.points().count();
        if count > POINTS_MAX {
            return Err(format!("最多 {POINTS_MAX} 个点，现在 {count} 个，请先抽稀"));
        }
        if let Some(piece) = self.pieces().iter().find(|p| p.len() > HOLES_MAX + 1) {
            let holes = piece.len() - 1;
            return Err(format!("一片里最多 {HOLES_MAX} 个洞，现在 {holes} 个"));
        }
        self.points()
            .try_for_each(|(lon, lat)| check_point(lon, lat))?;
        for ring in self.rings() {
            if distinct(ring) < 3 {
                return Err("每一圈至少要有三个不同的点".into());
            }
            if width(ring) < WIDTH_MIN {
                let (lon, lat) = ring[0];
                return Err(format!(
                    "从 {lon},{lat} 开始的一圈没有面积：它的点都在一条线上，或挤在一处"
                ));
            }
        }
        let shape = self.shape().map_or(Vec::new(), |shape| shape.0);
        for polygon in &shape {
            let first = polygon.visit_validation(Box::new(Err));
            first.map_err(|invalid| explain(&invalid, polygon))?;
        }
        apart(&shape)
    }
}

/// A position of an outline lies in this country, longitude first.
fn check_point(lon: f64, lat: f64) -> Result<(), String> {
    let hint = match in_china(lat, lon) {
        true => "；经纬度写反了，应是经度在前、纬度在后",
        false => "",
    };
    match (in_world(lon, lat), in_china(lon, lat)) {
        (_, true) => Ok(()),
        (false, _) => Err(format!("坐标超出范围：{lon},{lat}{hint}")),
        (true, false) => Err(format!("不在我国境内：{lon},{lat}{hint}")),
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

/// Metres that a ring is wide, across its longest reach from its first point, as if the ground were flat there.
fn width(ring: &Ring) -> f64 {
    let (x0, y0) = ring[0];
    let flat = |&(x, y): &(f64, f64)| {
        let across = y0.to_radians().cos() * METRES;
        ((x - x0) * across, (y - y0) * METRES)
    };
    let points: Vec<(f64, f64)> = ring.iter().map(flat).collect();
    let reach = |p: &(f64, f64)| p.0.hypot(p.1);
    let Some(far) = points.iter().max_by(|a, b| reach(a).total_cmp(&reach(b))) else {
        return 0.0;
    };
    let side = |p: &(f64, f64)| (far.0 * p.1 - far.1 * p.0) / reach(far);
    let sides = points.iter().map(side);
    let (least, most) = sides.fold((0.0_f64, 0.0_f64), |(a, b), n| (a.min(n), b.max(n)));
    most - least
}

/// No two pieces overlap. Only those whose frames meet are held against each other.
fn apart(pieces: &[Polygon]) -> Result<(), String> {
    let frames: Vec<Option<Rect>> = pieces.iter().map(BoundingRect::bounding_rect).collect();
    let meet = |i: usize, j: usize| {
        let both = frames[i].as_ref().zip(frames[j].as_ref());
        both.is_some_and(|(a, b)| a.intersects(b))
    };
    for (i, one) in pieces.iter().enumerate() {
        for (j, other) in pieces.iter().enumerate().skip(i + 1) {
            // Their insides meet: what is shared is more than an edge.
            if meet(i, j) && one.relate(other).matches("T********").unwrap_or(true) {
                let (i, j) = (i + 1, j + 1);
                return Err(format!("第 {i} 片和第 {j} 片重叠"));
            }
        }
    }
    Ok(())
}

/// What is wrong with one piece.
fn explain(invalid: &InvalidPolygon, piece: &Polygon) -> String {
    let name = |role: &RingRole| match role {
        RingRole::Exterior => "外圈".to_string(),
        RingRole::Interior(n) => format!("第 {} 个洞", n + 1),
    };
    match invalid {
        InvalidPolygon::TooFewPointsInRing(role) => {
            format!("{}至少要有三个不同的点", name(role))
        }
        InvalidPolygon::SelfIntersection(role) => {
            let at = crossing(piece, role).map_or(String::new(), |at| {
                format!("，在 {:.6},{:.6} 附近", at.x, at.y)
            });
            format!("{}自己相交{at}", name(role))
        }
        InvalidPolygon::NonFiniteCoord(role, _) => format!("{}有不是数字的坐标", name(role)),
        InvalidPolygon::InteriorRingNotContainedInExteriorRing(role) => {
            format!("{}不在外圈里面", name(role))
        }
        InvalidPolygon::IntersectingRingsOnALine(one, other) => {
            format!("{}与{}有一段边重合", name(one), name(other))
        }
        InvalidPolygon::IntersectingRingsOnAnArea(one, other) => {
            format!("{}与{}重叠", name(one), name(other))
        }
    }
}

/// Where a ring meets itself, other than from one edge to the next.
fn crossing(piece: &Polygon, role: &RingRole) -> Option<Coord> {
    let ring = match role {
        RingRole::Exterior => piece.exterior(),
        RingRole::Interior(n) => piece.interiors().get(*n)?,
    };
    let mut points: Vec<Coord> = ring.exterior_coords_iter().collect();
    points.dedup();
    let edges: Vec<Line> = points.windows(2).map(|w| Line::new(w[0], w[1])).collect();
    let last = edges.len().checked_sub(1)?;
    for (i, one) in edges.iter().enumerate() {
        for (j, other) in edges.iter().enumerate().skip(i + 1) {
            let next = j == i + 1 || i == 0 && j == last;
            match line_intersection(*one, *other) {
                Some(LineIntersection::SinglePoint { intersection, .. }) if !next => {
                    return Some(intersection);
                }
                Some(LineIntersection::Collinear { intersection }) => {
                    return Some(intersection.start);
                }
                _ => {}
            }
        }
    }
    None
}
