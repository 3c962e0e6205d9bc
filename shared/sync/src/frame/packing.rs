//! How frames and pages are packed: JSON inside zstd, with the limits that stand before a byte of it is read.

use super::Limits;
use model::{Code, Denial};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::io::{Read, Write};

const LEVEL: i32 = 9;

/// JSON inside zstd.
pub(super) fn compress(value: &impl Serialize) -> Result<Vec<u8>, Denial> {
    let json = serde_json::to_vec(value).map_err(|e| Denial::new(Code::Bug).with("detail", e))?;
    let bug = |e: std::io::Error| Denial::new(Code::Bug).with("detail", e);
    let mut writer = zstd::stream::write::Encoder::new(Vec::new(), LEVEL).map_err(bug)?;
    // Told the size, the encoder takes the memory that it needs; untold, some thirty megabytes for the smallest frame.
    let size = u64::try_from(json.len()).ok();
    writer.set_pledged_src_size(size).map_err(bug)?;
    // Replies and pages carry no signature: a flipped bit must not read as other text.
    writer.include_checksum(true).map_err(bug)?;
    writer.write_all(&json).map_err(bug)?;
    writer.finish().map_err(bug)
}

/// Reads what `compress` wrote, within these limits.
pub(super) fn decompress<T: DeserializeOwned>(bytes: &[u8], limits: &Limits) -> Result<T, Denial> {
    serde_json::from_slice(&decompressed(bytes, limits)?).map_err(|_| Code::FrameBroken.into())
}

/// The bytes inside, within these limits.
pub(super) fn decompressed(bytes: &[u8], limits: &Limits) -> Result<Vec<u8>, Denial> {
    limits.check(bytes.len())?;
    let mut reader = zstd::stream::read::Decoder::new(bytes).map_err(|_| Code::FrameBroken)?;
    // A window beyond 8 MB would let a small frame claim much memory.
    reader.window_log_max(23).map_err(|_| Code::FrameBroken)?;
    let mut json = Vec::new();
    let max = limits.decompressed_from(bytes.len()) as u64;
    reader
        .take(max + 1)
        .read_to_end(&mut json)
        .map_err(|_| Code::FrameBroken)?;
    if json.len() as u64 > max {
        return Err(Denial::more_bytes(Code::FrameTooLarge, max));
    }
    Ok(json)
}
