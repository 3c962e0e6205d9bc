//! Opening a backup: to check it, or to restore it into an empty folder.

use super::seal::Opener;
use super::{Listed, MANIFEST, Manifest, allowed};
use crate::{Error, Result, brought};
use model::{Code, Denial};
use sha2::{Digest, Sha256};
use std::fs;
use std::io::{BufReader, Read, Write};
use std::path::Path;

/// Largest list of files.
const LIST_MAX: u64 = 512 * 1024 * 1024;

/// Reads the whole backup and compares every file with the list.
pub fn check(file: &Path, passphrase: &str) -> Result<Manifest> {
    walk(file, passphrase, |_, from, sum| {
        copy(from, &mut std::io::sink(), sum)
    })
}

/// Unpacks into a folder that is there and empty.
pub fn unpack(file: &Path, folder: &Path, passphrase: &str) -> Result<Manifest> {
    walk(file, passphrase, |path, from, sum| {
        let target = folder.join(path);
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent)?;
        }
        crate::store::write_private(&target, b"")?;
        let mut out = fs::OpenOptions::new().write(true).open(&target)?;
        let bytes = copy(from, &mut out, sum)?;
        out.sync_all()?;
        Ok(bytes)
    })
}

fn walk(
    file: &Path,
    passphrase: &str,
    mut each: impl FnMut(&str, &mut dyn Read, &mut Sha256) -> Result<u64>,
) -> Result<Manifest> {
    let unreadable = |detail: &str| {
        Denial::new(Code::FileUnreadable)
            .with("name", file.display())
            .with("detail", detail)
    };
    let from = brought::open(file)?;
    let opener = Opener::new(BufReader::new(from), passphrase)?
        .ok_or_else(|| unreadable("不是工单池的备份"))?;
    let mut tar = tar::Archive::new(zstd::Decoder::new(opener)?);
    let mut seen = Vec::new();
    let mut manifest = None;
    let damaged = |_: std::io::Error| Error::Denied(unreadable("口令不对，或文件已损坏"));
    for entry in tar.entries().map_err(damaged)? {
        let mut entry = entry.map_err(damaged)?;
        let path = entry.path().map_err(damaged)?.to_string_lossy().to_string();
        if !allowed(&path) || !entry.header().entry_type().is_file() || manifest.is_some() {
            return Err(unreadable("里面有不该有的文件").into());
        }
        if path == MANIFEST {
            let mut text = Vec::new();
            (&mut entry)
                .take(LIST_MAX)
                .read_to_end(&mut text)
                .map_err(damaged)?;
            manifest = Some(serde_json::from_slice::<Manifest>(&text)?);
            continue;
        }
        let mut sum = Sha256::new();
        let bytes = each(&path, &mut entry, &mut sum)?;
        seen.push(Listed {
            path,
            bytes,
            sha256: hex::encode(sum.finalize()),
        });
    }
    let mut rest = tar.into_inner();
    std::io::copy(&mut rest, &mut std::io::sink()).map_err(damaged)?;
    let whole = rest.finish().into_inner_ended();
    match manifest {
        Some(manifest) if whole && manifest.files == seen => Ok(manifest),
        _ => Err(unreadable("内容与清单不符").into()),
    }
}

trait Ended {
    fn into_inner_ended(self) -> bool;
}

impl<R: Read> Ended for BufReader<Opener<R>> {
    fn into_inner_ended(self) -> bool {
        let empty = self.buffer().is_empty();
        empty && self.into_inner().ended()
    }
}

fn copy(from: &mut dyn Read, out: &mut dyn Write, sum: &mut Sha256) -> Result<u64> {
    let (mut buffer, mut bytes) = (vec![0; 256 * 1024], 0);
    loop {
        let n = from.read(&mut buffer)?;
        if n == 0 {
            return Ok(bytes);
        }
        sum.update(&buffer[..n]);
        out.write_all(&buffer[..n])?;
        bytes += n as u64;
    }
}
