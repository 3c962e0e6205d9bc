//! JPEG: every segment up to the end, with the coded bytes between them.

use crate::layout::{Bounds, Cost, Kind, Layout, name_first};
use model::{Code, Denial};
use std::iter::once;
use std::ops::Range;

/// Passes that are still opened: cameras and programs write about ten, and each costs the time of the whole picture.
const SCANS_MAX: usize = 64;
/// The only form of JFIF's own segment that carries no small picture.
const JFIF_BYTES: usize = 18;
/// Adobe's segment says how colours are coded, which a decoder needs; it is not stored.
const ADOBE_BYTES: usize = 16;

/// Where a segment lies, with its marker and length.
#[derive(Debug, Clone)]
pub struct Segment {
    /// Second byte of its marker.
    pub marker: u8,
    /// With marker and length.
    pub place: Range<usize>,
    /// Coded bytes after a start of scan, up to the next marker.
    pub coded: Range<usize>,
}

/// How one component of a picture is sampled.
#[derive(Debug, Clone, Copy)]
pub struct Component {
    /// Its name in the scans.
    pub id: u8,
    /// Blocks beside each other in a unit.
    pub across: u8,
    /// Blocks below each other in a unit.
    pub down: u8,
}

/// What the frame's header says.
#[derive(Debug, Clone)]
pub struct Frame {
    pub w: u32,
    pub h: u32,
    /// Coefficients come in several passes.
    pub progressive: bool,
    pub components: Vec<Component>,
}

/// Reads a frame's header; arithmetic codes, lossless and deep pictures are not opened.
pub fn frame(marker: u8, segment: &[u8]) -> Result<Frame, Denial> {
    if !matches!(marker, 0xc0..=0xc2) {
        return Err(Code::PhotoFormat.into());
    }
    let Some(&[bits, h1, h0, w1, w0, count]) = segment.get(4..10) else {
        return Err(Code::PhotoBroken.into());
    };
    let each = segment.get(10..).unwrap_or_default();
    if each.len() != usize::from(count) * 3 || !matches!(count, 1 | 3 | 4) {
        return Err(Code::PhotoBroken.into());
    }
    if bits != 8 {
        return Err(Code::PhotoFormat.into());
    }
    let components: Vec<Component> = each
        .chunks_exact(3)
        .map(|c| Component {
            id: c[0],
            across: c[1] >> 4,
            down: c[1] & 15,
        })
        .collect();
    if components
        .iter()
        .any(|c| !(1..=4).contains(&c.across) || !(1..=4).contains(&c.down))
    {
        return Err(Code::PhotoBroken.into());
    }
    Ok(Frame {
        w: u16::from_be_bytes([w1, w0]).into(),
        h: u16::from_be_bytes([h1, h0]).into(),
        progressive: marker == 0xc2,
        components,
    })
}

impl Frame {
    /// Units across and down: each holds every component's blocks once.
    pub fn units(&self) -> (u64, u64) {
        let (across, down) = self.sampling();
        (
            u64::from(self.w).div_ceil(8 * across),
            u64::from(self.h).div_ceil(8 * down),
        )
    }

    /// Greatest sampling of any component.
    pub fn sampling(&self) -> (u64, u64) {
        let most = |each: fn(&Component) -> u8| self.components.iter().map(each).max().unwrap_or(1);
        (most(|c| c.across).into(), most(|c| c.down).into())
    }

    /// RGB; and where passes come one after the other, two bytes for each coefficient until the last.
    fn cost(&self, scans: usize) -> Cost {
        let pixels = u64::from(self.w) * u64::from(self.h) * 3;
        let (units_x, units_y) = self.units();
        let blocks: u64 = self
            .components
            .iter()
            .map(|c| u64::from(c.across) * u64::from(c.down))
            .sum();
        let kept = if self.progressive || scans > 1 {
            units_x * units_y * blocks * 64 * 2
        } else {
            0
        };
        Cost(pixels + kept)
    }
}

/// The segment at `at`; its coded bytes follow a start of scan. None when it does not fit into the file.
pub fn segment(file: &[u8], at: usize) -> Option<Segment> {
    let (&marker, length) = (file.get(at + 1)?, file.get(at + 2..at + 4)?);
    let length = usize::from(u16::from_be_bytes([length[0], length[1]]));
    let end = at + 2 + length;
    if length < 2 || end > file.len() {
        return None;
    }
    let mut to = end;
    if marker == 0xda {
        // In coded bytes 0xff is always followed by 0 or a restart marker.
        loop {
            to += file.get(to..)?.iter().position(|b| *b == 0xff)?;
            match file.get(to + 1)? {
                0 | 0xd0..=0xd7 => to += 2,
                _ => break,
            }
        }
    }
    Some(Segment {
        marker,
        place: at..end,
        coded: end..to,
    })
}

