//! A small canvas: filled polygons with soft edges, on a plane 400 wide and 300 high whatever the image's size.

use image::RgbImage;

/// Red, green, blue.
pub type Colour = [u8; 3];
/// Width of the plane.
pub const WIDE: f32 = 400.0;
/// Height of the plane.
pub const HIGH: f32 = 300.0;
/// Sub-lines per pixel row: what makes slanting edges soft.
const FINE: usize = 3;

/// An image being drawn. Whole spans are filled at once, so that a debug build draws a photo in some 50 ms.
pub struct Canvas {
    wide: usize,
    high: usize,
    pixels: Vec<Colour>,
}

/// A colour lighter (positive) or darker (negative) by `by` of 255.
pub fn shade(colour: Colour, by: i16) -> Colour {
    colour.map(|c| (i16::from(c) + by).clamp(0, 255) as u8)
}

/// Between two colours: 0 is `a`, 256 is `b`.
pub fn blend(a: Colour, b: Colour, part: u16) -> Colour {
    let (p, q) = (u32::from(part.min(256)), 256 - u32::from(part.min(256)));
    let mix = |x: u8, y: u8| ((u32::from(x) * q + u32::from(y) * p) >> 8) as u8;
    [mix(a[0], b[0]), mix(a[1], b[1]), mix(a[2], b[2])]
}

impl Canvas {
    /// A canvas of `w` by `h` pixels; at least one each way.
    pub fn new(w: u32, h: u32) -> Self {
        let (wide, high) = (w.max(1) as usize, h.max(1) as usize);
        Canvas {
            wide,
            high,
            pixels: vec![[0; 3]; wide * high],
        }
    }
    /// The finished image, each row passed through `develop` with its height as a fraction.
    pub fn into_image(self, mut develop: impl FnMut(f32, &mut [Colour])) -> RgbImage {
        let (mut pixels, wide, high) = (self.pixels, self.wide, self.high);
        for (y, row) in pixels.chunks_exact_mut(wide).enumerate() {
            develop(y as f32 / high as f32, row);
        }
        let bytes = pixels.into_flattened();
        RgbImage::from_raw(wide as u32, high as u32, bytes).unwrap_or_default()
    }

    /// A polygon, opaque at 1.0.
    pub fn polygon(&mut self, corners: &[(f32, f32)], colour: Colour, opacity: f32) {
        let (sx, sy) = (self.wide as f32 / WIDE, self.high as f32 / HIGH);
        let points: Vec<(f32, f32)> = corners.iter().map(|p| (p.0 * sx, p.1 * sy)).collect();
        let top = points.iter().fold(f32::MAX, |m, p| m.min(p.1)).max(0.0) as usize;
        let bottom = points.iter().fold(0.0f32, |m, p| m.max(p.1)).ceil() as usize;
        for y in top..bottom.min(self.high) {
            let mut spans = Vec::new();
            for fine in 0..FINE {
                let level = y as f32 + (fine as f32 + 0.5) / FINE as f32;
                let at = crossings(&points, level);
                spans.extend(
                    at.chunks_exact(2)
                        .map(|s| (s[0].max(0.0), s[1].min(self.wide as f32))),
                );
            }
            spans.retain(|s| s.0 < s.1);
            self.row(y, &spans, colour, opacity);
        }
    }

    /// One pixel row of a polygon, from the spans of its sub-lines.
    fn row(&mut self, y: usize, spans: &[(f32, f32)], colour: Colour, opacity: f32) {
        let left = spans.iter().fold(f32::MAX, |m, s| m.min(s.0)) as usize;
        let right = spans.iter().fold(0.0f32, |m, s| m.max(s.1)).ceil() as usize;
        // Where all sub-lines cover a pixel wholly there is nothing to work out.
        let mut solid = (right, right);
        if spans.len() == FINE {
            let from = spans.iter().fold(0.0f32, |m, s| m.max(s.0)).ceil() as usize;
            let to = spans.iter().fold(f32::MAX, |m, s| m.min(s.1)) as usize;
            solid = if from < to { (from, to) } else { solid };
        }
        let row = &mut self.pixels[y * self.wide..(y + 1) * self.wide];
        for x in (left..solid.0).chain(solid.1..right) {
            let cover = spans.iter().fold(0.0, |sum, s| {
                sum + (s.1.min(x as f32 + 1.0) - s.0.max(x as f32)).max(0.0)
            });
            row[x] = blend(
                row[x],
                colour,
                (cover / FINE as f32 * opacity * 256.0) as u16,
            );
        }
        if opacity >= 1.0 {
            row[solid.0..solid.1].fill(colour);
        } else {
            let part = (opacity * 256.0) as u16;
            row[solid.0..solid.1]
                .iter_mut()
                .for_each(|p| *p = blend(*p, colour, part));
        }
    }

    /// A rectangle from its left, top, width and height.
    pub fn rect(&mut self, x: f32, y: f32, w: f32, h: f32, colour: Colour) {
        self.polygon(
            &[(x, y), (x + w, y), (x + w, y + h), (x, y + h)],
            colour,
            1.0,
        );
    }
    /// An ellipse around a middle.
    pub fn ellipse(&mut self, x: f32, y: f32, rx: f32, ry: f32, colour: Colour, opacity: f32) {
        let around = (0..36).map(|i| (i as f32 / 36.0 * std::f32::consts::TAU).sin_cos());
        let points: Vec<(f32, f32)> = around.map(|(s, c)| (x + rx * c, y + ry * s)).collect();
        self.polygon(&points, colour, opacity);
    }
    /// A line of some width.
    pub fn line(&mut self, a: (f32, f32), b: (f32, f32), width: f32, colour: Colour) {
        let (dx, dy) = (b.0 - a.0, b.1 - a.1);
        let half = width / 2.0 / (dx * dx + dy * dy).sqrt().max(0.001);
        let (nx, ny) = (-dy * half, dx * half);
        self.polygon(
            &[
                (a.0 + nx, a.1 + ny),
                (b.0 + nx, b.1 + ny),
                (b.0 - nx, b.1 - ny),
                (a.0 - nx, a.1 - ny),
            ],
            colour,
            1.0,
        );
    }
    /// A cable that hangs by `sag` between two points.
    pub fn hang(&mut self, a: (f32, f32), b: (f32, f32), sag: f32, width: f32, colour: Colour) {
        let at = |i: usize| {
            let t = i as f32 / 16.0;
            (
                a.0 + (b.0 - a.0) * t,
                a.1 + (b.1 - a.1) * t + sag * 4.0 * t * (1.0 - t),
            )
        };
        for i in 0..16 {
            self.line(at(i), at(i + 1), width, colour);
        }
    }
    /// A rectangle that goes over from one colour to another, top to bottom.
    pub fn fade(&mut self, x: f32, y: f32, w: f32, h: f32, from: Colour, to: Colour) {
        for i in 0..24u16 {
            let step = h / 24.0;
            self.rect(
                x,
                y + step * f32::from(i),
                w,
                step + 1.0,
                blend(from, to, i * 256 / 23),
            );
        }
    }
}

/// Where the outline crosses a level, from left to right.
fn crossings(points: &[(f32, f32)], level: f32) -> Vec<f32> {
    let sides = points.iter().zip(points.iter().cycle().skip(1));
    let crossing = sides.filter(|(a, b)| (a.1 <= level) != (b.1 <= level));
    let mut at: Vec<f32> = crossing
        .map(|(a, b)| a.0 + (level - a.1) / (b.1 - a.1) * (b.0 - a.0))
        .collect();
    at.sort_by(f32::total_cmp);
    at
}
