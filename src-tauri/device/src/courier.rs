//! Rescue bundles of colleagues that this device carries to the pool (代送): files it can neither read nor change.

use crate::error::Result;
use crate::files;
use crate::photos::sha256;
use model::{Code, Denial, DeviceId, Sha256};
use std::path::{Path, PathBuf};
use sync::rescue::Sealed;

const FOLDER: &str = "courier";
/// Bundles carried at once, at most.
const FILES_MAX: usize = 20;

fn place(dir: &Path, name: &Sha256) -> PathBuf {
    dir.join(FOLDER).join(name.as_str())
}

/// What is carried, by the hash of each file.
pub fn carried(dir: &Path) -> Result<Vec<Sha256>> {
    let names = match files::names(&dir.join(FOLDER)) {
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Vec::new(),
        names => names?,
    };
    let mut found: Vec<Sha256> = names
        .into_iter()
        .filter_map(|n| Sha256::new(n).ok())
        .collect();
    found.sort();
    Ok(found)
}

/// Takes a bundle along, durably. It is whole, and for the pool that this device belongs to; the same one again is one.
pub fn take(dir: &Path, pool: &DeviceId, bytes: Vec<u8>) -> Result<()> {
    let sealed = Sealed::read(bytes)?;
    if sealed.header.pool != *pool {
        return Err(Code::RescueElsewhere.into());
    }
    let bytes = sealed.into_bytes();
    let name = sha256(&bytes);
    let before = carried(dir)?;
    if before.contains(&name) {
        return Ok(());
    }
    if before.len() >= FILES_MAX {
        return Err(Denial::new(Code::TooMany)
            .with("field", "代送的救援包")
            .with("max", FILES_MAX)
            .with("count", FILES_MAX + 1)
            .into());
    }
    files::make_private_folder(&dir.join(FOLDER))?;
    Ok(files::write_durably(&place(dir, &name), &bytes)?)
}

/// The bytes of one that is carried.
pub fn read(dir: &Path, name: &Sha256) -> Result<Vec<u8>> {
    Ok(files::read(&place(dir, name))?)
}

/// The pool has it.
pub fn delivered(dir: &Path, name: &Sha256) -> Result<()> {
    match files::remove(&place(dir, name)) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(e.into()),
        _ => Ok(()),
    }
}
