//! `photos/ab/<sha256>` and its thumbnail beside it, durable before anybody is told.

use crate::{Error, Result};
use model::Sha256;
use sha2::Digest;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

/// Which file of a photo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// As it was brought.
    Full,
    /// Small.
    Thumb,
}

fn path(folder: &Path, sha256: &Sha256, size: Size) -> PathBuf {
    let name = sha256.as_str();
    let file = match size {
        Size::Full => name.to_string(),
        Size::Thumb => format!("{name}.thumb"),
    };
    folder.join("photos").join(&name[..2]).join(file)
}

/// Writes image and thumbnail so that they are there after a power cut.
pub fn keep(folder: &Path, sha256: &Sha256, image: &[u8], thumb: &[u8]) -> Result<()> {
    write(&path(folder, sha256, Size::Thumb), thumb)?;
    write(&path(folder, sha256, Size::Full), image)
}

fn write(target: &Path, bytes: &[u8]) -> Result<()> {
    let dir = target
        .parent()
        .ok_or_else(|| Error::Bug("photo path".into()))?;
    fs::create_dir_all(dir)?;
    let tail = hex::encode(crate::store::random::<6>()?);
    let draft = dir.join(format!(".{tail}.part"));
    let done = crate::store::write_private(&draft, bytes).and_then(|()| {
        fs::rename(&draft, target)?;
        File::open(dir)?.sync_all()?;
        if let Some(above) = dir.parent() {
            File::open(above)?.sync_all()?;
        }
        Ok(())
    });
    if done.is_err() {
        let _ = fs::remove_file(&draft);
    }
    done
}

/// Reads a photo; the full image is checked against its hash, so that damage is noticed on reading.
pub fn read(folder: &Path, sha256: &Sha256, size: Size) -> Result<Vec<u8>> {
    let bytes = fs::read(path(folder, sha256, size))?;
    if size == Size::Full && hex::encode(sha2::Sha256::digest(&bytes)) != sha256.as_str() {
        return Err(Error::Damaged("photo".into()));
    }
    Ok(bytes)
}
