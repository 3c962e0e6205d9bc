//! Sealing what stands beside the documents: XChaCha20-Poly1305 under the pool's data key, bound to where it belongs.

use crate::store::{Keys, random};
use crate::{Error, Result};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

const NONCE: usize = 24;

fn cipher(keys: &Keys) -> Result<XChaCha20Poly1305> {
    XChaCha20Poly1305::new_from_slice(keys.data.as_slice())
        .map_err(|_| Error::Bug("data key".into()))
}

/// Seals bytes; they open only at the same place.
pub fn seal(keys: &Keys, place: &str, bytes: &[u8]) -> Result<Vec<u8>> {
    let nonce = random::<NONCE>()?;
    let payload = Payload {
        msg: bytes,
        aad: place.as_bytes(),
    };
    let sealed = cipher(keys)?
        .encrypt(&XNonce::from(nonce), payload)
        .map_err(|_| Error::Bug("sealing failed".into()))?;
    Ok([nonce.as_slice(), &sealed].concat())
}

/// Opens what was sealed for this place.
pub fn open(keys: &Keys, place: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
    let damaged = || Error::Damaged("side record".into());
    let (nonce, sealed) = sealed.split_first_chunk::<NONCE>().ok_or_else(damaged)?;
    let payload = Payload {
        msg: sealed,
        aad: place.as_bytes(),
    };
    cipher(keys)?
        .decrypt(&XNonce::from(*nonce), payload)
        .map(Zeroizing::new)
        .map_err(|_| damaged())
}
