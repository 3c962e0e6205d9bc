//! What a map shows, whoever draws it: MapLibre, or the sketch where there is none.

use crate::view_model::due::{self, Tone};
use crate::view_model::lists::Lists;
use model::row::Row;
use model::{AreaCode, Grade, Moment};

/// West, south, east, north, in degrees.
pub type Bounds = [f64; 4];

/// A ticket as a point.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    pub id: String,
    /// Degrees east and north, WGS-84.
    pub at: (f64, f64),
    pub tone: Tone,
    /// One character for what is urgent, else empty.
    pub sign: &'static str,
    /// 标题.
    pub name: String,
}

/// What is shown.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct View {
    /// The part of the earth.
    pub bounds: Option<Bounds>,
    /// The area whose grids are named.
    pub area: Option<AreaCode>,
    /// The grid that is filled.
    pub grid: Option<String>,
    /// Look closely at the pin whenever it moves; else at the bounds.
    pub close: bool,
    /// The place that counts.
    pub pin: Option<(f64, f64)>,
    /// A place to go by that is not the pin: where the receiver says one stands, or the middle of what is looked at.
    pub measured: Option<(f64, f64)>,
    /// Radius of what was measured, in metres.
    pub metres: f64,
    /// Tickets.
    pub marks: Vec<Mark>,
    pub chosen: Option<String>,
}

/// The frame of some points; at least this many degrees wide and high.
pub fn frame(points: impl Iterator<Item = (f64, f64)>, least: f64) -> Option<Bounds> {
    let mut found: Option<Bounds> = None;
    for (lon, lat) in points {
        let [w, s, e, n] = found.unwrap_or([lon, lat, lon, lat]);
        found = Some([w.min(lon), s.min(lat), e.max(lon), n.max(lat)]);
    }
    found.map(|[w, s, e, n]| {
        let (x, y) = (
            (least - (e - w)).max(0.0) / 2.0,
            (least - (n - s)).max(0.0) / 2.0,
        );
        [w - x, s - y, e + x, n + y]
    })
}

/// The frame of an area, or of what lies in it when it has no outline of its own.
pub fn frame_of(lists: &Lists, area: &AreaCode) -> Option<Bounds> {
    let own = lists.district.area(area).filter(|a| !a.outline.is_empty());
    let corners: Vec<(f64, f64)> = match own {
        Some(own) => own.outline.points().collect(),
        None => {
            let inside = lists.district.areas.iter().filter(|a| area.covers(&a.code));
            inside.flat_map(|a| a.outline.points()).collect()
        }
    };
    frame(corners.into_iter(), 0.002)
}

/// A ticket's mark; none without a position.
pub fn mark(row: &Row, now: Moment) -> Option<Mark> {
    let tone = match (row.grade, due::of_row(row, now)) {
        (Grade::Sudden, _) => Tone::Sudden,
        (_, Some((_, pill))) if pill.tone == Tone::Sudden => Tone::Sudden,
        (Grade::Urgent, _) => Tone::Urgent,
        (_, Some((_, pill))) => pill.tone,
        _ => Tone::Wait,
    };
    let sign = match row.grade {
        Grade::Sudden => "突",
        Grade::Urgent => "急",
        Grade::Normal => "",
    };
    Some(Mark {
        id: row.id.to_string(),
        at: (row.lon?, row.lat?),
        tone,
        sign,
        name: row.title.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view_model::lists::tests_lists;

    #[test]
    fn frames_hold_their_points() {
        let lists = tests_lists();
        let village = AreaCode::new("990100001001").unwrap();
        let [w, s, e, n] = frame_of(&lists, &village).unwrap();
        assert!(w < 116.08 && e > 116.113 && s < 39.98 && n > 40.005);
        let [w, s, e, n] = frame([(116.0, 40.0)].into_iter(), 0.01).unwrap();
        assert!((e - w - 0.01).abs() < 1e-9 && (n - s - 0.01).abs() < 1e-9);
        assert_eq!(frame(std::iter::empty(), 0.01), None);
        assert_eq!(
            frame_of(&lists, &AreaCode::new("880100001001").unwrap()),
            None
        );
    }
}
