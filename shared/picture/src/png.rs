//! PNG: the header first, then every chunk up to the end.

use crate::layout::{Bounds, Cost, Kind, Layout, SIGNATURE, name_first};
use flate2::{Decompress, FlushDecompress, Status};
use model::{Code, Denial};
use std::iter::once;

/// Camera's notes that are longer than a JPEG could carry are not read.
const EXIF_MAX: usize = 64 * 1024;

/// What the first chunk says.
#[derive(Debug, Clone, Copy)]
struct Header {
    w: u32,
    h: u32,
    bits: u64,
    channels: u64,
    palette: bool,
    interlaced: bool,
}

fn number(file: &[u8], at: usize) -> Option<u32> {
    let bytes = file.get(at..at.checked_add(4)?)?;
    Some(u32::from_be_bytes(bytes.try_into().ok()?))
}

/// The header lies at a fixed place, so that it is known even of a file that was cut.
fn header(file: &[u8]) -> Result<Header, Denial> {
    let (w, h) = number(file, 16)
        .zip(number(file, 20))
        .ok_or(Code::PhotoBroken)?;
    let Some(&[bits, colour, compression, filter, interlace]) = file.get(24..29) else {
        return Err(Code::PhotoBroken.into());
    };
    let channels = match colour {
        0 | 3 => 1,
        2 => 3,
        4 => 2,
        6 => 4,
        _ => return Err(Code::PhotoBroken.into()),
    };
    let whole = file.get(8..16) == Some(b"\0\0\0\x0dIHDR") && compression == 0 && filter == 0;
    if !whole || interlace > 1 || !matches!(bits, 1 | 2 | 4 | 8 | 16) {
        return Err(Code::PhotoBroken.into());
    }
    Ok(Header {
        w,
        h,
        bits: bits.into(),
        channels,
        palette: colour == 3,
        interlaced: interlace == 1,
    })
}

impl Header {
    /// Samples as the decoder gives them; beside them RGB of eight bits where they are not that already, by way of RGBA where
    /// something shows through.
    fn cost(&self, transparent: bool) -> Cost {
        let alpha = transparent || matches!(self.channels, 2 | 4);
        let colours = if self.palette || self.channels > 2 {
            3
        } else {
            1
        };
        let deep = if self.bits == 16 { 2 } else { 1 };
        let aside = match (alpha, colours * deep) {
            (true, _) => 4 + 3,
            (false, 3) => 0,
            (false, _) => 3,
        };
        let each = (colours + u64::from(alpha)) * deep + aside;
        Cost(u64::from(self.w) * u64::from(self.h) * each)
    }

    /// Bytes of the rows before they are packed, with the filter byte of each.
    fn raw(&self) -> u64 {
        let rows = |w: u64, h: u64| match (w, h) {
            (0, _) | (_, 0) => 0,
            (w, h) => h * (1 + (w * self.bits * self.channels).div_ceil(8)),
        };
        let (w, h) = (u64::from(self.w), u64::from(self.h));
        if !self.interlaced {
            return rows(w, h);
        }
        // Adam7: first column and row of a pass, and the steps.
        [
            (0, 0, 8, 8),
            (4, 0, 8, 8),
            (0, 4, 4, 8),
            (2, 0, 4, 4),
            (0, 2, 2, 4),
            (1, 0, 2, 2),
            (0, 1, 1, 2),
        ]
        .iter()
        .map(|(x, y, dx, dy): &(u64, u64, u64, u64)| {
            rows(
                w.saturating_sub(*x).div_ceil(*dx),
                h.saturating_sub(*y).div_ceil(*dy),
            )
        })
        .sum()
    }
}

/// A chunk's name and where it lies, with length and checksum.
fn chunk(file: &[u8], at: usize) -> Option<([u8; 4], std::ops::Range<usize>)> {
    let length = number(file, at)? as usize;
    let name = file.get(at + 4..at + 8)?.try_into().ok()?;
    let end = at.checked_add(12)?.checked_add(length)?;
    (end <= file.len()).then_some((name, at..end))
}

