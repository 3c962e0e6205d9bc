//! Photos as a camera makes them.

use image::{ImageEncoder, RgbImage, codecs::jpeg::JpegEncoder};

/// A JPEG of this size, different for each seed, that does not compress to nothing.
pub fn jpeg(seed: u32, w: u32, h: u32) -> Vec<u8> {
    let image = RgbImage::from_fn(w, h, |x, y| {
        let n = x
            .wrapping_mul(31)
            .wrapping_add(y.wrapping_mul(17))
            .wrapping_add(seed.wrapping_mul(7919));
        image::Rgb([
            (x * 255 / w.max(1)) as u8,
            (y * 255 / h.max(1)) as u8,
            (n % 64) as u8 + 90,
        ])
    });
    let mut out = Vec::new();
    JpegEncoder::new_with_quality(&mut out, 88)
        .write_image(image.as_raw(), w, h, image::ExtendedColorType::Rgb8)
        .expect("a JPEG is written");
    out
}
