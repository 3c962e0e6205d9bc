//! Whether bytes are a photo the pool takes, and its thumbnail. Everything is limited before it is decoded.

use crate::{Error, Result};
use image::{ImageFormat, ImageReader, Limits};
use model::rulepack::PhotoLimits;
use model::{Code, Denial, Sha256};
use picture::Kind;
use sha2::Digest;
use std::io::Cursor;

/// Content type of thumbnails.
pub const THUMB_MIME: &str = "image/jpeg";
/// A decoder's own rows and tables, besides the pixels.
const DECODER_BYTES: u64 = 4 * 1024 * 1024;

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

/// Checks hash, then every part of the container by [`picture::check_stored`], and only then draws the thumbnail.
pub fn inspect(sha256: &Sha256, bytes: &[u8], rules: &PhotoLimits) -> Result<Picture> {
    let named = |denial: Denial| Error::from(denial.with("name", &sha256.as_str()[..8]));
    let denied = |code: Code| named(code.into());
    if bytes.is_empty() {
        return Err(denied(Code::PhotoEmpty));
    }
    if hex::encode(sha2::Sha256::digest(bytes)) != sha256.as_str() {
        return Err(denied(Code::PhotoHash));
    }
    let layout = picture::check_stored(bytes, rules.pixels_max).map_err(named)?;
    let format = match layout.kind {
        Kind::Jpeg => ImageFormat::Jpeg,
        Kind::Png => ImageFormat::Png,
        Kind::Webp => ImageFormat::WebP,
    };
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(picture::WORK_MAX + DECODER_BYTES);
    reader.limits(limits);
    let image = reader.decode().map_err(|_| denied(Code::PhotoBroken))?;
    let small = image
        .thumbnail(rules.thumb_edge, rules.thumb_edge)
        .into_rgb8();
    let mut thumb = Vec::new();
    image::codecs::jpeg::JpegEncoder::new_with_quality(&mut thumb, 78)
        .encode_image(&small)
        .map_err(|e| Error::Bug(format!("thumbnail: {e}")))?;
    Ok(Picture {
        mime: layout.kind.mime(),
        w: layout.w,
        h: layout.h,
        thumb,
    })
}
