//! The basemap pack on this device: one file under `basemap/`, named by its hash. Map tiles are public, so it is not sealed.

use super::App;
use crate::driver::{Engine, Net, SAID_MAX, Tally};
use crate::error::Result;
use crate::store::setting::{self, key};
use crate::{files, lock};
use api::{Basemap, BasemapState};
use model::{Code, Sha256};
use sha2::Digest;
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Bytes a map may ask for at once.
pub const PIECE_MAX: u64 = 4 * 1024 * 1024;
/// How long an answer about what the pool publishes is good enough.
const FRESH: Duration = Duration::from_secs(10 * 60);
/// Left free on the disk beside a pack.
const SPARE: u64 = 200_000_000;
/// A pack may not be larger than this, whatever a pool says: 16 GB.
const PACK_MAX: u64 = 16_000_000_000;

impl App {
    /// What the pool publishes and how much of it is here. Without a network, what was known last.
    pub fn basemap(&self) -> Result<BasemapState> {
        let asked = *self.inner.basemap_asked.lock();
        if asked.is_none_or(|at| at.elapsed() > FRESH) {
            // Whoever looks at the map must not wait for a network that is not there.
            match self.ask_basemap() {
                Ok(_) => {}
                Err(error) => tracing::debug!(code = ?error.code(), "no word of a basemap"),
            }
        }
        self.basemap_state()
    }

    /// Fetches the published pack, going on where an earlier try stopped; checks its hash; then it replaces the old one at
    /// once. Needs no other lock: captures and syncs go on meanwhile. A second fetch answers how far the first is.
    pub fn fetch_basemap(&self) -> Result<BasemapState> {
        let session = self.session()?;
        let folder = self.basemap_folder();
        files::make_private_folder(&folder)?;
        let Ok(_one_at_a_time) = lock::hold(&folder.join("lock"), Duration::ZERO) else {
            return self.basemap_state();
        };
        let offered = self.ask_basemap()?.ok_or(Code::BasemapNone)?;
        if !whole(&folder, &offered) {
            self.fetch_pack(&session, &folder, &offered)?;
        }
        sweep(&folder, Some(&offered.sha256))?;
        self.basemap_state()
    }