/// Whether a chunk may be kept: its length is what its meaning needs.
fn listed(name: [u8; 4], length: usize, header: &Header) -> bool {
    match &name {
        b"IHDR" => length == 13,
        b"PLTE" => header.channels != 2 && length <= 768 && length.is_multiple_of(3),
        b"tRNS" if header.palette => length <= 256,
        b"tRNS" => length as u64 == header.channels * 2 && header.channels % 2 == 1,
        b"gAMA" => length == 4,
        b"sRGB" => length == 1,
        b"IDAT" => true,
        b"IEND" => length == 0,
        _ => false,
    }
}

pub fn read(file: &[u8], bounds: Bounds) -> Result<Layout, Denial> {
    let header = header(file)?;
    bounds.admit(header.w, header.h, header.cost(false))?;
    let mut layout = Layout {
        kind: Kind::Png,
        w: header.w,
        h: header.h,
        cost: header.cost(false),
        foreign: None,
        kept: once(0..SIGNATURE.len()).collect(),
        exif: None,
    };
    let mut seen: Vec<[u8; 4]> = Vec::new();
    let mut at = SIGNATURE.len();
    loop {
        let (name, place) = chunk(file, at).ok_or(Code::PhotoBroken)?;
        at = place.end;
        let once = &name == b"IDAT" || !seen.contains(&name);
        if listed(name, place.len() - 12, &header) && once {
            seen.push(name);
            seen.dedup();
            layout.kept.push(place);
        } else {
            name_first(&mut layout.foreign, said(name));
            if &name == b"eXIf" && place.len() <= EXIF_MAX && layout.exif.is_none() {
                layout.exif = Some(place.start + 8..place.end - 4);
            }
        }
        if &name == b"IEND" {
            break;
        }
    }
    if at < file.len() {
        name_first(&mut layout.foreign, "behind the end");
    }
    if !seen.contains(b"IDAT") {
        return Err(Code::PhotoBroken.into());
    }
    layout.cost = header.cost(seen.contains(b"tRNS"));
    bounds.admit(header.w, header.h, layout.cost)?;
    Ok(layout)
}

fn said(name: [u8; 4]) -> &'static str {
    match &name {
        b"eXIf" => "eXIf",
        b"tEXt" => "tEXt",
        b"zTXt" => "zTXt",
        b"iTXt" => "iTXt",
        b"iCCP" => "iCCP",
        b"tIME" => "tIME",
        _ => "chunk",
    }
}

/// Whether the packed rows are exactly this picture's and nothing lies behind them, looked at piece by piece.
pub fn ends_with_its_rows(file: &[u8], layout: &Layout) -> bool {
    let Ok(header) = header(file) else {
        return false;
    };
    let mut rows = Decompress::new(true);
    let mut room = vec![0; 32 * 1024];
    let mut ended = false;
    for place in &layout.kept {
        if file.get(place.start + 4..place.start + 8) != Some(b"IDAT") {
            continue;
        }
        let Some(mut body) = file.get(place.start + 8..place.end - 4) else {
            return false;
        };
        while !body.is_empty() {
            if ended {
                return false;
            }
            let (taken, given) = (rows.total_in(), rows.total_out());
            let Ok(status) = rows.decompress(body, &mut room, FlushDecompress::None) else {
                return false;
            };
            let taken = usize::try_from(rows.total_in() - taken).unwrap_or(usize::MAX);
            body = body.get(taken..).unwrap_or_default();
            ended = status == Status::StreamEnd;
            let stands = taken == 0 && rows.total_out() == given && !ended;
            if stands || rows.total_out() > header.raw() {
                return false;
            }
        }
    }
    // What was taken in may still wait to be given out.
    while !ended {
        let given = rows.total_out();
        match rows.decompress(&[], &mut room, FlushDecompress::Finish) {
            Ok(Status::StreamEnd) => ended = true,
            Ok(_) if rows.total_out() > given && rows.total_out() <= header.raw() => {}
            _ => return false,
        }
    }
    rows.total_out() == header.raw()
}
