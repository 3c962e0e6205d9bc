//! Packing a pool while it serves.

use super::seal::Sealer;
use super::{Listed, MANIFEST, Manifest};
use crate::store::{DATABASE, KEYS_FILE, Store, random};
use crate::{Error, Result};
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};

const LEVEL: i32 = 3;

type Tar<W> = tar::Builder<zstd::Encoder<'static, Sealer<W>>>;

/// Packs the pool into a new file.
pub fn pack(store: &Store, target: &Path, passphrase: &str) -> Result<Manifest> {
    let tail = hex::encode(random::<6>()?);
    let part = PathBuf::from(format!("{}.{tail}.part", target.display()));
    let copy = store.folder().join(format!(".{tail}.copy"));
    let packed = pack_into(store, &part, &copy, passphrase).and_then(|manifest| {
        // Never over an older backup, also when two run at once.
        fs::hard_link(&part, target)?;
        Ok(manifest)
    });
    for leftover in [&part, &copy] {
        let _ = fs::remove_file(leftover);
    }
    packed
}

fn pack_into(store: &Store, part: &Path, copy: &Path, passphrase: &str) -> Result<Manifest> {
    crate::store::write_private(copy, b"")?;
    store.read_now(|db| db.copy_to(copy))?;
    crate::store::write_private(part, b"")?;
    let file = fs::OpenOptions::new().write(true).open(part)?;
    let sealer = Sealer::new(BufWriter::new(file), passphrase)?;
    let mut tar = tar::Builder::new(zstd::Encoder::new(sealer, LEVEL)?);
    let mut manifest = Manifest {
        version: 1,
        files: Vec::new(),
    };
    // The database first: photos it names were stored before it was copied, and are never taken away.
    add(&mut tar, &mut manifest, copy, DATABASE)?;
    add(
        &mut tar,
        &mut manifest,
        &store.folder().join(KEYS_FILE),
        KEYS_FILE,
    )?;
    for folder in sorted(&store.folder().join("photos"))? {
        for path in sorted(&folder)? {
            let name = format!("photos/{}/{}", name_of(&folder), name_of(&path));
            if super::allowed(&name) {
                add(&mut tar, &mut manifest, &path, &name)?;
            }
        }
    }
    let list = serde_json::to_vec(&manifest)?;
    tar.append_data(&mut header(list.len() as u64), MANIFEST, list.as_slice())?;
    let mut buffer = tar.into_inner()?.finish()?.finish()?;
    buffer.flush()?;
    buffer
        .into_inner()
        .map_err(|e| Error::File(e.into_error()))?
        .sync_all()?;
    Ok(manifest)
}

fn name_of(path: &Path) -> String {
    path.file_name()
        .map(|n| n.to_string_lossy().to_string())
        .unwrap_or_default()
}

fn sorted(folder: &Path) -> Result<Vec<PathBuf>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut all = fs::read_dir(folder)?
        .map(|e| Ok(e?.path()))
        .collect::<Result<Vec<_>>>()?;
    all.sort();
    Ok(all)
}

fn header(bytes: u64) -> tar::Header {
    let mut header = tar::Header::new_gnu();
    header.set_size(bytes);
    header.set_mode(0o600);
    header
}

fn add<W: Write>(tar: &mut Tar<W>, manifest: &mut Manifest, from: &Path, name: &str) -> Result<()> {
    let file = File::open(from)?;
    let bytes = file.metadata()?.len();
    let mut summed = Summed {
        from: file.take(bytes),
        sum: Sha256::new(),
    };
    tar.append_data(&mut header(bytes), name, &mut summed)?;
    let sha256 = hex::encode(summed.sum.finalize());
    manifest.files.push(Listed {
        path: name.to_string(),
        bytes,
        sha256,
    });
    Ok(())
}

/// Sums what is read through it.
struct Summed<R: Read> {
    from: R,
    sum: Sha256,
}

impl<R: Read> Read for Summed<R> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let n = self.from.read(out)?;
        self.sum.update(&out[..n]);
        Ok(n)
    }
}
