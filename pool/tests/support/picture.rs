//! Small images for tests.

use image::{ImageFormat, RgbImage};
use sha2::Digest;
use std::io::Cursor;

/// An image of this size in a format, and its hash.
pub fn draw(w: u32, h: u32, format: ImageFormat, tint: u8) -> (Vec<u8>, String) {
    let image = RgbImage::from_fn(w, h, |x, y| {
        image::Rgb([(x * 7) as u8, (y * 5) as u8, tint])
    });
    let mut bytes = Vec::new();
    image
        .write_to(&mut Cursor::new(&mut bytes), format)
        .unwrap();
    (bytes.clone(), sha(&bytes))
}

/// SHA-256 in hexadecimal.
pub fn sha(bytes: &[u8]) -> String {
    hex::encode(sha2::Sha256::digest(bytes))
}

/// The JPEG with an EXIF segment put in.
pub fn with_exif(jpeg: &[u8]) -> Vec<u8> {
    let exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x01\0\0\0\0\0\0";
    let length = (exif.len() as u16 + 2).to_be_bytes();
    [&jpeg[..2], &[0xff, 0xe1], &length, exif, &jpeg[2..]].concat()
}

/// What `add_photo` and `capture` say of a photo.
pub fn entry(bytes: &[u8], w: u32, h: u32, kind: &str) -> serde_json::Value {
    serde_json::json!({"sha256": sha(bytes), "kind": kind, "bytes": bytes.len(), "w": w, "h": h})
}
