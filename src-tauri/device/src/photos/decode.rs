//! From bytes to pixels: what the container says is held to its bounds before a decoder sees it, nothing half-read accepted.

use image::codecs::{png::PngDecoder, webp::WebPDecoder};
use image::{DynamicImage, ImageDecoder, Limits, RgbImage};
use model::{Code, Denial};
use picture::{Bounds, Kind, Layout};
use std::io::Cursor;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

/// Reads JPEG, PNG or WebP into RGB, without colour profile or alpha. Only parts on the list reach the decoder.
pub fn decode(file: &[u8], layout: &Layout) -> Result<DynamicImage, Code> {
    let file = layout.stripped(file);
    match layout.kind {
        Kind::Jpeg => jpeg(&file),
        Kind::Png => {
            let decoder = PngDecoder::with_limits(Cursor::new(&*file), limits(layout));
            other(decoder.map_err(broken)?, layout)
        }
        Kind::Webp => other(
            WebPDecoder::new(Cursor::new(&*file)).map_err(broken)?,
            layout,
        ),
    }
}

/// A camera's file taken apart, held to the pixels a rule pack allows and to what its header says.
pub fn open(file: &[u8], pixels_max: u64) -> Result<Layout, Denial> {
    picture::read_camera(file, Bounds::of_camera(pixels_max))
}

/// What the headers said was within bounds: a file that asks for more says something else behind them.
fn broken(_: image::ImageError) -> Code {
    Code::PhotoBroken
}

/// As much as the headers said, and room for the decoder's own rows.
fn limits(layout: &Layout) -> Limits {
    let mut limits = Limits::default();
    limits.max_alloc = Some(layout.cost.0.saturating_add(16 * 1024 * 1024));
    limits
}

fn other(mut decoder: impl ImageDecoder, layout: &Layout) -> Result<DynamicImage, Code> {
    decoder.set_limits(limits(layout)).map_err(broken)?;
    let image = DynamicImage::from_decoder(decoder).map_err(broken)?;
    Ok(if image.color().has_alpha() {
        on_white(&image).into()
    } else {
        image.into_rgb8().into()
    })
}

/// What shows through becomes white, as on paper.
fn on_white(image: &DynamicImage) -> RgbImage {
    let rgba = image.to_rgba8();
    let (w, h) = rgba.dimensions();
    let mut out = Vec::with_capacity(rgba.len() / 4 * 3);
    for pixel in rgba.as_raw().chunks_exact(4) {
        let alpha = u16::from(pixel[3]);
        out.extend(pixel[..3].iter().map(|c| {
            let mixed = u16::from(*c) * alpha + 255 * (255 - alpha);
            u8::try_from((mixed + 127) / 255).unwrap_or(u8::MAX)
        }));
    }
    RgbImage::from_raw(w, h, out).unwrap_or_default()
}

/// Strict, since the lenient reader fills what is missing with grey and says nothing.
fn jpeg(file: &[u8]) -> Result<DynamicImage, Code> {
    let options = DecoderOptions::default()
        .set_strict_mode(true)
        .set_max_width(usize::from(u16::MAX))
        .set_max_height(usize::from(u16::MAX))
        .jpeg_set_out_colorspace(ColorSpace::RGB);
    let mut decoder = zune_jpeg::JpegDecoder::new_with_options(ZCursor::new(file), options);
    let pixels = decoder.decode().map_err(|_| Code::PhotoBroken)?;
    let side = |n: usize| u32::try_from(n).map_err(|_| Code::PhotoBroken);
    let (w, h) = decoder.dimensions().ok_or(Code::PhotoBroken)?;
    let image = RgbImage::from_raw(side(w)?, side(h)?, pixels).ok_or(Code::PhotoBroken)?;
    Ok(image.into())
}
