//! The wipe after too many wrong PINs, where the district's rules ask for one: keys, database and photos go; the sealed copy of
//! unsent work stays, and so does what is carried for colleagues. Begun, it is ended by whatever opens the folder next.

use crate::error::Result;
use crate::marks::{self, is_wiped};
use crate::photos::sha256;
use crate::{files, keys, store};
use std::path::Path;

/// Names the wrapped key that lies here; none where there is none.
fn key_here(dir: &Path) -> Option<String> {
    let wrapped = files::read(&dir.join(keys::FILE)).ok()?;
    Some(sha256(&wrapped).to_string())
}

/// Wipes, unless something of the store is not in the sealed copy: then nothing happens, and the answer is false.
pub fn wipe(dir: &Path) -> Result<bool> {
    let _nobody_writes = marks::still(dir)?;
    if !marks::is_fresh(dir) {
        return Ok(false);
    }
    begin(dir)?;
    store::remove(dir)?;
    Ok(true)
}

/// From here on the device is wiped, whatever is left of it.
pub fn begin(dir: &Path) -> Result<()> {
    let key = key_here(dir).unwrap_or_default();
    Ok(files::write_durably(&marks::wiped(dir), key.as_bytes())?)
}

/// Removes what a wipe has left; nothing where there was none.
pub fn finish(dir: &Path) -> Result<()> {
    if !is_wiped(dir) {
        return Ok(());
    }
    let _nobody_writes = marks::still(dir)?;
    match (files::read(&marks::wiped(dir)).ok(), key_here(dir)) {
        (None, _) => Ok(()),
        // A version without wipes has enrolled this folder since.
        (Some(wiped), Some(here)) if wiped != here.as_bytes() => {
            Ok(files::remove(&marks::wiped(dir))?)
        }
        _ => store::remove(dir),
    }
}

/// A new enrolment begins.
pub fn forget(dir: &Path) -> Result<()> {
    if is_wiped(dir) {
        let _nobody_writes = marks::still(dir)?;
        files::remove(&marks::wiped(dir))?;
    }
    Ok(())
}
