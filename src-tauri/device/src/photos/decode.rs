//! From bytes to pixels: the format by content, size limits before anything is allocated, nothing half-read accepted.

use image::codecs::{png::PngDecoder, webp::WebPDecoder};
use image::{DynamicImage, ImageDecoder, Limits, RgbImage};
use model::Code;
use std::io::Cursor;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

/// Pixels without colour profile or alpha, and the camera's notes.
pub struct Picture {
    /// RGB.
    pub image: DynamicImage,
    /// The EXIF block, as the file carried it.
    pub exif: Option<Vec<u8>>,
}

/// Reads JPEG, PNG or WebP; the name of a file tells nothing.
pub fn decode(file: &[u8], pixels_max: u64) -> Result<Picture, Code> {
    match file {
        [0xff, 0xd8, 0xff, ..] => jpeg(file, pixels_max),
        [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => {
            if !png_is_whole(file) && png_size(file).is_none_or(|s| fits(s, pixels_max).is_ok()) {
                return Err(Code::PhotoBroken);
            }
            fits(png_size(file).ok_or(Code::PhotoBroken)?, pixels_max)?;
            let decoder =
                PngDecoder::with_limits(Cursor::new(file), limits(pixels_max)).map_err(broken)?;
            other(decoder, pixels_max)
        }
        [
            b'R',
            b'I',
            b'F',
            b'F',
            a,
            b,
            c,
            d,
            b'W',
            b'E',
            b'B',
            b'P',
            ..,
        ] => {
            if u64::from(u32::from_le_bytes([*a, *b, *c, *d])) + 8 > file.len() as u64 {
                return Err(Code::PhotoBroken);
            }
            other(
                WebPDecoder::new(Cursor::new(file)).map_err(broken)?,
                pixels_max,
            )
        }
        _ => Err(Code::PhotoFormat),
    }
}

fn broken(error: image::ImageError) -> Code {
    match error {
        image::ImageError::Limits(_) => Code::PhotoTooLarge,
        _ => Code::PhotoBroken,
    }
}

fn fits((w, h): (u32, u32), pixels_max: u64) -> Result<(), Code> {
    if w == 0 || h == 0 {
        return Err(Code::PhotoBroken);
    }
    if u64::from(w) * u64::from(h) > pixels_max {
        Err(Code::PhotoTooLarge)
    } else {
        Ok(())
    }
}

fn limits(pixels_max: u64) -> Limits {
    let mut limits = Limits::default();
    // Sixteen bits in four channels, and as much again for the decoder's own rows.
    limits.max_alloc = Some(pixels_max.saturating_mul(16));
    limits
}

fn other(mut decoder: impl ImageDecoder, pixels_max: u64) -> Result<Picture, Code> {
    fits(decoder.dimensions(), pixels_max)?;
    decoder.set_limits(limits(pixels_max)).map_err(broken)?;
    // Notes that do not read cost only themselves.
    let exif = decoder.exif_metadata().ok().flatten();
    let image = DynamicImage::from_decoder(decoder).map_err(broken)?;
    let image = if image.color().has_alpha() {
        on_white(&image)
    } else {
        image.into_rgb8()
    };
    Ok(Picture {
        image: image.into(),
        exif,
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

fn jpeg(file: &[u8], pixels_max: u64) -> Result<Picture, Code> {
    // Strict, since the lenient reader fills what is missing with grey and says nothing.
    match jpeg_with(file, pixels_max, true) {
        // Padding between headers is common and harmless; the end of the picture was looked for by ourselves.
        Err((Code::PhotoBroken, reason)) if reason.contains("Extra bytes between headers") => {
            jpeg_with(file, pixels_max, false).map_err(|(code, _)| code)
        }
        outcome => outcome.map_err(|(code, _)| code),
    }
}

fn jpeg_with(file: &[u8], pixels_max: u64, strict: bool) -> Result<Picture, (Code, String)> {
    let broken = |reason: String| (Code::PhotoBroken, reason);
    let options = DecoderOptions::default()
        .set_strict_mode(strict)
        .set_max_width(usize::from(u16::MAX))
        .set_max_height(usize::from(u16::MAX))
        .jpeg_set_out_colorspace(ColorSpace::RGB);
    let mut decoder = zune_jpeg::JpegDecoder::new_with_options(ZCursor::new(file), options);
    decoder
        .decode_headers()
        .map_err(|e| broken(e.to_string()))?;
    let (w, h) = decoder
        .dimensions()
        .ok_or_else(|| broken("no size".into()))?;
    let size = (
        u32::try_from(w).unwrap_or(u32::MAX),
        u32::try_from(h).unwrap_or(u32::MAX),
    );
    fits(size, pixels_max).map_err(|code| (code, String::new()))?;
    if !jpeg_is_whole(file) {
        return Err(broken("no end".into()));
    }
    let exif = decoder.exif().cloned();
    let pixels = decoder.decode().map_err(|e| broken(e.to_string()))?;
    let image = RgbImage::from_raw(size.0, size.1, pixels).ok_or_else(|| broken("short".into()))?;
    Ok(Picture {
        image: image.into(),
        exif,
    })
}

/// Walks the segments of a JPEG up to the marker that ends the picture; a file cut short never gets there.
fn jpeg_is_whole(file: &[u8]) -> bool {
    let mut at = 2;
    while let Some(&byte) = file.get(at) {
        let Some(&kind) = file.get(at + 1) else {
            return false;
        };
        match (byte, kind) {
            (0xff, 0xd9) => return true,
            // Fill bytes, and markers that stand alone.
            (0xff, 0xff) => at += 1,
            (0xff, 0x01 | 0xd0..=0xd8) => at += 2,
            (0xff, 0) | (0..=0xfe, _) => at += 1,
            (0xff, _) => {
                let (Some(&high), Some(&low)) = (file.get(at + 2), file.get(at + 3)) else {
                    return false;
                };
                at += 2 + usize::from(u16::from_be_bytes([high, low])).max(2);
                // After a start of scan come coded bytes, in which 0xff is always followed by 0 or a restart marker.
                if kind == 0xda {
                    while file.get(at).is_some_and(|b| {
                        *b != 0xff || matches!(file.get(at + 1), Some(0 | 0xd0..=0xd7))
                    }) {
                        at += 1;
                    }
                }
            }
        }
    }
    false
}

/// Width and height as the first chunk says, read before any decoder sees the file.
fn png_size(file: &[u8]) -> Option<(u32, u32)> {
    let number = |at: usize| Some(u32::from_be_bytes(file.get(at..at + 4)?.try_into().ok()?));
    (file.get(12..16)? == b"IHDR").then_some(())?;
    Some((number(16)?, number(20)?))
}

fn png_is_whole(file: &[u8]) -> bool {
    let mut at = 8;
    loop {
        let Some(head) = file.get(at..at + 8) else {
            return false;
        };
        let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        if file.len() < at + 12 + length {
            return false;
        }
        if &head[4..] == b"IEND" {
            return true;
        }
        at += 12 + length;
    }
}
