//! Whether bytes are a photo the pool takes, and its thumbnail. Everything is limited before it is decoded.

use super::private::carries_private;
use crate::{Error, Result};
use image::{ImageFormat, ImageReader, Limits};
use model::rulepack::PhotoLimits;
use model::{Code, Denial, Sha256};
use sha2::Digest;
use std::io::Cursor;

/// Content type of thumbnails.
pub const THUMB_MIME: &str = "image/jpeg";
/// Memory one decoder may take.
const DECODE_BYTES: u64 = 192 * 1024 * 1024;
const EDGE_MAX: u32 = 20_000;

/// A photo that was looked at.
pub struct Picture {
    /// Content type, by content.
    pub mime: &'static str,
    /// Width in pixels.
    pub w: u32,
    /// Height in pixels.
    pub h: u32,
    /// A small JPEG.
    pub thumb: Vec<u8>,
}

/// Checks hash, format, hidden data and size, then draws the thumbnail.
pub fn inspect(sha256: &Sha256, bytes: &[u8], rules: &PhotoLimits) -> Result<Picture> {
    let denied = |code: Code| Error::from(Denial::new(code).with("name", &sha256.as_str()[..8]));
    if bytes.is_empty() {
        return Err(denied(Code::PhotoEmpty));
    }
    if hex::encode(sha2::Sha256::digest(bytes)) != sha256.as_str() {
        return Err(denied(Code::PhotoHash));
    }
    let (format, mime) = match image::guess_format(bytes) {
        Ok(ImageFormat::Jpeg) => (ImageFormat::Jpeg, "image/jpeg"),
        Ok(ImageFormat::Png) => (ImageFormat::Png, "image/png"),
        Ok(ImageFormat::WebP) => (ImageFormat::WebP, "image/webp"),
        _ => return Err(denied(Code::PhotoFormat)),
    };
    if carries_private(bytes) || has_exif(bytes) {
        return Err(Code::PhotoPrivate.into());
    }
    let reader = || {
        let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
        let mut limits = Limits::default();
        limits.max_image_width = Some(EDGE_MAX);
        limits.max_image_height = Some(EDGE_MAX);
        limits.max_alloc = Some(DECODE_BYTES);
        reader.limits(limits);
        reader
    };
    let (w, h) = reader()
        .into_dimensions()
        .map_err(|_| denied(Code::PhotoBroken))?;
    if u64::from(w) * u64::from(h) > rules.pixels_max.min(DECODE_BYTES / 4) {
        return Err(denied(Code::PhotoTooLarge));
    }
    let image = reader().decode().map_err(|_| denied(Code::PhotoBroken))?;
    let small = image
        .thumbnail(rules.thumb_edge, rules.thumb_edge)
        .into_rgb8();
    let mut thumb = Vec::new();
    image::codecs::jpeg::JpegEncoder::new_with_quality(&mut thumb, 78)
        .encode_image(&small)
        .map_err(|e| Error::Bug(format!("thumbnail: {e}")))?;
    Ok(Picture { mime, w, h, thumb })
}

/// A second look by a library that knows the containers well.
fn has_exif(bytes: &[u8]) -> bool {
    exif::Reader::new()
        .read_from_container(&mut Cursor::new(bytes))
        .is_ok()
}