/// Whether a segment is as long as what it defines, so that nothing else fits in.
fn exact(marker: u8, body: &[u8]) -> bool {
    let mut at = 0;
    match marker {
        0xdb => {
            while let Some(head) = body.get(at) {
                at += 1 + if head >> 4 == 0 { 64 } else { 128 };
            }
        }
        0xc4 => {
            while let Some(table) = body.get(at..at + 17) {
                at += 17 + table[1..].iter().map(|n| usize::from(*n)).sum::<usize>();
            }
        }
        0xdd => at = 2,
        0xda => at = body.first().map_or(0, |n| 4 + 2 * usize::from(*n)),
        _ => at = body.len(),
    }
    at == body.len()
}

pub fn read(file: &[u8], bounds: Bounds) -> Result<Layout, Denial> {
    let mut layout = Layout {
        kind: Kind::Jpeg,
        w: 0,
        h: 0,
        cost: Cost(0),
        foreign: None,
        kept: once(0..2).collect(),
        exif: None,
    };
    let (mut of, mut scans, mut at) = (None::<Frame>, 0, 2);
    loop {
        match (file.get(at), file.get(at + 1)) {
            (Some(0xff), Some(0xd9)) => break,
            (_, None) | (Some(0xff), Some(0xd8)) => return Err(Code::PhotoBroken.into()),
            // Fill bytes and markers that stand for nothing here.
            (Some(0xff), Some(0xff)) | (Some(0..=0xfe), _) => {
                name_first(&mut layout.foreign, "padding");
                at += 1;
                continue;
            }
            (Some(0xff), Some(0 | 1 | 0xd0..=0xd7)) => {
                name_first(&mut layout.foreign, "padding");
                at += 2;
                continue;
            }
            _ => {}
        }
        let found = segment(file, at).ok_or(Code::PhotoBroken)?;
        let whole = file.get(found.place.clone()).unwrap_or_default();
        let body = whole.get(4..).unwrap_or_default();
        at = found.coded.end;
        match found.marker {
            // Frames, but not the tables that stand among them.
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => {
                if of.is_some() {
                    return Err(Code::PhotoBroken.into());
                }
                let frame = frame(found.marker, whole)?;
                (layout.w, layout.h, layout.cost) = (frame.w, frame.h, frame.cost(1));
                bounds.admit(frame.w, frame.h, layout.cost)?;
                of = Some(frame);
            }
            0xda => {
                let frame = of.as_ref().ok_or(Code::PhotoBroken)?;
                scans += 1;
                layout.cost = frame.cost(scans);
                bounds.admit(frame.w, frame.h, layout.cost)?;
                if scans > SCANS_MAX {
                    let passes = |n| format!("{n} 遍扫描");
                    let (sent, max) = (passes(scans), passes(SCANS_MAX));
                    return Err(Denial::too_large(Code::PhotoTooLarge, sent, max));
                }
            }
            0xdb | 0xc4 | 0xdd => {}
            0xe0 if body.starts_with(b"JFIF\0")
                && found.place.len() == JFIF_BYTES
                && layout.kept.len() == 1 => {}
            0xee if body.starts_with(b"Adobe") && found.place.len() == ADOBE_BYTES => {
                name_first(&mut layout.foreign, "APP14");
            }
            marker => {
                name_first(&mut layout.foreign, said(marker));
                if marker == 0xe1 && body.starts_with(b"Exif\0\0") && layout.exif.is_none() {
                    layout.exif = Some(found.place.start + 4..found.place.end);
                }
                continue;
            }
        }
        if !exact(found.marker, body) {
            return Err(Code::PhotoBroken.into());
        }
        layout.kept.push(found.place.start..found.coded.end);
    }
    layout.kept.push(at..at + 2);
    if at + 2 < file.len() {
        name_first(&mut layout.foreign, "behind the end");
    }
    if scans == 0 {
        return Err(Code::PhotoBroken.into());
    }
    Ok(layout)
}

fn said(marker: u8) -> &'static str {
    const APPS: [&str; 16] = [
        "APP0", "APP1", "APP2", "APP3", "APP4", "APP5", "APP6", "APP7", "APP8", "APP9", "APP10",
        "APP11", "APP12", "APP13", "APP14", "APP15",
    ];
    match marker {
        0xe0..=0xef => APPS[usize::from(marker & 15)],
        0xfe => "COM",
        _ => "segment",
    }
}
