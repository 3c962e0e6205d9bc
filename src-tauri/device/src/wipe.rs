//! The wipe after too many wrong PINs, where the district's rules ask for one: keys, database and photos go; the sealed copy of
//! unsent work stays, and so does what is carried for colleagues. Begun, it is ended by whatever opens the folder next.

use crate::error::Result;
use crate::{files, sealed, store};
use std::path::Path;

/// Says that this device was wiped, until it is enrolled anew.
const MARK: &str = "wiped";

/// Whether this device was wiped and not enrolled since.
pub fn is_wiped(dir: &Path) -> bool {
    files::exists(&dir.join(MARK))
}

/// Wipes. The sealed copy lies on disk before anything is removed, and the mark before the first removal.
pub fn wipe(dir: &Path) -> Result<()> {
    sealed::settle(dir)?;
    files::write_durably(&dir.join(MARK), b"1")?;
    finish(dir)
}

/// Removes what a wipe has left; nothing where there was none.
pub fn finish(dir: &Path) -> Result<()> {
    match is_wiped(dir) {
        true => store::remove(dir),
        false => Ok(()),
    }
}

/// A new enrolment begins.
pub fn forget(dir: &Path) -> Result<()> {
    if is_wiped(dir) {
        files::remove(&dir.join(MARK))?;
    }
    Ok(())
}
