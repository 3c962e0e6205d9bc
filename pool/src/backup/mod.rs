//! Backups: the database, the photos and the keys in one file, sealed by the district's passphrase.
//!
//! `"ZSB1" · salt · nonce prefix · sealed chunks`; inside zstd of tar, whose last entry lists every file with its hash.

mod pack;
mod revive;
mod seal;
mod unpack;

pub use pack::pack;
pub use revive::{Kept, Revived, revive};
pub use unpack::{check, unpack};

use model::{Code, Denial};
use serde::{Deserialize, Serialize};

/// Shortest passphrase.
const PASSPHRASE_MIN: usize = 8;
const MANIFEST: &str = "manifest.json";

/// What is inside a backup.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of this layout.
    pub version: u32,
    pub files: Vec<Listed>,
}

/// One file inside a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// Path inside the pool's folder.
    pub path: String,
    pub bytes: u64,
    /// SHA-256.
    pub sha256: String,
}

/// The passphrase somebody gave, when it is good enough.
pub fn passphrase(given: Option<&str>) -> Result<&str, Denial> {
    let given =
        given.ok_or_else(|| Denial::new(Code::FieldMissing).with("field", "ZS12345_PASSPHRASE"))?;
    if given.chars().count() < PASSPHRASE_MIN {
        return Err(Denial::new(Code::TextTooShort)
            .with("field", "口令")
            .with("min", PASSPHRASE_MIN));
    }
    Ok(given)
}

/// Whether a path may stand in a backup: nothing outside the pool's folder.
fn allowed(path: &str) -> bool {
    use crate::store::{DATABASE, KEYS_FILE};
    let plain = |s: &str| {
        !s.is_empty()
            && !s.starts_with('.')
            && s.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.')
    };
    match path.split('/').collect::<Vec<_>>()[..] {
        [file] => file == DATABASE || file == KEYS_FILE || file == MANIFEST,
        ["photos", folder, file] => plain(folder) && plain(file),
        _ => false,
    }
}
