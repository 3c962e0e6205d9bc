//! Files that people name on a command line: tables, districts, bundles, backups, maps.

use crate::{Error, Result};
use model::size::bytes as bytes_of;
use model::{Code, Denial};
use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

/// A file or folder that cannot be used.
pub fn unreadable(path: &Path, detail: impl ToString) -> Error {
    Denial::new(Code::FileUnreadable)
        .with("name", path.display())
        .with("detail", detail.to_string())
        .into()
}

/// Opens one, if it is a file of its own: a pipe that nobody writes to would be waited for without end, and a device may
/// have none.
pub fn open(path: &Path) -> Result<File> {
    let kind = fs::metadata(path).map_err(|e| unreadable(path, e))?;
    if !kind.is_file() {
        return Err(unreadable(path, "不是普通文件"));
    }
    File::open(path).map_err(|e| unreadable(path, e))
}

/// Reads at most so many bytes: a huge one, or one that grows, must not fill the memory.
pub fn read(path: &Path, max: u64) -> Result<Vec<u8>> {
    let file = open(path)?;
    let large = |sent: String| unreadable(path, format!("太大：{sent}，最多 {}", bytes_of(max)));
    let length = file.metadata().map_err(|e| unreadable(path, e))?.len();
    if length > max {
        return Err(large(bytes_of(length)));
    }
    let mut bytes = Vec::new();
    file.take(max.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(|e| unreadable(path, e))?;
    if bytes.len() as u64 > max {
        return Err(large(format!("超过 {}", bytes_of(max))));
    }
    Ok(bytes)
}
