//! Files given on the command line.

use device::Error;
use model::{Code, Denial};
use serde_json::Value;
use std::path::Path;

/// Greatest JSON file.
const TEXT_MAX: u64 = 64 * 1024 * 1024;
/// Greatest photo file; the rule pack's limit is usually lower.
const PHOTO_MAX: u64 = 512 * 1024 * 1024;

fn name(path: &Path) -> String {
    path.file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy()
        .into_owned()
}

fn bytes(path: &Path, max: u64, too_large: Code) -> Result<Vec<u8>, Error> {
    let unreadable = |e: std::io::Error| {
        Denial::new(Code::FileUnreadable)
            .with("name", name(path))
            .with("detail", e.kind())
    };
    // Looked at first: a huge file must not fill the memory.
    if std::fs::metadata(path).map_err(unreadable)?.len() > max {
        return Err(Denial::new(too_large)
            .with("name", name(path))
            .with("max", max)
            .into());
    }
    Ok(std::fs::read(path).map_err(unreadable)?)
}

/// A text file; a byte order mark is passed over.
pub fn text(path: &Path) -> Result<String, Error> {
    let bytes = bytes(path, TEXT_MAX, Code::BodyTooLarge)?;
    let text = String::from_utf8(bytes)
        .map_err(|_| Denial::new(Code::JsonInvalid).with("detail", "UTF-8"))?;
    Ok(text
        .strip_prefix('\u{feff}')
        .map(str::to_owned)
        .unwrap_or(text))
}

/// A photo with its name.
pub fn photo(path: &Path) -> Result<(String, Vec<u8>), Error> {
    Ok((name(path), bytes(path, PHOTO_MAX, Code::PhotoTooLarge)?))
}

/// The JSON objects of a file, one or several.
pub fn objects(path: &Path) -> Result<Vec<Value>, Error> {
    let text = text(path)?;
    let invalid = |e: serde_json::Error| Denial::new(Code::JsonInvalid).with("detail", e);
    let found = serde_json::Deserializer::from_str(&text)
        .into_iter::<Value>()
        .collect::<Result<Vec<_>, _>>()
        .map_err(invalid)?;
    if found.is_empty() {
        return Err(Denial::new(Code::JsonInvalid).with("detail", "{}").into());
    }
    Ok(found)
}

/// The one JSON object of a file.
pub fn object(path: &Path) -> Result<Value, Error> {
    let mut found = objects(path)?;
    match (found.pop(), found.is_empty()) {
        (Some(value), true) => Ok(value),
        _ => Err(Denial::new(Code::TooMany)
            .with("field", name(path))
            .with("max", 1)
            .with("count", found.len() + 1)
            .into()),
    }
}
