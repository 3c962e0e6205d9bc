//! What is kept of a camera's notes: which way is up, and when. Place, device and all else are dropped.

use exif::{In, Tag, Value};
use model::Moment;

/// Kept notes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Notes {
    /// How the stored pixels have to be turned, 1 to 8 as EXIF counts; 1 is upright.
    pub orientation: u8,
    /// When it was taken.
    pub taken_at: Option<Moment>,
}

impl Default for Notes {
    fn default() -> Self {
        Notes {
            orientation: 1,
            taken_at: None,
        }
    }
}

impl Notes {
    /// Reads an EXIF block; one that does not read tells nothing. A camera that does not say its own time zone has the
    /// district's, in minutes east of UTC; a time more than a day after `now` is not believed.
    pub fn read(block: &[u8], offset_minutes: i32, now: Moment) -> Notes {
        let block = block.strip_prefix(b"Exif\0\0").unwrap_or(block);
        let mut reader = exif::Reader::new();
        reader.continue_on_error(true);
        let fields = reader
            .read_raw(block.to_vec())
            .or_else(|e| e.distill_partial_result(|_| {}));
        let Ok(fields) = fields else {
            return Notes::default();
        };
        let value = |tag| fields.get_field(tag, In::PRIMARY).map(|f| &f.value);
        let orientation = value(Tag::Orientation)
            .and_then(|v| u8::try_from(v.get_uint(0)?).ok())
            .filter(|n| (1..=8).contains(n))
            .unwrap_or(1);
        let text = |tag| match value(tag)? {
            Value::Ascii(lines) => lines
                .first()
                .map(|l| String::from_utf8_lossy(l).trim().to_string()),
            _ => None,
        };
        let read = |at: Tag, zone: Tag| {
            let at = moment(&text(at)?, text(zone), offset_minutes);
            at.filter(|at| at.is_plausible() && *at <= now.plus_minutes(24 * 60))
        };
        // Scanners and some phones say only when it was made digital; when a file was last changed says nothing.
        let taken_at = read(Tag::DateTimeOriginal, Tag::OffsetTimeOriginal)
            .or_else(|| read(Tag::DateTimeDigitized, Tag::OffsetTimeDigitized));
        Notes {
            orientation,
            taken_at,
        }
    }
}

/// `2026:11:22 10:32:00` and `+08:00` as a moment; some programs write `2026-11-22T10:32:00Z` instead.
fn moment(text: &str, offset: Option<String>, offset_minutes: i32) -> Option<Moment> {
    if let Ok(moment) = text.parse() {
        return Some(moment);
    }
    let (date, time) = text.split_once([' ', 'T'])?;
    let offset = offset.and_then(|o| zone(&o)).unwrap_or_else(|| {
        let sign = if offset_minutes < 0 { '-' } else { '+' };
        let minutes = offset_minutes.unsigned_abs();
        format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    });
    let (date, time) = (date.replace([':', '/', '.'], "-"), time.trim());
    format!("{date}T{time}{offset}").parse().ok()
}

/// A zone as cameras write it; one that no clock on earth shows says nothing.
fn zone(said: &str) -> Option<String> {
    if matches!(said, "Z" | "z") {
        return Some("+00:00".into());
    }
    let (hours, minutes) = said.strip_prefix(['+', '-'])?.split_once(':')?;
    let two = |text: &str| (text.len() == 2).then(|| text.parse::<u8>().ok())?;
    (two(hours)? <= 14 && two(minutes)? < 60).then(|| said.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As cameras and programs leave it behind; reports of each kind stand in docs/cases.md.
    #[test]
    fn a_camera_says_when_or_nothing() {
        let said = |text: &str, offset: Option<&str>| {
            let at = moment(text, offset.map(str::to_string), 480);
            at.map(|at| at.to_string())
        };
        for (text, offset, expect) in [
            ("2026:11:22 10:32:00", None, Some("2026-11-22T02:32:00Z")),
            (
                "2026:11:22 10:32:00",
                Some("+00:00"),
                Some("2026-11-22T10:32:00Z"),
            ),
            ("2026-11-22T10:32:00Z", None, Some("2026-11-22T10:32:00Z")),
            ("2026-11-22T10:32:00", None, Some("2026-11-22T02:32:00Z")),
            (
                "2026:11:22 10:32:00",
                Some("?"),
                Some("2026-11-22T02:32:00Z"),
            ),
            (
                "2026:11:22 10:32:00",
                Some("+99:00"),
                Some("2026-11-22T02:32:00Z"),
            ),
            (
                "2026:11:22 10:32:00",
                Some("Z"),
                Some("2026-11-22T10:32:00Z"),
            ),
            ("2026/11/22 10:32:00", None, Some("2026-11-22T02:32:00Z")),
            ("2026.11.22  10:32:00", None, Some("2026-11-22T02:32:00Z")),
            ("2026:11:22 10:32", None, Some("2026-11-22T02:32:00Z")),
            ("2026:11:22 24:00:00", None, None),
            ("2026:02:30 10:00:00", None, None),
            ("0000:00:00 00:00:00", None, None),
            ("    :  :     :  :  ", None, None),
            ("2026:13:01 10:00:00", None, None),
            ("", None, None),
        ] {
            assert_eq!(said(text, offset).as_deref(), expect, "{text}");
        }
    }
}
