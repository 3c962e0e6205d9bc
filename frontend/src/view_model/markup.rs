//! What is drawn on a photo before it leaves: lines that point at something, and areas that nobody is to see. Places are
//! shares of the photo's width and height, whatever size it is shown at.

/// What the finger does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tool {
    /// A line.
    #[default]
    Line,
    /// A black area, from corner to corner.
    Cover,
}

/// One movement of the finger.
#[derive(Debug, Clone, PartialEq)]
pub struct Stroke {
    pub tool: Tool,
    /// Shares of width and height, 0 to 1.
    pub points: Vec<(f64, f64)>,
}

/// Shorter than this nobody meant it: a share of the photo's edge.
const MEANT: f64 = 0.01;

impl Stroke {
    /// Begins where the finger touches.
    pub fn begin(tool: Tool, at: (f64, f64)) -> Self {
        Stroke {
            tool,
            points: vec![within(at)],
        }
    }
    /// Goes on to where the finger is.
    pub fn go(&mut self, at: (f64, f64)) {
        self.points.push(within(at));
    }
    /// Left, top, width and height.
    pub fn bounds(&self) -> (f64, f64, f64, f64) {
        let (first, last) = (self.points[0], self.points[self.points.len() - 1]);
        let (left, top) = (first.0.min(last.0), first.1.min(last.1));
        (
            left,
            top,
            (first.0 - last.0).abs(),
            (first.1 - last.1).abs(),
        )
    }
    /// Whether it is more than a touch by mistake.
    pub fn is_meant(&self) -> bool {
        let long: f64 = self
            .points
            .windows(2)
            .map(|two| (two[0].0 - two[1].0).hypot(two[0].1 - two[1].1))
            .sum();
        match self.tool {
            Tool::Line => long > MEANT,
            Tool::Cover => {
                let (_, _, w, h) = self.bounds();
                w > MEANT && h > MEANT
            }
        }
    }
    /// The path of a line in a drawing of this size.
    pub fn path(&self, (w, h): (f64, f64)) -> String {
        let place = |(i, (x, y)): (usize, &(f64, f64))| {
            format!(
                "{}{:.1} {:.1}",
                if i == 0 { "M" } else { "L" },
                x * w,
                y * h
            )
        };
        self.points.iter().enumerate().map(place).collect()
    }
}

fn within((x, y): (f64, f64)) -> (f64, f64) {
    (x.clamp(0.0, 1.0), y.clamp(0.0, 1.0))
}

/// How wide a line is, for a photo of this size.
pub fn width_of(w: f64, h: f64) -> f64 {
    (w.max(h) / 120.0).max(2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stroke_stays_on_the_photo_and_is_meant() {
        let mut cover = Stroke::begin(Tool::Cover, (0.6, 0.5));
        assert!(!cover.is_meant(), "a touch covers nothing");
        cover.go((0.2, 1.7));
        assert_eq!(cover.points[1], (0.2, 1.0));
        let (left, top, w, h) = cover.bounds();
        assert!((left - 0.2).abs() < 1e-9 && (top - 0.5).abs() < 1e-9);
        assert!((w - 0.4).abs() < 1e-9 && (h - 0.5).abs() < 1e-9 && cover.is_meant());
        let mut line = Stroke::begin(Tool::Line, (0.0, 0.0));
        line.go((0.001, 0.0));
        assert!(!line.is_meant());
        line.go((0.5, 0.5));
        assert!(line.is_meant());
        assert_eq!(line.path((200.0, 100.0)), "M0.0 0.0L0.2 0.0L100.0 50.0");
    }
}
