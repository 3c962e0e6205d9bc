//! Photos: what they may be, and where they lie.

mod draft;
mod folder;
mod inspect;

pub use draft::Draft;
pub use folder::{Size, keep, read};
pub use inspect::{Picture, THUMB_MIME, inspect};
