//! The outer layer: chunks of up to 1 MB, each sealed with its position, the last one marked, so that nothing can be cut off,
//! swapped or added.

use crate::store::random;
use crate::{Error, Result};
use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use std::io::{self, Read, Write};
use zeroize::Zeroizing;

const MAGIC: &[u8; 4] = b"ZSB1";
const CHUNK: usize = 1 << 20;
const TAG: usize = 16;
/// 64 MiB, three passes: a backup is opened rarely and tried offline.
const MEMORY_KIB: u32 = 64 * 1024;

fn cipher(passphrase: &str, salt: &[u8; 16]) -> Result<XChaCha20Poly1305> {
    let bug = |e: argon2::Error| Error::Bug(format!("argon2: {e}"));
    let params = Params::new(MEMORY_KIB, 3, 1, Some(32)).map_err(bug)?;
    let mut key = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(passphrase.as_bytes(), salt, key.as_mut_slice())
        .map_err(bug)?;
    XChaCha20Poly1305::new_from_slice(key.as_slice()).map_err(|_| Error::Bug("backup key".into()))
}

fn nonce(prefix: &[u8; 16], n: u64) -> XNonce {
    let mut all = [0; 24];
    all[..16].copy_from_slice(prefix);
    all[16..].copy_from_slice(&n.to_be_bytes());
    XNonce::from(all)
}

/// Seals what is written to it.
pub struct Sealer<W: Write> {
    out: W,
    cipher: XChaCha20Poly1305,
    prefix: [u8; 16],
    n: u64,
    waiting: Vec<u8>,
}

impl<W: Write> Sealer<W> {
    /// Writes the head.
    pub fn new(mut out: W, passphrase: &str) -> Result<Self> {
        let (salt, prefix) = (random()?, random()?);
        let cipher = cipher(passphrase, &salt)?;
        out.write_all(&[MAGIC.as_slice(), &salt, &prefix].concat())?;
        Ok(Sealer {
            out,
            cipher,
            prefix,
            n: 0,
            waiting: Vec::with_capacity(CHUNK),
        })
    }
    fn put(&mut self, last: bool) -> io::Result<()> {
        let payload = Payload {
            msg: &self.waiting,
            aad: &[u8::from(last)],
        };
        let sealed = self
            .cipher
            .encrypt(&nonce(&self.prefix, self.n), payload)
            .map_err(io::Error::other)?;
        let length = u32::try_from(sealed.len()).map_err(io::Error::other)?;
        self.out.write_all(&length.to_be_bytes())?;
        self.out.write_all(&sealed)?;
        self.n += 1;
        self.waiting.clear();
        Ok(())
    }
    /// Writes the last chunk.
    pub fn finish(mut self) -> io::Result<W> {
        self.put(true)?;
        self.out.flush()?;
        Ok(self.out)
    }
}

impl<W: Write> Write for Sealer<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.waiting.len() == CHUNK {
            self.put(false)?;
        }
        let take = bytes.len().min(CHUNK - self.waiting.len());
        self.waiting.extend_from_slice(&bytes[..take]);
        Ok(take)
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Opens what a [`Sealer`] wrote; any change is an error.
pub struct Opener<R: Read> {
    from: R,
    cipher: XChaCha20Poly1305,
    prefix: [u8; 16],
    n: u64,
    chunk: Vec<u8>,
    at: usize,
    done: bool,
}

impl<R: Read> Opener<R> {
    /// Reads the head; none when it is not a backup.
    pub fn new(mut from: R, passphrase: &str) -> Result<Option<Self>> {
        let mut head = [0; 36];
        if from.read_exact(&mut head).is_err() || head[..4] != *MAGIC {
            return Ok(None);
        }
        let (mut salt, mut prefix) = ([0; 16], [0; 16]);
        salt.copy_from_slice(&head[4..20]);
        prefix.copy_from_slice(&head[20..]);
        let cipher = cipher(passphrase, &salt)?;
        Ok(Some(Opener {
            from,
            cipher,
            prefix,
            n: 0,
            chunk: Vec::new(),
            at: 0,
            done: false,
        }))
    }
    fn next(&mut self) -> io::Result<()> {
        let broken = || {
            io::Error::new(
                io::ErrorKind::InvalidData,
                "the backup is damaged or the passphrase is wrong",
            )
        };
        let mut length = [0; 4];
        self.from.read_exact(&mut length)?;
        let length = u32::from_be_bytes(length) as usize;
        if !(TAG..=CHUNK + TAG).contains(&length) {
            return Err(broken());
        }
        let mut sealed = vec![0; length];
        self.from.read_exact(&mut sealed)?;
        let nonce = nonce(&self.prefix, self.n);
        let open = |last: bool| {
            self.cipher.decrypt(
                &nonce,
                Payload {
                    msg: &sealed,
                    aad: &[u8::from(last)],
                },
            )
        };
        self.chunk = match open(false) {
            Ok(chunk) => chunk,
            Err(_) => {
                self.done = true;
                open(true).map_err(|_| broken())?
            }
        };
        (self.n, self.at) = (self.n + 1, 0);
        Ok(())
    }
    /// Whether the last chunk was read whole and nothing follows it.
    pub fn ended(&mut self) -> bool {
        self.done && self.at == self.chunk.len() && matches!(self.from.read(&mut [0]), Ok(0))
    }
}

impl<R: Read> Read for Opener<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.at == self.chunk.len() {
            if self.done {
                return Ok(0);
            }
            self.next()?;
        }
        let take = out.len().min(self.chunk.len() - self.at);
        out[..take].copy_from_slice(&self.chunk[self.at..self.at + take]);
        self.at += take;
        Ok(take)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_can_be_cut_changed_or_added() {
        let plain: Vec<u8> = (0..CHUNK * 2 + 77).map(|i| (i * 31 % 251) as u8).collect();
        let mut sealer = Sealer::new(Vec::new(), "一段足够长的口令").unwrap();
        sealer.write_all(&plain).unwrap();
        let sealed = sealer.finish().unwrap();
        let open = |bytes: &[u8], pass: &str| {
            let mut opener = Opener::new(bytes, pass).unwrap()?;
            let mut out = Vec::new();
            opener.read_to_end(&mut out).ok()?;
            opener.ended().then_some(out)
        };
        assert_eq!(
            open(&sealed, "一段足够长的口令").as_deref(),
            Some(plain.as_slice())
        );
        assert!(open(&sealed, "另一段口令").is_none());
        for at in [3, 10, 30, 40, CHUNK, sealed.len() - 1] {
            let mut bad = sealed.clone();
            bad[at] ^= 1;
            assert!(open(&bad, "一段足够长的口令").is_none(), "{at}");
        }
        assert!(open(&sealed[..sealed.len() - 100], "一段足够长的口令").is_none());
        assert!(open(&sealed[..36 + 4 + CHUNK + TAG], "一段足够长的口令").is_none());
        assert!(open(&[sealed.as_slice(), b"x"].concat(), "一段足够长的口令").is_none());
    }
}
