//! Whether the outlines of one district can lie where they do: none without its like, none far from the others.

use super::{Area, Outline};
use ::geo::{BoundingRect, Intersects};
use geo_types::{Coord, Rect};

/// Degrees that an outline may reach over the district's own: borders of two sources never agree, and 飞地 lie outside.
const OVER: f64 = 0.25;
/// Degrees from the middle of all outlines when the district's own is not drawn: the largest districts are so wide.
const WIDE: f64 = 5.0;

/// What is wrong with the outline of an area or grid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutlineFault {
    /// Code of the area or grid.
    pub code: String,
    /// For people, with the name of the area or grid.
    pub detail: String,
}

struct Drawn<'a> {
    code: &'a str,
    name: &'a str,
    outline: &'a Outline,
    /// The village of a grid.
    within: Option<&'a Area>,
}

/// All that is wrong with the outlines of a district's areas and grids, in their order. `own` is the district's code.
pub fn faults(own: &str, areas: &[Area]) -> Vec<OutlineFault> {
    let mut drawn = Vec::new();
    for area in areas {
        drawn.push(Drawn {
            code: area.code.as_str(),
            name: &area.name,
            outline: &area.outline,
            within: None,
        });
        drawn.extend(area.grids.iter().map(|grid| Drawn {
            code: &grid.code,
            name: &grid.name,
            outline: &grid.outline,
            within: Some(area),
        }));
    }
    drawn.retain(|d| !d.outline.is_empty());
    let found: Vec<Result<(), String>> = drawn.iter().map(|d| d.outline.check()).collect();
    // Which outlines are shapes that others may be held against.
    let sound = |outline: &Outline| {
        let mut all = drawn.iter().zip(&found);
        all.any(|(d, found)| std::ptr::eq(d.outline, outline) && found.is_ok())
    };
    let frame = frame(own, drawn.iter().filter(|d| sound(d.outline)));
    let mut faults = Vec::new();
    for (one, found) in drawn.iter().zip(&found) {
        let wrong = found.clone().err().or_else(|| {
            let far = frame.and_then(|frame| far(one.outline, frame));
            let within = one.within.filter(|village| sound(&village.outline));
            far.or_else(|| outside(one.outline, within?))
        });
        faults.extend(wrong.map(|wrong| OutlineFault {
            code: one.code.to_string(),
            detail: format!("「{}」的边界：{wrong}", one.name),
        }));
    }
    faults
}

/// Where outlines of this district may lie; none when there is nothing to hold them against.
fn frame<'a>(own: &str, drawn: impl Iterator<Item = &'a Drawn<'a>>) -> Option<Rect> {
    let rects: Vec<(&str, Rect)> = drawn
        .filter_map(|d| Some((d.code, d.outline.shape()?.bounding_rect()?)))
        .collect();
    let around = |rect: Rect, by: f64| {
        let more = Coord { x: by, y: by };
        Rect::new(rect.min() - more, rect.max() + more)
    };
    if let Some((_, rect)) = rects.iter().find(|(code, _)| *code == own) {
        return Some(around(*rect, OVER));
    }
    let middle = |of: fn(Coord) -> f64| {
        let mut all: Vec<f64> = rects.iter().map(|(_, r)| of(r.center())).collect();
        all.sort_by(f64::total_cmp);
        all.get(all.len() / 2).copied()
    };
    let at = Coord {
        x: middle(|c| c.x)?,
        y: middle(|c| c.y)?,
    };
    Some(around(Rect::new(at, at), WIDE))
}

/// The first position out of the frame.
fn far(outline: &Outline, frame: Rect) -> Option<String> {
    let at = outline
        .points()
        .find(|(x, y)| !frame.intersects(&Coord { x: *x, y: *y }))?;
    Some(format!("离本区太远：{},{}，请核对坐标", at.0, at.1))
}

/// A grid is a part of its village.
fn outside(grid: &Outline, village: &Area) -> Option<String> {
    let (inner, outer) = (grid.shape()?, village.outline.shape()?);
    let apart = !inner.intersects(&outer);
    apart.then(|| format!("与所属的「{}」不相接", village.name))
}
