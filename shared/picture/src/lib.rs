//! What a picture file holds, what opening it costs, and what the camera noted: read from its container, before any decoder
//! sees it. Device, pool and page ask the same functions.
//!
//! A part of a file is kept only if it stands on the list of its format. Whatever else there is (EXIF, XMP, profiles,
//! comments, private chunks, bytes between parts or behind the end) is passed over when a picture is opened, and refused
//! where it would be stored.

mod jpeg;
mod layout;
mod notes;
mod png;
mod scan;
mod stored;
mod webp;

pub use layout::{Bounds, Cost, Kind, Layout};
pub use notes::Notes;
pub use stored::{
    TOO_LARGE, WORK_MAX, check_stored, edge_anew, is_blocked, is_final, minutes_until_again,
};

use model::{Code, Denial};

/// Takes a file's container apart. What is too large by its headers is refused before the rest is looked at; a file that does
/// not reach its own end is broken; the name of a file tells nothing.
pub fn read(file: &[u8], bounds: Bounds) -> Result<Layout, Denial> {
    match Kind::of(file) {
        Some(Kind::Jpeg) => jpeg::read(file, bounds),
        Some(Kind::Png) => png::read(file, bounds),
        Some(Kind::Webp) => webp::read(file, bounds),
        None => Err(Code::PhotoFormat.into()),
    }
}

/// Takes a camera's file apart, and holds what its header says against what is behind it: a picture that is not there may
/// become no evidence.
pub fn read_camera(file: &[u8], bounds: Bounds) -> Result<Layout, Denial> {
    let layout = read(file, bounds)?;
    if layout.kind == Kind::Jpeg {
        scan::holds_its_picture(file, &layout)?;
    }
    Ok(layout)
}

#[cfg(test)]
mod tests;