    /// Bytes of the pack that is ready, at most [`PIECE_MAX`]; what lies behind its end is left out.
    pub fn basemap_bytes(&self, sha: &Sha256, offset: u64, length: u64) -> Result<Vec<u8>> {
        // Nobody looks at a map while the device is locked.
        self.session()?;
        let missing = |_| Code::BasemapNone;
        let mut file = File::open(ready(&self.basemap_folder(), sha)).map_err(missing)?;
        file.seek(SeekFrom::Start(offset))?;
        let mut bytes = Vec::new();
        file.take(length.min(PIECE_MAX)).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn basemap_folder(&self) -> PathBuf {
        self.inner.dir.join("basemap")
    }

    fn basemap_state(&self) -> Result<BasemapState> {
        let offered = self
            .session()?
            .store
            .read(|db| setting::get::<Option<Basemap>>(db, key::BASEMAP))?
            .flatten();
        let folder = self.basemap_folder();
        let ready = offered.as_ref().is_some_and(|o| whole(&folder, o));
        let here = match &offered {
            Some(o) if ready => o.bytes,
            Some(o) => length(&part(&folder, &o.sha256)),
            None => 0,
        };
        Ok(BasemapState {
            offered,
            here,
            ready,
        })
    }

    /// Asks the pool what it publishes, and keeps the answer.
    fn ask_basemap(&self) -> Result<Option<Basemap>> {
        let session = self.session()?;
        *self.inner.basemap_asked.lock() = Some(Instant::now());
        let tally = Tally::default();
        let net = Net::of(&session, &tally)?;
        let answer = self.inner.engine.run(net.get("basemap", SAID_MAX));
        let offered: Option<Basemap> = match answer {
            Ok(bytes) => Some(serde_json::from_slice(&bytes).map_err(|_| Code::PoolNotAPool)?),
            Err(error) if error.code() == Some(Code::BasemapNone) => None,
            Err(error) => return Err(error),
        };
        if offered.as_ref().is_some_and(|o| o.bytes > PACK_MAX) {
            return Err(Code::BasemapBroken.into());
        }
        let before = session
            .store
            .read(|db| setting::get::<Option<Basemap>>(db, key::BASEMAP))?
            .flatten();
        if before != offered {
            session
                .store
                .write(|tx| setting::put(tx, key::BASEMAP, &offered))?;
        }
        Ok(offered)
    }

    fn fetch_pack(&self, session: &super::Session, folder: &Path, offered: &Basemap) -> Result<()> {
        let part = part(folder, &offered.sha256);
        // Parts of other packs are of no use any more, and take the room this one needs.
        sweep(folder, Some(&offered.sha256))?;
        let mut from = length(&part);
        if from > offered.bytes {
            fs::remove_file(&part)?;
            from = 0;
        }
        if self
            .free_bytes()
            .is_some_and(|free| free < offered.bytes - from + SPARE)
        {
            return Err(Code::DiskFull.into());
        }
        if from < offered.bytes {
            let mut file = File::options().create(true).append(true).open(&part)?;
            let came = download(&self.inner.engine, session, offered, from, &mut file);
            // What came stays: the next try goes on behind it.
            file.sync_all()?;
            came?;
        }
        if length(&part) < offered.bytes {
            return Err(Code::PoolUnreachable.into());
        }
        if hash(&part)? != offered.sha256 {
            fs::remove_file(&part)?;
            return Err(Code::BasemapBroken.into());
        }
        fs::rename(&part, ready(folder, &offered.sha256))?;
        Ok(files::sync_folder(folder)?)
    }
}

/// Writes what comes from `from` on to the file's end; never more than the pack has.
fn download(
    engine: &Engine,
    session: &super::Session,
    offered: &Basemap,
    from: u64,
    file: &mut File,
) -> Result<()> {
    let tally = Tally::default();
    let net = Net::of(session, &tally)?;
    let path = format!("basemap/{}", offered.sha256);
    engine.run(async {
        let mut pieces = net.get_from(&path, from).await?;
        let mut at = pieces.begin;
        if at != from {
            // The pool answers from the beginning: so do we.
            file.set_len(at)?;
        }
        while let Some(piece) = pieces.next().await? {
            at += piece.len() as u64;
            if at > offered.bytes {
                return Err(Code::BasemapBroken.into());
            }
            file.write_all(&piece)?;
        }
        Ok(())
    })
}

fn part(folder: &Path, sha: &Sha256) -> PathBuf {
    folder.join(format!("{sha}.part"))
}

fn ready(folder: &Path, sha: &Sha256) -> PathBuf {
    folder.join(format!("{sha}.pmtiles"))
}

fn length(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |m| m.len())
}

/// Only a pack whose hash was checked gets this name; its size tells a file cut by hand.
fn whole(folder: &Path, offered: &Basemap) -> bool {
    length(&ready(folder, &offered.sha256)) == offered.bytes
}

/// Removes every pack and part but those of this one.
fn sweep(folder: &Path, keep: Option<&Sha256>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let named = path
            .file_stem()
            .is_some_and(|stem| keep.is_some_and(|keep| stem.to_string_lossy() == keep.as_str()));
        let pack = path
            .extension()
            .is_some_and(|e| e == "pmtiles" || e == "part");
        if pack && !named {
            fs::remove_file(&path)?;
        }
    }
    Ok(())
}

fn hash(path: &Path) -> Result<Sha256> {
    let mut sum = sha2::Sha256::new();
    let mut file = File::open(path)?;
    let mut buffer = vec![0; 256 * 1024];
    loop {
        match file.read(&mut buffer) {
            Ok(0) => break,
            Ok(n) => sum.update(&buffer[..n]),
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e.into()),
        }
    }
    Ok(Sha256::new(hex::encode(sum.finalize()))?)
}
