//! Photos: a camera's file in, a small upright image without hidden data out.
//!
//! The same file gives the same bytes, so that a photo taken in twice is one photo.

mod decode;
pub mod qr;
mod shrink;
pub mod vault;

use image::metadata::Orientation;
use model::rulepack::PhotoLimits;
use model::{Code, Denial, Moment, Sha256};
use picture::Notes;
pub use qr::QrLimits;
use sha2::Digest;

/// A photo as it will be stored: no EXIF, upright, at most the rule pack's long edge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Developed {
    /// Of `image`.
    pub sha256: Sha256,
    /// JPEG.
    pub image: Vec<u8>,
    /// JPEG of at most the thumbnail's long edge.
    pub thumb: Vec<u8>,
    /// Width of `image` in pixels.
    pub w: u32,
    /// Height of `image` in pixels.
    pub h: u32,
    /// When the camera took it, if it said so plausibly.
    pub taken_at: Option<Moment>,
    /// SHA-256 of the camera's file.
    pub original: Sha256,
}

/// What reading a photo needs to know.
#[derive(Debug, Clone, Copy)]
pub struct Rules<'a> {
    /// The rule pack's limits.
    pub limits: &'a PhotoLimits,
    /// Minutes east of UTC, for cameras that do not say their own.
    pub offset_minutes: i32,
    /// A camera time after this (and a day) is not believed.
    pub now: Moment,
}

/// Takes in a camera's file. `name` is only for the sentence of a refusal.
pub fn take(name: &str, file: &[u8], rules: Rules) -> Result<Developed, Denial> {
    let named = |denial: Denial| denial.with("name", name);
    let refuse = |code: Code| named(code.into());
    look_at(file.len() as u64, rules.limits.bytes_max).map_err(named)?;
    let layout = decode::open(file, rules.limits.pixels_max).map_err(named)?;
    let notes = layout
        .exif(file)
        .map(|block| Notes::read(block, rules.offset_minutes, rules.now));
    let notes = notes.unwrap_or_default();
    let image = decode::decode(file, &layout).map_err(refuse)?;
    let mut image = shrink::to_edge(image, rules.limits.long_edge).map_err(refuse)?;
    image.apply_orientation(
        Orientation::from_exif(notes.orientation).unwrap_or(Orientation::NoTransforms),
    );
    let image = image.into_rgb8();
    let (w, h) = image.dimensions();
    let encoded = shrink::encode(&image).map_err(refuse)?;
    let thumb = shrink::to_edge(image.into(), rules.limits.thumb_edge)
        .map_err(refuse)?
        .into_rgb8();
    Ok(Developed {
        sha256: sha256(&encoded),
        thumb: shrink::encode(&thumb).map_err(refuse)?,
        image: encoded,
        w,
        h,
        taken_at: notes.taken_at,
        original: sha256(file),
    })
}

/// The thumbnail of a stored picture, with the picture's width and height; none for what is no picture.
pub fn thumb_of(file: &[u8], limits: &PhotoLimits) -> Option<(Vec<u8>, u32, u32)> {
    let layout = decode::open(file, limits.pixels_max).ok()?;
    let image = decode::decode(file, &layout).ok()?;
    let (w, h) = (image.width(), image.height());
    let thumb = shrink::to_edge(image, limits.thumb_edge).ok()?.into_rgb8();
    Some((shrink::encode(&thumb).ok()?, w, h))
}

/// Refuses a file by its size alone.
pub fn look_at(bytes: u64, max: u64) -> Result<(), Denial> {
    if bytes == 0 {
        return Err(Code::PhotoEmpty.into());
    }
    if bytes > max {
        return Err(Denial::too_many_bytes(Code::PhotoTooLarge, bytes, max));
    }
    Ok(())
}

/// Whether a file that begins so may be a picture.
pub fn is_picture(head: &[u8]) -> bool {
    picture::Kind::of(head).is_some()
}

/// The SHA-256 of bytes.
pub fn sha256(bytes: &[u8]) -> Sha256 {
    let hex = hex::encode(sha2::Sha256::digest(bytes));
    Sha256::new(hex).unwrap_or_else(|_| unreachable!("64 hexadecimal digits"))
}

#[cfg(test)]
mod tests;
