//! WebP: a RIFF file whose chunks are a picture, its transparency, and notes.

use crate::layout::{ALPHA, Bounds, Cost, Kind, Layout, name_first};
use model::{Code, Denial};
use std::iter::once;

/// Camera's notes that are longer than a JPEG could carry are not read.
const EXIF_MAX: usize = 64 * 1024;
/// Length of the chunk that says what else there is.
const EXTENDED: usize = 10;
/// Flag of that chunk: it moves.
const MOVES: u8 = 0x02;

fn small(bytes: &[u8], at: usize, count: usize) -> Option<u32> {
    let part = bytes.get(at..at + count)?;
    Some(
        part.iter()
            .rev()
            .fold(0, |n, byte| n << 8 | u32::from(*byte)),
    )
}

/// Width, height and whether something may show through, as the picture's own chunk says.
fn size(name: &[u8], body: &[u8]) -> Option<(u32, u32, bool)> {
    if name == b"VP8L" {
        let bits = (*body.first()? == 0x2f).then(|| small(body, 1, 4))??;
        let (w, h) = ((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1);
        return Some((w, h, true));
    }
    (body.get(3..6)? == [0x9d, 0x01, 0x2a]).then_some(())?;
    Some((
        small(body, 6, 2)? & 0x3fff,
        small(body, 8, 2)? & 0x3fff,
        false,
    ))
}

/// Pixels of the decoder, then RGB beside them, by way of RGBA where something shows through.
fn cost(w: u32, h: u32, alpha: bool) -> Cost {
    let each = if alpha { 4 + 4 + 4 + 3 } else { 2 + 3 + 3 };
    Cost(u64::from(w) * u64::from(h) * each)
}

pub fn read(file: &[u8], bounds: Bounds) -> Result<Layout, Denial> {
    let said = small(file, 4, 4).ok_or(Code::PhotoBroken)? as usize;
    let end = said.saturating_add(8);
    let mut layout = Layout {
        kind: Kind::Webp,
        w: 0,
        h: 0,
        cost: Cost(0),
        foreign: None,
        kept: once(0..12).collect(),
        exif: None,
    };
    let (mut at, mut alpha, mut pictures) = (12, false, 0);
    while at < end.min(file.len()) {
        let (name, length) = file
            .get(at..at + 4)
            .zip(small(file, at + 4, 4))
            .ok_or(Code::PhotoBroken)?;
        let (body_at, length) = (at + 8, length as usize);
        let to = body_at.saturating_add(length).saturating_add(length % 2);
        let body = file.get(body_at..(body_at.saturating_add(length)).min(file.len()));
        let body = body.unwrap_or_default();
        let place = at..to;
        at = to;
        let keeps = match name {
            b"VP8X" if place.start == 12 && length == EXTENDED => {
                let flags = *body.first().ok_or(Code::PhotoBroken)?;
                if flags & MOVES != 0 {
                    return Err(Code::PhotoFormat.into());
                }
                let edge = |at| small(body, at, 3).map(|n| n + 1).ok_or(Code::PhotoBroken);
                (layout.w, layout.h) = (edge(4)?, edge(7)?);
                alpha = flags & ALPHA != 0;
                if flags & !ALPHA != 0 || small(body, 1, 3) != Some(0) {
                    name_first(&mut layout.foreign, "VP8X");
                }
                true
            }
            b"ALPH" if alpha && pictures == 0 => true,
            b"VP8 " | b"VP8L" if pictures == 0 => {
                pictures += 1;
                let (w, h, shows) = size(name, body).ok_or(Code::PhotoBroken)?;
                (layout.w, layout.h) = (layout.w.max(w), layout.h.max(h));
                alpha |= shows;
                true
            }
            _ => false,
        };
        if keeps {
            layout.cost = cost(layout.w, layout.h, alpha);
            bounds.admit(layout.w, layout.h, layout.cost)?;
            // The byte that makes a length even is nothing, and has to say nothing.
            if length % 2 == 1 && file.get(to - 1).is_some_and(|pad| *pad != 0) {
                name_first(&mut layout.foreign, "padding");
            }
            layout.kept.push(place);
            continue;
        }
        let said = match name {
            b"EXIF" => "EXIF",
            b"XMP " => "XMP",
            b"ICCP" => "ICCP",
            _ => "chunk",
        };
        name_first(&mut layout.foreign, said);
        if name == b"EXIF" && length <= EXIF_MAX && layout.exif.is_none() {
            layout.exif = Some(body_at..body_at + length);
        }
    }
    if at != end || end > file.len() || pictures == 0 {
        return Err(Code::PhotoBroken.into());
    }
    if end < file.len() {
        name_first(&mut layout.foreign, "behind the end");
    }
    Ok(layout)
}
