//! What may lie in the pool: the parts on the list, each read to its last byte, and nothing else.

use crate::layout::{Bounds, Kind, Layout};
use crate::{png, scan};
use model::{Code, Denial};

/// Largest memory for a stored picture: 4096 × 4096 in RGB. What devices and pages send has at most the rule pack's long edge.
pub const WORK_MAX: u64 = 4096 * 4096 * 3;

/// Checks a picture that is to be stored. Refused are: what is too large by its headers; a part that is not on the list,
/// wherever it stands, with its name; bytes behind the coded picture; a JPEG in several passes, which cannot be read to its last
/// byte without opening it.
pub fn check_stored(file: &[u8], pixels_max: u64) -> Result<Layout, Denial> {
    let bounds = Bounds {
        pixels: pixels_max,
        work: WORK_MAX,
    };
    let layout = crate::read(file, bounds)?;
    let private = |part: &str| Denial::new(Code::PhotoPrivate).with("part", part);
    if let Some(part) = layout.foreign {
        return Err(private(part));
    }
    let ends = match layout.kind {
        Kind::Jpeg => scan::ends_with_its_blocks(file, &layout)?,
        Kind::Png => png::ends_with_its_rows(file, &layout),
        // Its picture chunk is one coded stream, which says its own length.
        Kind::Webp => true,
    };
    if ends {
        Ok(layout)
    } else {
        Err(private("behind the picture"))
    }
}

/// Whether a picture refused so is refused for ever: what it is will not change. A broken line or a ticket that is not there
/// yet is something else.
pub fn is_final(code: Code) -> bool {
    use Code::{PhotoBroken, PhotoEmpty, PhotoFormat, PhotoPrivate, PhotoTooLarge};
    matches!(
        code,
        PhotoBroken | PhotoEmpty | PhotoFormat | PhotoPrivate | PhotoTooLarge
    )
}

/// Whether an answer that is not the pool's, with this HTTP status, is about the one photo that was sent: a gateway's limit or
/// its filter. It says nothing of the pool, so the photo waits ([`Code::PhotoBlocked`]), and keeps no other from going. A
/// redirect, a login page, or a gateway that finds no pool are about all.
pub fn is_blocked(status: u16) -> bool {
    (400..500).contains(&status) && !matches!(status, 401 | 407 | 408 | 429)
}

/// The status with which a gateway says that a body is too large for it: a smaller picture may pass.
pub const TOO_LARGE: u16 = 413;

/// Minutes before a photo that was stopped `times` times is sent again: a quarter of an hour, doubled each time up to six hours.
pub fn minutes_until_again(times: u32) -> i64 {
    15_i64
        .saturating_mul(1 << times.saturating_sub(1).min(10))
        .min(6 * 60)
}

/// Smallest long edge, in pixels, that is still worth sending.
const EDGE_MIN: u32 = 480;

/// The long edge with which a picture that was refused as too large is tried once more: half; none when it would show nothing.
pub fn edge_anew(w: u32, h: u32) -> Option<u32> {
    Some(w.max(h) / 2).filter(|edge| *edge >= EDGE_MIN)
}
