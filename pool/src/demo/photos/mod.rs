//! Demo photos: drawings of the usual problems in muted colours, the same for the same seed. No fonts, no people.

mod canvas;
mod house;
mod kerb;
mod land;
mod street;
mod yard;

use super::rng::Rng;
use super::theme::Theme;
use canvas::{Canvas, Colour};
use image::RgbImage;
use image::codecs::jpeg::JpegEncoder;

/// One drawing in progress.
struct Scene<'a> {
    canvas: &'a mut Canvas,
    rng: Rng,
    mended: bool,
}

impl Scene<'_> {
    /// A number from `low` to `high`.
    fn range(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * self.rng.unit() as f32
    }
    /// A number from `-by` to `by`.
    fn swing(&mut self, by: f32) -> f32 {
        self.range(-by, by)
    }
    /// A small shift that depends on a place alone: leaves to the upper left are lighter.
    fn swing_fixed(&self, place: f32) -> i16 {
        (-place * 0.5).clamp(-14.0, 14.0) as i16
    }
    fn below(&mut self, n: usize) -> usize {
        self.rng.below(n)
    }
    fn horizon(&mut self) -> f32 {
        self.range(108.0, 120.0)
    }
}

/// The problem as found, `w` by `h` pixels.
pub fn draw(seed: u64, theme: Theme, w: u32, h: u32) -> RgbImage {
    paint(seed, theme, w, h, false)
}

/// The same place after it was put right: for photos of 处置后.
pub fn draw_mended(seed: u64, theme: Theme, w: u32, h: u32) -> RgbImage {
    paint(seed, theme, w, h, true)
}

/// JPEG of quality 80 without any metadata; 640 × 480 takes at most 40 KB.
pub fn jpeg(image: &RgbImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 80)
        .encode_image(image)
        .expect("an RGB image in memory can always be written as JPEG");
    bytes
}

fn paint(seed: u64, theme: Theme, w: u32, h: u32, mended: bool) -> RgbImage {
    let mut canvas = Canvas::new(w, h);
    let mut scene = Scene {
        canvas: &mut canvas,
        rng: Rng::new(seed),
        mended,
    };
    match theme {
        Theme::Manhole => scene.manhole(),
        Theme::Road => scene.road(),
        Theme::Lamp => scene.lamp(),
        Theme::Shop => scene.shop(),
        Theme::Bins => scene.bins(),
        Theme::Wall => scene.wall(),
        Theme::River => scene.river(),
        Theme::Stair => scene.stair(),
        Theme::Park => scene.park(),
        Theme::Cable => scene.cable(),
        Theme::Tree => scene.tree(),
        Theme::Field => scene.field(),
        Theme::Site => scene.site(),
        Theme::Fitness => scene.fitness(),
    }
    developed(canvas, seed, mended)
}

/// The light of the day, darker corners and a little grain.
fn developed(canvas: Canvas, seed: u64, mended: bool) -> RgbImage {
    let mut rng = Rng::new(seed ^ 0x5eed ^ u64::from(mended));
    let light: Colour = [
        [255, 244, 226],
        [232, 238, 248],
        [246, 246, 244],
        [220, 226, 236],
    ][rng.below(4)];
    // Shadows are lifted a little towards grey.
    let tone = |c: usize| -> Vec<i32> {
        (0..256)
            .map(|v| v * i32::from(light[c]) * 23 / 5800 + 8)
            .collect()
    };
    let tones = [tone(0), tone(1), tone(2)];
    let grain: Vec<i32> = (0..4096)
        .map(|_| [-2, -1, -1, 0, 0, 1, 1, 2][rng.below(8)])
        .collect();
    canvas.into_image(|v, row| {
        let (wide, start) = (row.len() as i32, rng.below(4096));
        let down = ((v - 0.5) * (v - 0.5) * 72.0) as i32;
        for (x, pixel) in row.iter_mut().enumerate() {
            let side = x as i32 * 64 / wide - 32;
            let change = grain[(start + x) & 4095] - down - side * side / 60;
            for c in 0..3 {
                pixel[c] = (tones[c][pixel[c] as usize] + change).clamp(0, 255) as u8;
            }
        }
    })
}
