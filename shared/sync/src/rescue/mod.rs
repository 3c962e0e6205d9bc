//! The rescue bundle (救援包): everything a device has not sent, in one file that only its pool can read and only this device
//! can have written ([ADR 24](docs/adr/0024-the-rescue-bundle.md)).
//!
//! ```text
//! "ZSR1" · length of the header (4 bytes) · header, JSON · sealed parts · Ed25519 signature over all before it (64 bytes)
//! ```
//!
//! The header says how long each part is, so that sizes and counts are known before anything is decoded; the signature is
//! checked before anything is opened.

mod part;
mod seal;

pub use part::Part;
pub use seal::{Writing, write};

use crate::frame::hex32;
use ed25519_dalek::{Signature, SigningKey, VerifyingKey};
use model::{Code, Denial, DeviceId, Moment, UserName, moment};
use seal::Seal;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256, Sha512};

const MAGIC: &[u8; 4] = b"ZSR1";
const SIGN_CONTEXT: &[u8] = b"zs12345-rescue-1";
const SIGNATURE: usize = 64;
/// Bytes of a header, at most: four thousand lengths and a little.
const HEADER_MAX: usize = 64 * 1024;
/// Parts of a bundle, at most.
pub const PARTS_MAX: usize = 4_000;
/// Bytes of a bundle, at most. A device that has more unsent writes several.
pub const BYTES_MAX: usize = 48 * 1024 * 1024;
/// Bytes at which a device begins the next bundle: the largest photo and all lengths still fit behind them.
pub const BYTES_FULL: usize = 32 * 1024 * 1024;

/// What stands in clear in front: whose it is and how much.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// Identity of the pool it is for.
    pub pool: DeviceId,
    /// The device that wrote it.
    pub device: DeviceId,
    /// Whose device.
    pub user: UserName,
    /// When it was written, by the device's clock.
    #[serde(with = "moment::ms")]
    pub at: Moment,
    /// How far the pool's clock was ahead of the device's when they last spoke, in milliseconds.
    pub ahead: i64,
    /// The device's Ed25519 key: whoever carries the bundle can see that it is whole. Whether it is the device's own key, the
    /// pool knows.
    #[serde(with = "hex32")]
    pub key: [u8; 32],
    /// The key drawn for this bundle alone, from whose secret half and the pool's key its parts are sealed.
    #[serde(with = "hex32")]
    pub once: [u8; 32],
    /// Bytes of each sealed part.
    pub parts: Vec<u32>,
}

/// A bundle as it lies in a file: whole, and signed by the key it names. Not opened.
pub struct Sealed {
    pub header: Header,
    bytes: Vec<u8>,
    /// Where its body begins.
    body: usize,
}

fn broken() -> Denial {
    Code::RescueBroken.into()
}

fn fits(bytes: usize) -> Result<(), Denial> {
    match bytes <= BYTES_MAX {
        true => Ok(()),
        false => {
            let (sent, max) = (bytes as u64, BYTES_MAX as u64);
            Err(Denial::too_many_bytes(Code::BodyTooLarge, sent, max))
        }
    }
}

impl Sealed {
    /// Reads a bundle: size and counts first, then whether it is whole as its writer signed it.
    pub fn read(bytes: Vec<u8>) -> Result<Self, Denial> {
        fits(bytes.len())?;
        let (signed, signature) = bytes.split_last_chunk::<SIGNATURE>().ok_or_else(broken)?;
        let rest = signed.strip_prefix(MAGIC).ok_or_else(broken)?;
        let (length, rest) = rest.split_first_chunk::<4>().ok_or_else(broken)?;
        let length = u32::from_be_bytes(*length) as usize;
        if length > HEADER_MAX {
            return Err(broken());
        }
        let (head, body) = rest.split_at_checked(length).ok_or_else(broken)?;
        let header: Header = serde_json::from_slice(head).map_err(|_| broken())?;
        let said: u64 = header.parts.iter().map(|n| u64::from(*n)).sum();
        if header.parts.len() > PARTS_MAX || said != body.len() as u64 {
            return Err(broken());
        }
        let key = VerifyingKey::from_bytes(&header.key).map_err(|_| broken())?;
        let signature = Signature::from_bytes(signature);
        key.verify_strict(&signed_text(signed), &signature)
            .map_err(|_| broken())?;
        let body = signed.len() - body.len();
        Ok(Sealed {
            header,
            bytes,
            body,
        })
    }

    /// Whether this key signed it.
    pub fn is_by(&self, key: &[u8; 32]) -> bool {
        self.header.key == *key
    }

    /// As it came.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// Opens it with the pool's key; its parts stay sealed until they are asked for.
    pub fn open(self, pool: &SigningKey) -> Result<Opened, Denial> {
        let head = self.bytes.get(MAGIC.len() + 4..self.body);
        let bound = Sha256::digest(head.unwrap_or_default()).into();
        Ok(Opened {
            seal: Seal::of_pool(pool, &self.header.once, bound)?,
            sealed: self,
        })
    }
}

/// A bundle in the pool's hands.
pub struct Opened {
    sealed: Sealed,
    seal: Seal,
}

impl Opened {
    /// How many parts there are.
    pub fn count(&self) -> usize {
        self.sealed.header.parts.len()
    }

    /// The part at this place.
    pub fn part(&self, at: usize) -> Result<Part, Denial> {
        let lengths = &self.sealed.header.parts;
        let before = lengths.iter().take(at).map(|n| *n as usize);
        let from = self.sealed.body + before.sum::<usize>();
        let length = *lengths.get(at).ok_or_else(broken)? as usize;
        let sealed = self.sealed.bytes.get(from..from + length);
        let plain = self.seal.open(at as u64, sealed.ok_or_else(broken)?)?;
        Part::read(&plain)
    }

    /// All parts, one after another.
    pub fn parts(&self) -> impl Iterator<Item = Result<Part, Denial>> + '_ {
        (0..self.count()).map(|at| self.part(at))
    }
}

/// What is signed: a hash, so that a large bundle is walked through once.
fn signed_text(bytes: &[u8]) -> Vec<u8> {
    [SIGN_CONTEXT, &Sha512::digest(bytes)].concat()
}

#[cfg(test)]
mod tests;
