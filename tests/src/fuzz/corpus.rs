//! The kept inputs of a target: `tests/fuzz/<target>/`, a file each, named by content.

use anyhow::Result;
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};

/// Where a target's inputs lie.
pub fn folder(target: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz")
        .join(target)
}

/// All kept inputs, in the order of their names.
pub fn kept(target: &str) -> Result<Vec<Vec<u8>>> {
    let folder = folder(target);
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut files: Vec<PathBuf> = fs::read_dir(folder)?
        .map(|e| e.map(|e| e.path()))
        .collect::<Result<_, _>>()?;
    files.sort();
    Ok(files.iter().map(fs::read).collect::<Result<_, _>>()?)
}

/// Keeps an input; its path.
pub fn keep(target: &str, bytes: &[u8]) -> Result<PathBuf> {
    let folder = folder(target);
    fs::create_dir_all(&folder)?;
    let path = folder.join(&hex::encode(Sha256::digest(bytes))[..16]);
    fs::write(&path, bytes)?;
    Ok(path)
}
