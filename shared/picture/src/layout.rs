//! A file taken apart: its kind, its size, the parts that are kept, and what opening it costs.

use model::{Code, Denial, size};
use std::borrow::Cow;
use std::ops::Range;

/// How a PNG begins.
pub(crate) const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
/// Flag of WebP's extended chunk: something shows through.
pub(crate) const ALPHA: u8 = 0x10;
/// Where that chunk's flags lie in a file.
const FLAGS_AT: usize = 20;

/// Formats that are opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// JPEG, sequential or progressive, by Huffman codes.
    Jpeg,
    /// PNG; of an animated one the still picture.
    Png,
    /// WebP without animation.
    Webp,
}

impl Kind {
    /// What the first twelve bytes say.
    pub fn of(head: &[u8]) -> Option<Kind> {
        if head.starts_with(&[0xff, 0xd8, 0xff]) {
            Some(Kind::Jpeg)
        } else if head.starts_with(SIGNATURE) {
            Some(Kind::Png)
        } else if head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP") {
            Some(Kind::Webp)
        } else {
            None
        }
    }

    /// Content type.
    pub fn mime(self) -> &'static str {
        match self {
            Kind::Jpeg => "image/jpeg",
            Kind::Png => "image/png",
            Kind::Webp => "image/webp",
        }
    }
}

/// What may be opened.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// Width × height, at most.
    pub pixels: u64,
    /// Bytes of memory while it is opened, besides the file itself, at most.
    pub work: u64,
}

impl Bounds {
    /// For a camera's file: four bytes for each pixel that the rule pack allows. So much do the usual kinds take; one with
    /// deeper pixels, transparency or many scans has to be smaller.
    pub fn of_camera(pixels: u64) -> Bounds {
        Bounds {
            pixels,
            work: pixels.saturating_mul(4),
        }
    }

    /// Whether this much is allowed.
    pub(crate) fn admit(self, w: u32, h: u32, cost: Cost) -> Result<(), Denial> {
        if w == 0 || h == 0 {
            return Err(Code::PhotoBroken.into());
        }
        let pixels = u64::from(w) * u64::from(h);
        if pixels > self.pixels {
            let sent = format!("{w} × {h}（{}）", size::pixels(pixels));
            let max = size::pixels(self.pixels);
            return Err(Denial::too_large(Code::PhotoTooLarge, sent, max));
        }
        if cost.0 > self.work {
            // Few pixels, but deep ones, transparent ones, or read in many passes.
            let memory = |n| format!("{} 内存", size::bytes(n));
            let (sent, max) = (memory(cost.0), memory(self.work));
            return Err(Denial::too_large(Code::PhotoTooLarge, sent, max));
        }
        Ok(())
    }
}

/// Bytes that a decoder and the step to eight-bit RGB hold at the same time, besides the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cost(pub u64);

/// A file taken apart.
#[derive(Debug)]
pub struct Layout {
    /// Its format.
    pub kind: Kind,
    /// Width in pixels.
    pub w: u32,
    /// Height in pixels.
    pub h: u32,
    /// What opening it takes.
    pub cost: Cost,
    /// Name of the first part that is not on the list, if there is any.
    pub foreign: Option<&'static str>,
    /// The parts on the list, in order.
    pub(crate) kept: Vec<Range<usize>>,
    /// The camera's notes.
    pub(crate) exif: Option<Range<usize>>,
}

impl Layout {
    /// The file without anything that is not on the list: this alone is given to a decoder.
    pub fn stripped<'a>(&self, file: &'a [u8]) -> Cow<'a, [u8]> {
        if self.foreign.is_none() {
            return Cow::Borrowed(file);
        }
        let parts = self.kept.iter().filter_map(|part| file.get(part.clone()));
        let mut out = parts.fold(Vec::new(), |mut out, part| {
            out.extend_from_slice(part);
            out
        });
        if self.kind == Kind::Webp {
            mend(&mut out);
        }
        Cow::Owned(out)
    }

    /// The camera's notes, as the file carries them.
    pub fn exif<'a>(&self, file: &'a [u8]) -> Option<&'a [u8]> {
        file.get(self.exif.clone()?)
    }
}

/// The first part that is not on the list is the one that is named.
pub(crate) fn name_first(foreign: &mut Option<&'static str>, name: &'static str) {
    foreign.get_or_insert(name);
}

/// After chunks of a WebP were left out: the length of the whole, and no flag for what is gone.
fn mend(out: &mut [u8]) {
    let length = u32::try_from(out.len().saturating_sub(8)).unwrap_or(u32::MAX);
    if let Some(place) = out.get_mut(4..8) {
        place.copy_from_slice(&length.to_le_bytes());
    }
    if out.get(12..16) == Some(b"VP8X")
        && let Some(flags) = out.get_mut(FLAGS_AT..FLAGS_AT + 4)
    {
        flags.copy_from_slice(&[flags[0] & ALPHA, 0, 0, 0]);
    }
}
