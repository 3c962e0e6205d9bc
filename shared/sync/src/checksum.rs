//! Our own checksum around every stored piece of a document: Automerge's loader answers Ok on some damaged bytes.

use crate::doc::DocError;
use sha2::{Digest, Sha256};

const SUM: usize = 8;

/// The bytes with the first 8 bytes of the SHA-256 in front.
pub fn checksummed(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(SUM + bytes.len());
    out.extend_from_slice(&Sha256::digest(bytes)[..SUM]);
    out.extend_from_slice(bytes);
    out
}

/// The bytes behind their checksum; an error when it does not fit.
pub fn verified(stored: &[u8]) -> Result<&[u8], DocError> {
    let (sum, bytes) = stored.split_at_checked(SUM).ok_or(DocError::Damaged)?;
    if &Sha256::digest(bytes)[..SUM] == sum {
        Ok(bytes)
    } else {
        Err(DocError::Damaged)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_changed_byte_is_noticed() {
        let stored = checksummed("井盖碎裂".as_bytes());
        assert_eq!(verified(&stored).unwrap(), "井盖碎裂".as_bytes());
        for i in 0..stored.len() {
            let mut bad = stored.clone();
            bad[i] ^= 1;
            assert!(verified(&bad).is_err());
        }
        assert!(verified(&stored[..7]).is_err() && verified(&stored[..stored.len() - 1]).is_err());
    }
}
