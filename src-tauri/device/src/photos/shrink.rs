//! Smaller, and as JPEG.

use fast_image_resize::images::Image;
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ExtendedColorType, RgbImage};
use model::Code;

/// Good enough to read a house number, small enough for a stairwell's network.
const QUALITY: u8 = 82;

/// Scales down until the long edge has at most `edge` pixels; never up.
pub fn to_edge(image: DynamicImage, edge: u32) -> Result<DynamicImage, Code> {
    let image = image.into_rgb8();
    let (w, h) = image.dimensions();
    let long = w.max(h);
    if long <= edge.max(1) {
        return Ok(image.into());
    }
    let scaled = |side: u32| {
        let side =
            (u64::from(side) * u64::from(edge.max(1)) + u64::from(long) / 2) / u64::from(long);
        u32::try_from(side).unwrap_or(edge).max(1)
    };
    let (to_w, to_h) = (scaled(w), scaled(h));
    let source = Image::from_vec_u8(w, h, image.into_raw(), PixelType::U8x3)
        .map_err(|_| Code::PhotoBroken)?;
    let mut target = Image::new(to_w, to_h, PixelType::U8x3);
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3));
    Resizer::new()
        .resize(&source, &mut target, &options)
        .map_err(|_| Code::PhotoBroken)?;
    RgbImage::from_raw(to_w, to_h, target.into_vec())
        .map(Into::into)
        .ok_or(Code::PhotoBroken)
}

/// JPEG without any hidden data.
pub fn encode(image: &RgbImage) -> Result<Vec<u8>, Code> {
    let mut out = Vec::with_capacity(image.len() / 8);
    JpegEncoder::new_with_quality(&mut out, QUALITY)
        .encode(
            image.as_raw(),
            image.width(),
            image.height(),
            ExtendedColorType::Rgb8,
        )
        .map_err(|_| Code::PhotoBroken)?;
    Ok(out)
}
