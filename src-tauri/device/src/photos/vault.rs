//! Images on disk, each sealed with XChaCha20-Poly1305 under the store's photo key; name and size word are bound in.

use crate::error::{Error, Result};
use crate::files;
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use model::{Code, Sha256};
use std::io;
use std::path::{Path, PathBuf};

const MAGIC: &[u8; 4] = b"ZSI1";

/// Which of the two sizes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// The image as stored and sent.
    Full,
    /// For lists.
    Thumb,
}

impl Size {
    fn word(self) -> &'static str {
        match self {
            Size::Full => "full",
            Size::Thumb => "thumb",
        }
    }
}

/// The folder of sealed images. New ones lie in `new/` until the store knows them, so that a crash leaves no orphans.
pub struct Vault {
    root: PathBuf,
    cipher: XChaCha20Poly1305,
}

impl Vault {
    /// Opens the folder under this key.
    pub fn new(dir: &Path, key: &[u8; 32]) -> Result<Self> {
        let root = dir.join("photos");
        files::make_private_folder(&root.join("new"))?;
        Self::at(&root, key)
    }

    /// Images that lie in a folder of another name, to be read.
    pub fn at(root: &Path, key: &[u8; 32]) -> Result<Self> {
        Ok(Vault {
            root: root.to_path_buf(),
            cipher: XChaCha20Poly1305::new(key.into()),
        })
    }

    fn name(sha: &Sha256, size: Size) -> String {
        match size {
            Size::Full => sha.to_string(),
            Size::Thumb => format!("{sha}.t"),
        }
    }
    fn place(&self, sha: &Sha256, size: Size) -> PathBuf {
        self.root
            .join(&sha.as_str()[..2])
            .join(Self::name(sha, size))
    }
    fn fresh(&self, sha: &Sha256, size: Size) -> PathBuf {
        self.root.join("new").join(Self::name(sha, size))
    }
    fn bound(sha: &Sha256, size: Size) -> Vec<u8> {
        format!("{sha} {}", size.word()).into_bytes()
    }

    fn seal(&self, sha: &Sha256, size: Size, bytes: &[u8]) -> Result<Vec<u8>> {
        let nonce = crate::keys::random::<24>()?;
        let payload = Payload {
            msg: bytes,
            aad: &Self::bound(sha, size),
        };
        let sealed = self
            .cipher
            .encrypt(&XNonce::from(nonce), payload)
            .map_err(|_| damaged())?;
        Ok([MAGIC.as_slice(), &nonce, &sealed].concat())
    }

    /// Writes image and thumbnail durably into `new/`; [`Vault::settle`] moves them once the store knows them.
    pub fn put_new(&self, sha: &Sha256, image: &[u8], thumb: &[u8]) -> Result<()> {
        for (size, bytes) in [(Size::Thumb, thumb), (Size::Full, image)] {
            files::write_synced(&self.fresh(sha, size), &self.seal(sha, size, bytes)?)?;
        }
        Ok(files::sync_folder(&self.root.join("new"))?)
    }

    /// Moves a photo to its place; harmless when it is there already.
    pub fn settle(&self, sha: &Sha256) -> Result<()> {
        files::make_private_folder(&self.root.join(&sha.as_str()[..2]))?;
        for size in [Size::Thumb, Size::Full] {
            match files::rename(&self.fresh(sha, size), &self.place(sha, size)) {
                Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(e.into()),
                _ => {}
            }
        }
        Ok(())
    }

    /// Photos that lie in `new/`: written, but perhaps never stored.
    pub fn fresh_ones(&self) -> Result<Vec<Sha256>> {
        let mut found = Vec::new();
        for name in files::names(&self.root.join("new"))? {
            found.extend(Sha256::new(name.trim_end_matches(".t")).ok());
        }
        found.sort();
        found.dedup();
        Ok(found)
    }

    /// Removes a photo that was never stored.
    pub fn drop_new(&self, sha: &Sha256) -> Result<()> {
        for size in [Size::Thumb, Size::Full] {
            remove(&self.fresh(sha, size))?;
        }
        Ok(())
    }

    /// Removes a photo from its place.
    pub fn remove(&self, sha: &Sha256) -> Result<()> {
        for size in [Size::Thumb, Size::Full] {
            remove(&self.place(sha, size))?;
        }
        Ok(())
    }

    /// Keeps an image fetched from the pool; it can be fetched again, so it need not be durable.
    pub fn keep_fetched(&self, sha: &Sha256, size: Size, bytes: &[u8]) -> Result<()> {
        files::make_private_folder(&self.root.join(&sha.as_str()[..2]))?;
        Ok(files::write_durably(
            &self.place(sha, size),
            &self.seal(sha, size, bytes)?,
        )?)
    }

    /// Reads an image. None when it is not here; damaged files are an error, and only of this photo.
    pub fn get(&self, sha: &Sha256, size: Size) -> Result<Option<Vec<u8>>> {
        let read =
            files::read(&self.place(sha, size)).or_else(|_| files::read(&self.fresh(sha, size)));
        let sealed = match read {
            Ok(sealed) => sealed,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(e) => return Err(e.into()),
        };
        let body = sealed.strip_prefix(MAGIC).ok_or_else(damaged)?;
        let (nonce, body) = body.split_first_chunk::<24>().ok_or_else(damaged)?;
        let payload = Payload {
            msg: body,
            aad: &Self::bound(sha, size),
        };
        let bytes = self
            .cipher
            .decrypt(&XNonce::from(*nonce), payload)
            .map_err(|_| damaged())?;
        Ok(Some(bytes))
    }
}

fn damaged() -> Error {
    model::Denial::new(Code::StoreFailed)
        .with("detail", "photo")
        .into()
}

fn remove(path: &Path) -> Result<()> {
    match files::remove(path) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(e.into()),
        _ => Ok(()),
    }
}
