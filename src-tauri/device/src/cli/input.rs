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
    // Looked at first: a pipe nobody writes to would be waited for without end.
    let kind = std::fs::metadata(path).map_err(unreadable(path))?;
    if !kind.is_file() {
        let denial = Denial::new(Code::FileUnreadable).with("detail", "不是普通文件");
        return Err(named(denial).into());
    }
    let length = kind.len();
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
    let text = String::from_utf8(bytes).map_err(|_| {
        Denial::new(Code::TextEncoding).with("detail", "不是 UTF-8，请另存为 UTF-8")
    })?;
    Ok(text
        .strip_prefix('\u{feff}')
        .map(str::to_owned)
        .unwrap_or(text))
}

/// A photo with its name: a file of its own (no device, no pipe), of at most `max` bytes, whose first bytes are a picture's;
/// only then is the rest read.
pub fn photo(path: &Path, max: u64) -> Result<(String, Vec<u8>), Error> {
    let kind = std::fs::metadata(path).map_err(unreadable(path))?;
    if kind.is_file() && kind.len() <= max {
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

/// What a file holds at a line: an object, or why there is none.
pub type Found = (u64, Result<Value, Denial>);

/// The JSON objects of a file, one after the other or in a list, each with the line it begins in. One that does not read says
/// so in its place; what follows in lines of their own is read all the same.
pub fn objects(path: &Path) -> Result<Vec<Found>, Error> {
    let text = text(path)?;
    let (mut found, mut at) = (Vec::new(), 0);
    loop {
        let rest = text.get(at..).unwrap_or_default();
        at += rest.len() - rest.trim_start().len();
        let rest = rest.trim_start();
        if rest.is_empty() {
            break;
        }
        let line = line_of(&text, at);
        let mut stream = serde_json::Deserializer::from_str(rest).into_iter::<Unique>();
        match stream.next() {
            Some(Ok(Unique(value))) => {
                at += stream.byte_offset();
                found.extend(each(value).into_iter().map(|one| (line, one)));
            }
            Some(Err(e)) => {
                // What is cut at the end of a line is noticed at the begin of the next.
                let below = e.line().saturating_sub(1 + usize::from(e.column() == 0));
                // A stream knows no places: what is wrong in a value is told by reading it once more.
                let told = json::first(rest).err();
                let told = told.unwrap_or_else(|| json::said(".", &e));
                found.push((line + below as u64, Err(told)));
                at += next_object(rest);
            }
            None => break,
        }
    }
    if found.is_empty() {
        let detail = "文件里没有内容";
        return Err(Denial::new(Code::JsonInvalid).with("detail", detail).into());
    }
    Ok(found)
}

/// A list holds what could also stand one after the other.
fn each(value: Value) -> Vec<Result<Value, Denial>> {
    let object = |value: Value| match value {
        Value::Object(_) => Ok(value),
        _ => Err(Denial::new(Code::JsonInvalid).with("detail", "须是 { } 括起来的对象")),
    };
    match value {
        Value::Array(all) => all.into_iter().map(object).collect(),
        one => vec![object(one)],
    }
}

/// How far it is to the next line that begins an object; the end when there is none.
fn next_object(rest: &str) -> usize {
    let mut ends = rest.match_indices(['\n', '\r']).map(|(at, _)| at + 1);
    let begins = |at: &usize| rest.get(*at..).is_some_and(|line| line.starts_with('{'));
    ends.find(begins).unwrap_or(rest.len())
}

/// Number of the line that a byte stands in, by any kind of line end.
fn line_of(text: &str, at: usize) -> u64 {
    let before = text.as_bytes().get(..at).unwrap_or_default();
    let ends = before.iter().enumerate().filter(|(i, b)| match b {
        b'\n' => true,
        b'\r' => text.as_bytes().get(i + 1) != Some(&b'\n'),
        _ => false,
    });
    1 + ends.count() as u64
}

/// The one JSON object of a file.
pub fn object(path: &Path) -> Result<Value, Error> {
    let mut found = objects(path)?;
    match (found.pop(), found.is_empty()) {
        (Some((line, value)), true) => Ok(value.map_err(|denial| denial.with("line", line))?),
        _ => Err(Denial::new(Code::TooMany)
            .with("field", name(path))
            .with("max", 1)
            .with("count", found.len() + 1)
            .into()),
    }
}
