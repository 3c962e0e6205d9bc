//! 附近 without a browser: the frame to ask for, what lies how far and in which direction, and points that stand together.

use crate::view_model::view::{Bounds, Mark};
use crate::words as w;
use model::geo::distance_m;
use model::row::Row;

/// Metres of one degree of latitude.
const DEGREE_M: f64 = 111_320.0;

/// Distances offered, in metres.
pub const REACHES: [u32; 4] = [300, 1000, 3000, 10_000];

/// The frame that holds everything within this many metres.
pub fn bounds((lon, lat): (f64, f64), metres: f64) -> Bounds {
    let north = metres / DEGREE_M;
    let east = north / lat.to_radians().cos().max(0.05);
    [lon - east, lat - north, lon + east, lat + north]
}

/// A ticket and how far it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Near {
    pub row: Row,
    pub metres: f64,
    /// Which way, as one of eight.
    pub way: w::Text,
}

/// Tickets within reach, the nearest first; those without a position are left out.
pub fn near(rows: Vec<Row>, at: (f64, f64), reach_m: f64) -> Vec<Near> {
    let measure = |row: Row| {
        let there = (row.lon?, row.lat?);
        let metres = distance_m(at, there);
        let way = way(at, there);
        (metres <= reach_m).then_some(Near { row, metres, way })
    };
    let mut found: Vec<Near> = rows.into_iter().filter_map(measure).collect();
    found.sort_by(|a, b| {
        let by_way = a.metres.total_cmp(&b.metres);
        by_way.then_with(|| a.row.id.cmp(&b.row.id))
    });
    found
}

fn way((lon, lat): (f64, f64), (x, y): (f64, f64)) -> w::Text {
    const WAYS: [w::Text; 8] = [
        w::EAST,
        w::NORTH_EAST,
        w::NORTH,
        w::NORTH_WEST,
        w::WEST,
        w::SOUTH_WEST,
        w::SOUTH,
        w::SOUTH_EAST,
    ];
    let turn = (y - lat).atan2((x - lon) * lat.to_radians().cos()) / std::f64::consts::TAU;
    WAYS[(turn * 8.0).round().rem_euclid(8.0) as usize]
}

/// `80 米`, `1.2 公里`.
pub fn distance(metres: f64) -> String {
    if metres < 1000.0 {
        w::METRES.with(&[&((metres / 10.0).round() as i64 * 10)])
    } else {
        let kilometres = format!("{:.1}", (metres / 100.0).round() / 10.0);
        w::KILOMETRES.with(&[&kilometres.trim_end_matches(".0")])
    }
}

/// Marks that stand too close to be told apart.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// Their middle.
    pub at: (f64, f64),
    pub marks: Vec<Mark>,
}

/// Puts marks together that are nearer than `reach` to a group's first one, given how far apart two are.
pub fn groups(
    marks: &[Mark],
    reach: f64,
    apart: impl Fn((f64, f64), (f64, f64)) -> f64,
) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for mark in marks {
        match groups
            .iter_mut()
            .find(|g| apart(g.marks[0].at, mark.at) < reach)
        {
            Some(group) => group.marks.push(mark.clone()),
            None => groups.push(Group {
                at: mark.at,
                marks: vec![mark.clone()],
            }),
        }
    }
    for group in &mut groups {
        let count = group.marks.len() as f64;
        let sum = group
            .marks
            .iter()
            .fold((0.0, 0.0), |s, m| (s.0 + m.at.0, s.1 + m.at.1));
        group.at = (sum.0 / count, sum.1 / count);
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view_model::due::Tone;

    #[test]
    fn the_frame_reaches_as_far_as_asked_on_every_side() {
        let at = (116.1, 40.0);
        let [w, s, e, n] = bounds(at, 1000.0);
        for side in [(w, at.1), (e, at.1), (at.0, s), (at.0, n)] {
            let metres = distance_m(at, side);
            assert!((990.0..1010.0).contains(&metres), "{metres}");
        }
    }

    #[test]
    fn distances_and_directions_in_words() {
        for (metres, words) in [
            (3.0, "0 米"),
            (84.0, "80 米"),
            (994.0, "990 米"),
            (1234.0, "1.2 公里"),
            (52_000.0, "52 公里"),
        ] {
            assert_eq!(distance(metres), words);
        }
        let at = (116.1, 40.0);
        for (there, words) in [
            ((116.2, 40.0), "东"),
            ((116.1, 40.1), "北"),
            ((116.0, 40.0), "西"),
            ((116.1, 39.9), "南"),
            ((116.2, 40.08), "东北"),
            ((116.0, 39.92), "西南"),
        ] {
            assert_eq!(way(at, there).t(), words, "{there:?}");
        }
    }

    #[test]
    fn marks_that_touch_are_one_group_and_none_is_lost() {
        let mark = |id: &str, x: f64| Mark {
            id: id.into(),
            at: (x, 0.0),
            tone: Tone::Wait,
            sign: "",
            name: String::new(),
        };
        let marks = [
            mark("a", 0.0),
            mark("b", 1.0),
            mark("c", 10.0),
            mark("d", 2.0),
        ];
        let groups = groups(&marks, 3.0, |a, b| (a.0 - b.0).abs());
        let sizes: Vec<usize> = groups.iter().map(|g| g.marks.len()).collect();
        assert_eq!((sizes, groups[0].at), (vec![3, 1], (1.0, 0.0)));
    }
}
