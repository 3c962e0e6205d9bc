//! Demo photos: drawings of the usual problems in muted colours, the same for the same seed. No fonts, no people.

mod canvas;
mod house;
mod kerb;
mod land;
mod street;
mod yard;

use super::rng::Rng;
use super::theme::Theme;
use canvas::{Canvas, Colour, blend};
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
    develop(&mut canvas, seed, mended);
    canvas.into_image()
}

/// The light of the day, darker corners and a little grain.
fn develop(canvas: &mut Canvas, seed: u64, mended: bool) {
    let mut rng = Rng::new(seed ^ 0x5eed ^ u64::from(mended));
    let light: Colour = [
        [255, 244, 226],
        [232, 238, 248],
        [246, 246, 244],
        [220, 226, 236],
    ][rng.below(4)];
    let (w, h) = canvas.size();
    for (x, y, pixel) in canvas.pixels() {
        let (u, v) = (x as f32 / w as f32 - 0.5, y as f32 / h as f32 - 0.5);
        let corner = 1.0 - 0.28 * (u * u + v * v);
        let grain = (rng.next() % 5) as f32 - 2.0;
        let lit: Colour = std::array::from_fn(|i| {
            (f32::from(pixel.0[i]) * f32::from(light[i]) / 240.0 * corner + grain).clamp(0.0, 255.0)
                as u8
        });
        pixel.0 = blend(lit, [128, 132, 138], 0.08);
    }
}
