//! The pool's identity and keys: one small file beside the database, readable by its owner alone.

use crate::{Error, Result};
use model::DeviceId;
use serde::{Deserialize, Serialize};
use std::fs;
use std::io::Write;
use std::path::Path;
use zeroize::Zeroizing;

/// Name of the file in the pool's folder.
pub const FILE: &str = "keys.json";

/// Identity and keys of one pool.
pub struct Keys {
    /// Identity of the pool; the first half of its edits' ids.
    pub pool: DeviceId,
    /// Signs what the pool says to devices.
    pub signing: ed25519_dalek::SigningKey,
    /// Seals side records.
    pub data: Zeroizing<[u8; 32]>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    pool: DeviceId,
    signing: String,
    data: String,
}

impl Keys {
    /// Draws new keys and writes them durably; an error when there are some already.
    pub fn create(folder: &Path) -> Result<Self> {
        let keys = Keys {
            pool: DeviceId::new(hex::encode(random::<8>()?))?,
            signing: ed25519_dalek::SigningKey::from_bytes(&random()?),
            data: Zeroizing::new(random()?),
        };
        let written = Written {
            pool: keys.pool.clone(),
            signing: hex::encode(keys.signing.to_bytes()),
            data: hex::encode(*keys.data),
        };
        let text = Zeroizing::new(serde_json::to_vec(&written)?);
        write_private(&folder.join(FILE), &text)?;
        Ok(keys)
    }
    /// Reads the keys of this folder.
    pub fn read(folder: &Path) -> Result<Self> {
        let text = Zeroizing::new(fs::read(folder.join(FILE))?);
        let written: Written = serde_json::from_slice(&text)?;
        Ok(Keys {
            pool: written.pool,
            signing: ed25519_dalek::SigningKey::from_bytes(&bytes(&written.signing)?),
            data: Zeroizing::new(bytes(&written.data)?),
        })
    }
}

fn bytes(text: &str) -> Result<[u8; 32]> {
    hex::decode(text)
        .ok()
        .and_then(|b| b.try_into().ok())
        .ok_or_else(|| Error::Damaged("keys.json".into()))
}

/// Random bytes from the operating system.
pub fn random<const N: usize>() -> Result<[u8; N]> {
    let mut out = [0; N];
    getrandom::fill(&mut out)?;
    Ok(out)
}

/// Writes a new file that only its owner can read, and flushes it.
pub fn write_private(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    Ok(())
}
