//! Whether there is room: said before a photo is taken, not after.

use super::App;
use crate::error::Result;
use crate::files;
use api::SPACE_FOR_PHOTO;
use model::{Code, Denial};
use std::path::Path;
use std::sync::Arc;

/// Bytes free where a folder lies; none where the system does not say. Tests and simulations bring their own.
pub type Measure = Arc<dyn Fn(&Path) -> Option<u64> + Send + Sync>;

/// Asks the body.
pub(super) fn measured() -> Measure {
    Arc::new(files::free)
}

impl App {
    /// Measures the disk in another way.
    pub fn measure_space_by(&self, measure: Measure) {
        *self.inner.space.write() = measure;
    }

    /// Bytes free on the disk of this device's folder, when known.
    pub fn free_bytes(&self) -> Option<u64> {
        let measure = self.inner.space.read().clone();
        measure(&self.inner.dir)
    }

    /// Refuses a photo that would not fit; a disk that does not say how full it is passes.
    pub(super) fn room_for_photo(&self) -> Result<()> {
        match self.free_bytes() {
            Some(free) if free < SPACE_FOR_PHOTO => Err(Denial::new(Code::PhotoNoSpace)
                .with("free", free / 1_000_000)
                .into()),
            _ => Ok(()),
        }
    }
}
