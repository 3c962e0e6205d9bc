//! Files given on the command line.

use device::Error;
use model::json::{self, Unique};
use model::{Code, Denial};
use serde_json::Value;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// Greatest JSON file.
const TEXT_MAX: u64 = 64 * 1024 * 1024;
/// First bytes, which say what a file is.
const HEAD: u64 = 12;
fn name(path: &Path) -> String {
    path.file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy()
        .into_owned()
}

/// Reads at most `max` bytes: a file that grows, or a pipe without end, must not fill the memory.
fn bytes(path: &Path, max: u64, too_large: Code) -> Result<Vec<u8>, Error> {
    let named = |denial: Denial| denial.with("name", name(path));
    // Looked at first.
    let length = std::fs::metadata(path).map_err(unreadable(path))?.len();
    if length > max {
        return Err(named(Denial::too_many_bytes(too_large, length, max)).into());
    }
    let file = File::open(path).map_err(unreadable(path))?;
    let mut bytes = Vec::new();
    file.take(max.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(unreadable(path))?;
    if bytes.len() as u64 > max {
        return Err(named(Denial::more_bytes(too_large, max)).into());
    }
    Ok(bytes)
}

fn unreadable(path: &Path) -> impl Fn(std::io::Error) -> Denial {
    let name = name(path);
    move |e| {
        Denial::new(Code::FileUnreadable)
            .with("name", &name)
            .with("detail", e.kind())
    }
}

/// A rescue bundle.
pub fn bundle(path: &Path) -> Result<Vec<u8>, Error> {
    bytes(path, device::RESCUE_MAX, Code::BodyTooLarge)
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

/// A photo with its name: a file of its own (no device, no pipe), of at most `max` bytes, whose first bytes are a picture's;
/// only then is the rest read.
pub fn photo(path: &Path, max: u64) -> Result<(String, Vec<u8>), Error> {
    let kind = std::fs::metadata(path).map_err(unreadable(path))?;
    if !kind.is_file() {
        return Err(Denial::new(Code::FileUnreadable)
            .with("name", name(path))
            .with("detail", "不是普通文件")
            .into());
    }
    if kind.len() <= max {
        let mut head = Vec::new();
        let file = File::open(path).map_err(unreadable(path))?;
        file.take(HEAD)
            .read_to_end(&mut head)
            .map_err(unreadable(path))?;
        if !head.is_empty() && !device::photos::is_picture(&head) {
            return Err(Denial::new(Code::PhotoFormat)
                .with("name", name(path))
                .into());
        }
    }
    Ok((name(path), bytes(path, max, Code::PhotoTooLarge)?))
}

/// The JSON objects of a file, one or several, each with the line it begins in.
pub fn objects(path: &Path) -> Result<Vec<(u64, Value)>, Error> {
    let text = text(path)?;
    let invalid = |e: serde_json::Error| json::said(".", &e).with("line", e.line());
    let mut found = Vec::new();
    let mut stream = serde_json::Deserializer::from_str(&text).into_iter::<Unique>();
    loop {
        let rest = text.get(stream.byte_offset()..).unwrap_or_default();
        let blank = rest.len() - rest.trim_start().len();
        let begin = stream.byte_offset() + blank;
        let Some(value) = stream.next() else { break };
        let before = text.as_bytes().get(..begin).unwrap_or_default();
        let line = 1 + before.iter().filter(|b| **b == b'\n').count() as u64;
        found.push((line, value.map_err(invalid)?.0));
    }
    if found.is_empty() {
        return Err(Denial::new(Code::JsonInvalid).with("detail", "{}").into());
    }
    Ok(found)
}

/// The one JSON object of a file.
pub fn object(path: &Path) -> Result<Value, Error> {
    let mut found = objects(path)?;
    match (found.pop(), found.is_empty()) {
        (Some((_, value)), true) => Ok(value),
        _ => Err(Denial::new(Code::TooMany)
            .with("field", name(path))
            .with("max", 1)
            .with("count", found.len() + 1)
            .into()),
    }
}
