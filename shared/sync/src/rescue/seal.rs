//! Sealing for the pool's key: X25519 between a key drawn for one bundle and the pool's own, then XChaCha20-Poly1305 part by
//! part. The pool's key is the Ed25519 key that every device knows since its enrolment, in its Montgomery form.

use super::{Header, MAGIC, Part, SIGNATURE, broken, fits, signed_text};
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use ed25519_dalek::{Signer, SigningKey, VerifyingKey};
use model::{Code, Denial};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

const KEY_CONTEXT: &[u8] = b"zs12345-rescue-key-1";
/// Bytes a sealed part is longer than the part.
const TAG: usize = 16;

/// The key of one bundle, bound to its header.
pub(super) struct Seal {
    cipher: XChaCha20Poly1305,
    bound: [u8; 32],
}

impl Seal {
    /// From the shared secret and both public keys; none where the other side's key gives no secret.
    fn new(shared: [u8; 32], once: &[u8; 32], pool: &[u8; 32], bound: [u8; 32]) -> Option<Self> {
        let shared = Zeroizing::new(shared);
        if *shared == [0; 32] {
            return None;
        }
        let mut sum = Sha256::new();
        for piece in [KEY_CONTEXT, shared.as_slice(), once, pool] {
            sum.update(piece);
        }
        let key = Zeroizing::new(<[u8; 32]>::from(sum.finalize()));
        Some(Seal {
            cipher: XChaCha20Poly1305::new((&*key).into()),
            bound,
        })
    }

    /// On the device: from the secret half of the bundle's own key.
    fn of_device(once: &SigningKey, pool: &VerifyingKey, bound: [u8; 32]) -> Option<Self> {
        let secret = Zeroizing::new(once.to_scalar_bytes());
        let shared = pool.to_montgomery().mul_clamped(*secret);
        let once = once.verifying_key().to_bytes();
        Seal::new(shared.to_bytes(), &once, &pool.to_bytes(), bound)
    }

    /// At the pool.
    pub(super) fn of_pool(
        pool: &SigningKey,
        once: &[u8; 32],
        bound: [u8; 32],
    ) -> Result<Self, Denial> {
        let theirs = VerifyingKey::from_bytes(once).map_err(|_| broken())?;
        let secret = Zeroizing::new(pool.to_scalar_bytes());
        let shared = theirs.to_montgomery().mul_clamped(*secret);
        let pool = pool.verifying_key().to_bytes();
        Seal::new(shared.to_bytes(), once, &pool, bound).ok_or_else(broken)
    }

    /// A key seals one bundle, so that a part's place may be its nonce.
    fn nonce(at: u64) -> XNonce {
        let mut nonce = [0; 24];
        nonce[..8].copy_from_slice(&at.to_be_bytes());
        XNonce::from(nonce)
    }

    fn seal(&self, at: u64, plain: &[u8]) -> Option<Vec<u8>> {
        let payload = Payload {
            msg: plain,
            aad: &self.bound,
        };
        self.cipher.encrypt(&Self::nonce(at), payload).ok()
    }

    /// Opens a part at its place.
    pub(super) fn open(&self, at: u64, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Denial> {
        let payload = Payload {
            msg: sealed,
            aad: &self.bound,
        };
        let plain = self.cipher.decrypt(&Self::nonce(at), payload);
        plain.map(Zeroizing::new).map_err(|_| broken())
    }
}

/// Writes a bundle: its parts sealed for the pool, all of it signed by the device. `once` and `parts` of the header are filled
/// in here; `drawn` are random bytes, used for no other bundle.
pub fn write(
    header: Header,
    parts: &[Part],
    drawn: &[u8; 32],
    pool: &VerifyingKey,
    device: &SigningKey,
) -> Result<Vec<u8>, Denial> {
    let lengths: Vec<usize> = parts.iter().map(Part::length).collect();
    let mut writing = Writing::begin(header, &lengths, drawn, pool)?;
    for part in parts {
        writing.add(part)?;
    }
    writing.end(device)
}

/// A bundle that is being written part by part, so that its photos need not be in memory beside it.
pub struct Writing {
    bytes: Vec<u8>,
    seal: Seal,
    /// Bytes of the sealed parts that are still to come, the next one last.
    to_come: Vec<u32>,
    /// How many there are in it.
    written: u64,
}

impl Writing {
    /// Begins one of parts of so many bytes, as [`Part::length`] says; what else it takes is as for [`write`].
    pub fn begin(
        header: Header,
        lengths: &[usize],
        drawn: &[u8; 32],
        pool: &VerifyingKey,
    ) -> Result<Self, Denial> {
        let once = SigningKey::from_bytes(drawn);
        let sealed = |length: &usize| u32::try_from(length.saturating_add(TAG)).unwrap_or(u32::MAX);
        let header = Header {
            once: once.verifying_key().to_bytes(),
            parts: lengths.iter().map(sealed).collect(),
            ..header
        };
        let body = header.parts.iter().map(|n| *n as usize);
        let body = body.fold(0, usize::saturating_add);
        let head = serde_json::to_vec(&header).map_err(bug)?;
        let length = (MAGIC.len() + 4 + head.len() + SIGNATURE).saturating_add(body);
        fits(length)?;
        let bound = Sha256::digest(&head).into();
        let seal = Seal::of_device(&once, pool, bound).ok_or(Code::RescueKeyless)?;
        let head_length = u32::try_from(head.len()).map_err(bug)?.to_be_bytes();
        let mut bytes = Vec::with_capacity(length);
        for piece in [MAGIC.as_slice(), &head_length, &head] {
            bytes.extend_from_slice(piece);
        }
        Ok(Writing {
            bytes,
            seal,
            to_come: header.parts.into_iter().rev().collect(),
            written: 0,
        })
    }

    /// Adds the next part; one that is not as long as was said is refused.
    pub fn add(&mut self, part: &Part) -> Result<(), Denial> {
        let plain = Zeroizing::new(part.write());
        let sealed = self.seal.seal(self.written, &plain);
        let sealed = sealed.ok_or_else(|| bug("sealing"))?;
        if self.to_come.pop().map(|n| n as usize) != Some(sealed.len()) {
            return Err(bug("a part of another length"));
        }
        self.bytes.extend(sealed);
        self.written += 1;
        Ok(())
    }

    /// Ends it with the device's signature, once every part is there.
    pub fn end(mut self, device: &SigningKey) -> Result<Vec<u8>, Denial> {
        if !self.to_come.is_empty() {
            return Err(bug("parts missing"));
        }
        let signature = device.sign(&signed_text(&self.bytes));
        self.bytes.extend_from_slice(&signature.to_bytes());
        Ok(self.bytes)
    }
}

fn bug(detail: impl ToString) -> Denial {
    Denial::new(Code::Bug).with("detail", detail)
}
