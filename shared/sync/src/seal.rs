//! Our own checksum around every stored piece of a document: Automerge's loader answers Ok on some damaged bytes.

use crate::doc::DocError;
use sha2::{Digest, Sha256};

const SUM: usize = 8;

/// Puts the first 8 bytes of the SHA-256 in front of the bytes.
pub fn seal(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(SUM + bytes.len());
    out.extend_from_slice(&Sha256::digest(bytes)[..SUM]);
    out.extend_from_slice(bytes);
    out
}

/// Takes the checksum off again; an error when it does not fit.
pub fn unseal(sealed: &[u8]) -> Result<&[u8], DocError> {
    let (sum, bytes) = sealed.split_at_checked(SUM).ok_or(DocError::Damaged)?;
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
        let sealed = seal("井盖碎裂".as_bytes());
        assert_eq!(unseal(&sealed).unwrap(), "井盖碎裂".as_bytes());
        for i in 0..sealed.len() {
            let mut bad = sealed.clone();
            bad[i] ^= 1;
            assert!(unseal(&bad).is_err());
        }
        assert!(unseal(&sealed[..7]).is_err() && unseal(&sealed[..sealed.len() - 1]).is_err());
    }
}
