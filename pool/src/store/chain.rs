//! The key of the audit log, and how its lines are bound: a plain hash once, since then a MAC under a key that lies with the pool's others and never in the
//! database. Whoever can write the database alone can neither add, change nor take away a line without being found.

use super::Keys;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

const LABEL: &[u8] = b"zs12345 audit chain 1";

/// The key of the chain, derived from the pool's data key.
#[derive(Clone)]
pub struct ChainKey(Zeroizing<[u8; 32]>);

impl ChainKey {
    /// The key of this pool.
    pub fn of(keys: &Keys) -> Self {
        ChainKey(Zeroizing::new(mac(&keys.data, &[LABEL])))
    }
    /// A key for stores without a pool.
    #[cfg(test)]
    pub fn for_test() -> Self {
        ChainKey(Zeroizing::new([7; 32]))
    }
    /// A MAC over parts that cannot be shifted into each other.
    pub fn mac(&self, parts: &[&[u8]]) -> [u8; 32] {
        mac(&self.0, parts)
    }
    /// What a typed text leaves in the chain: nobody can try texts against it without the key.
    pub fn digest(&self, place: &str, text: &str) -> String {
        let sum = self.mac(&[b"text", place.as_bytes(), text.as_bytes()]);
        hex::encode(&sum[..16])
    }
    /// The end of the chain as it stands apart from it.
    pub(in crate::store) fn end(&self, n: i64, hash: &[u8; 32]) -> String {
        let sum = self.mac(&[b"end", &n.to_be_bytes(), hash]);
        format!("{n}:{}:{}", hex::encode(hash), hex::encode(&sum[..16]))
    }
    pub(in crate::store) fn line(
        &self,
        before: &[u8; 32],
        n: i64,
        at: i64,
        texts: [&str; 4],
    ) -> [u8; 32] {
        let (n, at) = (n.to_be_bytes(), at.to_be_bytes());
        let [who, what, ticket, detail] = texts.map(str::as_bytes);
        self.mac(&[b"line", before, &n, &at, who, what, ticket, detail])
    }
}

fn mac(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    // A key of any length is right for HMAC.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else {
        return [0; 32];
    };
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}
