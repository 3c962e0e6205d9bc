//! Demo photos: pictures of the usual problems, drawn once and shipped; no fonts, no people, no real place. Cut differently and
//! in another light, each makes several photos.

use super::theme::Theme;
use image::codecs::jpeg::JpegEncoder;
use image::imageops::crop_imm;
use image::{ImageFormat, RgbImage, load_from_memory_with_format};

/// Photos of one theme, as found and put right: two of each place, and one.
pub const EACH: [usize; 2] = [4, 2];
/// Width and height of a photo.
pub const SIZE: (u32, u32) = (640, 480);
/// Width and height of one picture on its sheet: some more than a photo, so that it can be cut differently.
const PICTURE: (u32, u32) = (720, 540);
/// Red, green and blue of a day's light: warm, cool, plain, grey.
const LIGHTS: [[u32; 3]; 4] = [
    [255, 244, 226],
    [232, 238, 248],
    [246, 246, 244],
    [220, 226, 236],
];

/// The pictures of one theme on one sheet: two places side by side, above as found, below put right.
pub struct Sheet(RgbImage);

impl Sheet {
    /// The sheet of a theme.
    pub fn open(theme: Theme) -> Self {
        let sheet = load_from_memory_with_format(theme.sheet(), ImageFormat::WebP)
            .expect("the pictures are part of the program and tested");
        Sheet(sheet.into_rgb8())
    }

    /// The `n`th of [`EACH`] photos: every other one shows the same place, as found or put right.
    pub fn photo(&self, n: usize, mended: bool) -> RgbImage {
        let (place, row) = (n as u32 % 2, u32::from(mended));
        // Whoever comes back stands elsewhere, and on another day.
        let step = n as u32 * 2 + row;
        let left = place * PICTURE.0 + 4 + step * 9;
        let top = row * PICTURE.1 + 4 + step * 7;
        let mut photo = crop_imm(&self.0, left, top, SIZE.0, SIZE.1).to_image();
        let light = LIGHTS[(n + usize::from(mended)) % LIGHTS.len()];
        for pixel in photo.pixels_mut() {
            for (value, light) in pixel.0.iter_mut().zip(light) {
                // Shadows are lifted a little towards grey.
                *value = (u32::from(*value) * light * 23 / 5800 + 8).min(255) as u8;
            }
        }
        photo
    }
}

/// JPEG of quality 80 without any metadata; 640 × 480 takes at most 40 KB.
pub fn jpeg(image: &RgbImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 80)
        .encode_image(image)
        .expect("an RGB image in memory can always be written as JPEG");
    bytes
}
