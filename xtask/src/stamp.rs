//! Says whether the inputs of a step are the ones it last ran with.

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};

/// SHA-256 as hex over the files below `paths` (names and contents) and the `words`.
pub fn of(root: &Path, paths: &[&str], words: &[&str]) -> Result<String> {
    let mut hash = Sha256::new();
    for word in words {
        feed(&mut hash, word.as_bytes());
    }
    for path in paths {
        for file in files(&root.join(path))? {
            let name = file.strip_prefix(root).unwrap_or(&file);
            feed(&mut hash, name.to_string_lossy().as_bytes());
            feed(&mut hash, &fs::read(&file)?);
        }
    }
    Ok(hex(&hash.finalize()))
}

/// The first 8 bytes of the content's SHA-256 as hex: enough to name a file by what is in it.
pub fn short(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes)[..8])
}

/// What a build leaves beside its sources.
const MADE: &[&str] = &["dist", "node_modules"];

/// Every file below a path in a stable order, without what a build left there; the path itself when
/// it is a file; none when missing.
pub fn files(path: &Path) -> Result<Vec<PathBuf>> {
    if path.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    if !path.is_dir() {
        return Ok(Vec::new());
    }
    let mut entries = fs::read_dir(path)
        .with_context(|| format!("读不了 {}", path.display()))?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()?;
    entries.retain(|entry| !MADE.iter().any(|made| entry.ends_with(made)));
    entries.sort();
    let mut found = Vec::new();
    for entry in entries {
        found.extend(files(&entry)?);
    }
    Ok(found)
}

/// Lengths go in first, so that moving a byte from one piece to the next changes the hash.
fn feed(hash: &mut Sha256, bytes: &[u8]) {
    hash.update((bytes.len() as u64).to_le_bytes());
    hash.update(bytes);
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::of;
    use std::path::Path;

    #[test]
    fn words_and_files_count() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let one = of(root, &["src"], &["a"]).unwrap();
        assert_eq!(one.len(), 64);
        assert_eq!(one, of(root, &["src"], &["a"]).unwrap());
        assert_ne!(one, of(root, &["src"], &["b"]).unwrap());
        assert_ne!(one, of(root, &["src", "Cargo.toml"], &["a"]).unwrap());
        assert_eq!(
            of(root, &["missing"], &[]).unwrap(),
            of(root, &[], &[]).unwrap()
        );
    }
}
