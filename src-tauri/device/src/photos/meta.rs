//! What is kept of a camera's notes: which way is up, and when. Place, device and all else are dropped.

use super::Rules;
use exif::{In, Tag, Value};
use image::metadata::Orientation;
use model::Moment;

/// Kept notes.
#[derive(Debug)]
pub struct Meta {
    /// How the stored pixels have to be turned.
    pub orientation: Orientation,
    /// When it was taken.
    pub taken_at: Option<Moment>,
}

impl Default for Meta {
    fn default() -> Self {
        Meta {
            orientation: Orientation::NoTransforms,
            taken_at: None,
        }
    }
}

/// Reads an EXIF block; one that does not read tells nothing.
pub fn read(block: &[u8], rules: Rules) -> Meta {
    let block = block.strip_prefix(b"Exif\0\0").unwrap_or(block);
    let mut reader = exif::Reader::new();
    reader.continue_on_error(true);
    let notes = reader
        .read_raw(block.to_vec())
        .or_else(|e| e.distill_partial_result(|_| {}));
    let Ok(notes) = notes else {
        return Meta::default();
    };
    let number = |tag| {
        notes
            .get_field(tag, In::PRIMARY)
            .and_then(|f| f.value.get_uint(0))
    };
    let orientation = number(Tag::Orientation)
        .and_then(|n| u8::try_from(n).ok())
        .and_then(Orientation::from_exif)
        .unwrap_or(Orientation::NoTransforms);
    let text = |tag| match &notes.get_field(tag, In::PRIMARY)?.value {
        Value::Ascii(lines) => lines
            .first()
            .map(|l| String::from_utf8_lossy(l).trim().to_string()),
        _ => None,
    };
    let taken_at = text(Tag::DateTimeOriginal)
        .and_then(|at| moment(&at, text(Tag::OffsetTimeOriginal), rules));
    Meta {
        orientation,
        taken_at,
    }
}

/// `2026:11:22 10:32:00` and `+08:00` as a moment, if it lies between 2000 and a day from now.
fn moment(text: &str, offset: Option<String>, rules: Rules) -> Option<Moment> {
    let (date, time) = text.split_once(' ')?;
    let offset = offset.filter(|o| o.len() == 6).unwrap_or_else(|| {
        let (sign, minutes) = (
            if rules.offset_minutes < 0 { '-' } else { '+' },
            rules.offset_minutes.unsigned_abs(),
        );
        format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    });
    let at: Moment = format!("{}T{time}{offset}", date.replace(':', "-"))
        .parse()
        .ok()?;
    (Moment(946_684_800_000)..=rules.now.plus_minutes(24 * 60))
        .contains(&at)
        .then_some(at)
}
