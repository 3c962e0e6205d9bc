//! A small canvas: filled polygons with soft edges, on a plane 400 wide and 300 high whatever the image's size.

use image::{Rgb, RgbImage};

/// Red, green, blue.
pub type Colour = [u8; 3];
/// Width of the plane.
pub const WIDE: f32 = 400.0;
/// Height of the plane.
pub const HIGH: f32 = 300.0;
/// Sub-lines per pixel row: what makes slanting edges soft.
const FINE: usize = 3;

/// An image being drawn.
pub struct Canvas {
    image: RgbImage,
}

/// A colour lighter (positive) or darker (negative) by `by` of 255.
pub fn shade(colour: Colour, by: i16) -> Colour {
    colour.map(|c| (i16::from(c) + by).clamp(0, 255) as u8)
}

/// Between two colours: 0 is `a`, 1 is `b`.
pub fn blend(a: Colour, b: Colour, t: f32) -> Colour {
    let t = t.clamp(0.0, 1.0);
    std::array::from_fn(|i| {
        (f32::from(a[i]) + (f32::from(b[i]) - f32::from(a[i])) * t).round() as u8
    })
}

impl Canvas {
    /// A canvas of `w` by `h` pixels; at least one each way.
    pub fn new(w: u32, h: u32) -> Self {
        Canvas {
            image: RgbImage::new(w.max(1), h.max(1)),
        }
    }
    /// The finished image.
    pub fn into_image(self) -> RgbImage {
        self.image
    }
    /// Width and height in pixels.
    pub fn size(&self) -> (u32, u32) {
        self.image.dimensions()
    }
    /// Every pixel in turn.
    pub fn pixels(&mut self) -> impl Iterator<Item = (u32, u32, &mut Rgb<u8>)> {
        self.image.enumerate_pixels_mut()
    }

    /// A polygon, opaque at 1.0.
    pub fn polygon(&mut self, corners: &[(f32, f32)], colour: Colour, opacity: f32) {
        let (w, h) = self.image.dimensions();
        let (sx, sy) = (w as f32 / WIDE, h as f32 / HIGH);
        let points: Vec<(f32, f32)> = corners.iter().map(|p| (p.0 * sx, p.1 * sy)).collect();
        let top = points.iter().fold(f32::MAX, |m, p| m.min(p.1)).max(0.0) as u32;
        let bottom = points
            .iter()
            .fold(0.0f32, |m, p| m.max(p.1))
            .min(h as f32)
            .ceil() as u32;
        let mut cover = vec![0.0f32; w as usize];
        for y in top..bottom {
            cover.fill(0.0);
            for fine in 0..FINE {
                let level = y as f32 + (fine as f32 + 0.5) / FINE as f32;
                let crossings = crossings(&points, level);
                for span in crossings.chunks_exact(2) {
                    add_span(&mut cover, span[0].max(0.0), span[1].min(w as f32));
                }
            }
            for (x, c) in cover.iter().enumerate().filter(|(_, c)| **c > 0.0) {
                let pixel = self.image.get_pixel_mut(x as u32, y);
                pixel.0 = blend(pixel.0, colour, c / FINE as f32 * opacity);
            }
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
        for i in 0..24 {
            let step = h / 24.0;
            self.rect(
                x,
                y + step * i as f32,
                w,
                step + 1.0,
                blend(from, to, i as f32 / 23.0),
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

/// Adds the cover of one span, its two ends in part.
fn add_span(cover: &mut [f32], from: f32, to: f32) {
    if to <= from {
        return;
    }
    for (x, c) in cover
        .iter_mut()
        .enumerate()
        .take(to.ceil() as usize)
        .skip(from as usize)
    {
        *c += (to.min(x as f32 + 1.0) - from.max(x as f32)).max(0.0);
    }
}
