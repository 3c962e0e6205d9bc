//! What the pool hands out and believes when it comes back: bytes with an authentication tag under the pool's own key. A tag is
//! good for one purpose, so that what was given for one thing says nothing about another.

use crate::store::Keys;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use hmac::{Hmac, KeyInit, Mac};
use model::{DeviceId, Moment};
use sha2::Sha256;
use zeroize::Zeroizing;

const TAG: usize = 16;
/// Longest text that is looked at: what comes back is foreign until its tag was checked.
const TEXT_MAX: usize = 512;

/// What a stamp is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// A moment of pool time that a device was told.
    PoolTime,
    /// A position in the feed that a device was given.
    Cursor,
}

impl Purpose {
    /// Written into the key; never changes once released.
    fn label(self) -> &'static str {
        match self {
            Purpose::PoolTime => "pool-time",
            Purpose::Cursor => "cursor",
        }
    }
}

/// The tag of the bytes alone, for a place that has no room for more than some of its bits.
pub fn tag(keys: &Keys, purpose: Purpose, bytes: &[u8]) -> [u8; 32] {
    mac(keys, purpose, bytes).finalize().into_bytes().into()
}

/// The bytes with their tag, as a text for JSON. They are not hidden.
pub fn seal(keys: &Keys, purpose: Purpose, bytes: &[u8]) -> String {
    let tag = tag(keys, purpose, bytes);
    BASE64.encode([&tag[..TAG], bytes].concat())
}

/// The bytes that this pool sealed for this purpose; none for anything else.
pub fn open(keys: &Keys, purpose: Purpose, text: &str) -> Option<Vec<u8>> {
    let sealed = (text.len() <= TEXT_MAX).then(|| BASE64.decode(text).ok())??;
    let (tag, bytes) = sealed.split_at_checked(TAG)?;
    // Compared in constant time.
    let genuine = mac(keys, purpose, bytes).verify_truncated_left(tag);
    genuine.is_ok().then(|| bytes.to_vec())
}

/// Pool time as this device may prove later that it was told it.
pub fn told(keys: &Keys, device: &DeviceId, now: Moment) -> String {
    seal(keys, Purpose::PoolTime, &content(device, now))
}

/// The pool time this device was told; none when the proof is not this pool's, or another device's.
pub fn read_told(keys: &Keys, device: &DeviceId, proof: &str) -> Option<Moment> {
    let bytes = open(keys, Purpose::PoolTime, proof)?;
    let (_, millis) = bytes.split_last_chunk::<8>()?;
    let at = Moment(i64::from_be_bytes(*millis));
    (content(device, at) == bytes).then_some(at)
}

fn content(device: &DeviceId, at: Moment) -> Vec<u8> {
    [device.as_str().as_bytes(), &at.0.to_be_bytes()].concat()
}

/// Each purpose has a key of its own, derived from the pool's data key.
fn mac(keys: &Keys, purpose: Purpose, bytes: &[u8]) -> Hmac<Sha256> {
    let mut derived = keyed(keys.data.as_slice());
    derived.update(b"zs12345-stamp-1\0");
    derived.update(purpose.label().as_bytes());
    let key = Zeroizing::new(<[u8; 32]>::from(derived.finalize().into_bytes()));
    let mut mac = keyed(key.as_slice());
    mac.update(bytes);
    mac
}

fn keyed(key: &[u8]) -> Hmac<Sha256> {
    // HMAC takes keys of any length.
    Hmac::new_from_slice(key).unwrap_or_else(|_| unreachable!("a key of any length"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::TempDir;

    fn keys() -> (TempDir, Keys) {
        let folder = TempDir::new().unwrap();
        let keys = Keys::create(folder.path()).unwrap();
        (folder, keys)
    }

    #[test]
    fn what_was_sealed_opens_for_its_purpose_alone() {
        let (_folder, keys) = keys();
        for bytes in [b"".as_slice(), b"1795343520000"] {
            let text = seal(&keys, Purpose::PoolTime, bytes);
            assert_eq!(
                open(&keys, Purpose::PoolTime, &text).as_deref(),
                Some(bytes)
            );
            assert_eq!(open(&keys, Purpose::Cursor, &text), None);
        }
    }

    #[test]
    fn nothing_else_opens() {
        let ((_one, keys), (_two, others)) = (keys(), self::keys());
        let text = seal(&keys, Purpose::Cursor, b"3:4711");
        assert_eq!(open(&others, Purpose::Cursor, &text), None);
        let sealed = BASE64.decode(&text).unwrap();
        for at in 0..sealed.len() {
            let mut bad = sealed.clone();
            bad[at] ^= 1;
            assert_eq!(
                open(&keys, Purpose::Cursor, &BASE64.encode(bad)),
                None,
                "{at}"
            );
        }
        let shorter = BASE64.encode(&sealed[..TAG - 1]);
        let long = "A".repeat(TEXT_MAX + 4);
        for text in ["", "3:4711", "游标", &shorter, &long] {
            assert_eq!(open(&keys, Purpose::Cursor, text), None, "{text}");
        }
    }
}
