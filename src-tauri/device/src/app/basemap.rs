//! The basemap pack on this device: one file under `basemap/`, named by its hash. Map tiles are public, so it is not sealed.

use super::App;
use crate::clock::Stopwatch;
use crate::driver::{Net, SAID_MAX, Tally};
use crate::error::Result;
use crate::lock;
use crate::packs::{Pack, Packs};
use crate::store::setting::{self, key};
use api::{Basemap, BasemapState};
use model::{Code, Sha256};
use sha2::Digest;
use std::path::PathBuf;
use std::time::Duration;

/// Bytes a map may ask for at once.
pub const PIECE_MAX: u64 = 4 * 1024 * 1024;
/// How long an answer about what the pool publishes is good enough.
const FRESH: Duration = Duration::from_secs(10 * 60);
/// Bytes of a pack hashed at a time.
const HASHED: u64 = 1024 * 1024;
/// Left free on the disk beside a pack.
const SPARE: u64 = 200_000_000;
/// A pack may not be larger than this, whatever a pool says: 16 GB.
const PACK_MAX: u64 = 16_000_000_000;

impl App {
    /// What the pool publishes and how much of it is here. Without a network, what was known last.
    pub async fn basemap(&self) -> Result<BasemapState> {
        let asked = *self.inner.basemap_asked.lock();
        if asked.is_none_or(|at| at.elapsed() > FRESH) {
            // Whoever looks at the map must not wait for a network that is not there.
            match self.ask_basemap().await {
                Ok(_) => {}
                Err(error) => tracing::debug!(code = ?error.code(), "no word of a basemap"),
            }
        }
        self.basemap_state().await
    }

    /// Fetches the published pack, going on where an earlier try stopped; checks its hash; then it replaces the old one at
    /// once. Needs no other lock: captures and syncs go on meanwhile. A second fetch answers how far the first is.
    pub async fn fetch_basemap(&self) -> Result<BasemapState> {
        let session = self.session()?;
        let folder = self.basemap_folder();
        let packs = Packs::open(&folder).await?;
        let Ok(_one_at_a_time) = lock::hold(&folder.join("lock"), Duration::ZERO) else {
            return self.basemap_state().await;
        };
        let offered = self.ask_basemap().await?.ok_or(Code::BasemapNone)?;
        if !whole(&packs, &offered).await {
            self.fetch_pack(&session, &packs, &offered).await?;
        }
        sweep(&packs, &offered.sha256).await?;
        self.basemap_state().await
    }

    /// Bytes of the pack that is ready, at most [`PIECE_MAX`]; what lies behind its end is left out.
    pub async fn basemap_bytes(&self, sha: &Sha256, offset: u64, length: u64) -> Result<Vec<u8>> {
        // Nobody looks at a map while the device is locked.
        self.session()?;
        let packs = Packs::open(&self.basemap_folder()).await?;
        let name = ready(sha);
        let piece = packs.read(&name, offset, length.min(PIECE_MAX)).await;
        Ok(piece.map_err(|_| Code::BasemapNone)?)
    }

    fn basemap_folder(&self) -> PathBuf {
        self.inner.dir.join("basemap")
    }

    async fn basemap_state(&self) -> Result<BasemapState> {
        let offered = self
            .session()?
            .store
            .read(|db| setting::get::<Option<Basemap>>(db, key::BASEMAP))?
            .flatten();
        let packs = Packs::open(&self.basemap_folder()).await?;
        let (mut ready, mut here) = (false, 0);
        if let Some(offered) = &offered {
            ready = whole(&packs, offered).await;
            here = match ready {
                true => offered.bytes,
                false => packs.length(&part(&offered.sha256)).await,
            };
        }
        Ok(BasemapState {
            offered,
            here,
            ready,
        })
    }

    /// Asks the pool what it publishes, and keeps the answer.
    async fn ask_basemap(&self) -> Result<Option<Basemap>> {
        let session = self.session()?;
        *self.inner.basemap_asked.lock() = Some(Stopwatch::now());
        let tally = Tally::default();
        let net = Net::of(&session, &tally)?;
        let answer = net.get("basemap", SAID_MAX).await;
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

    async fn fetch_pack(
        &self,
        session: &super::Session,
        packs: &Packs,
        offered: &Basemap,
    ) -> Result<()> {
        let part = part(&offered.sha256);
        // Parts of other packs are of no use any more, and take the room this one needs.
        sweep(packs, &offered.sha256).await?;
        let mut from = packs.length(&part).await;
        if from > offered.bytes {
            packs.remove(&part).await?;
            from = 0;
        }
        if self
            .free_bytes()
            .is_some_and(|free| free < offered.bytes - from + SPARE)
        {
            return Err(Code::DiskFull.into());
        }
        if from < offered.bytes {
            let mut pack = packs.append(&part).await?;
            let came = download(session, offered, from, &mut pack).await;
            // What came stays: the next try goes on behind it.
            pack.finish()?;
            came?;
        }
        if packs.length(&part).await < offered.bytes {
            return Err(Code::PoolUnreachable.into());
        }
        if hash(packs, &part).await? != offered.sha256 {
            packs.remove(&part).await?;
            return Err(Code::BasemapBroken.into());
        }
        Ok(packs.rename(&part, &ready(&offered.sha256)).await?)
    }
}

/// Writes what comes from `from` on to the file's end; never more than the pack has.
async fn download(
    session: &super::Session,
    offered: &Basemap,
    from: u64,
    pack: &mut Pack,
) -> Result<()> {
    let tally = Tally::default();
    let net = Net::of(session, &tally)?;
    let path = format!("basemap/{}", offered.sha256);
    let mut pieces = net.get_from(&path, from).await?;
    let mut at = pieces.begin;
    if at != from {
        // The pool answers from the beginning: so do we.
        pack.cut(at)?;
    }
    while let Some(piece) = pieces.next().await? {
        at += piece.len() as u64;
        if at > offered.bytes {
            return Err(Code::BasemapBroken.into());
        }
        pack.write(&piece)?;
    }
    Ok(())
}

fn part(sha: &Sha256) -> String {
    format!("{sha}.part")
}

fn ready(sha: &Sha256) -> String {
    format!("{sha}.pmtiles")
}

/// Only a pack whose hash was checked gets this name; its size tells a file cut by hand.
async fn whole(packs: &Packs, offered: &Basemap) -> bool {
    packs.length(&ready(&offered.sha256)).await == offered.bytes
}

/// Removes every pack and part but those of this one.
async fn sweep(packs: &Packs, keep: &Sha256) -> Result<()> {
    for name in packs.names()? {
        let pack = name.strip_suffix(".pmtiles");
        let of = pack.or_else(|| name.strip_suffix(".part"));
        if of.is_some_and(|of| of != keep.as_str()) {
            packs.remove(&name).await?;
        }
    }
    Ok(())
}

async fn hash(packs: &Packs, name: &str) -> Result<Sha256> {
    let mut sum = sha2::Sha256::new();
    let mut at = 0;
    loop {
        let piece = packs.read(name, at, HASHED).await?;
        if piece.is_empty() {
            break;
        }
        at += piece.len() as u64;
        sum.update(&piece);
    }
    Ok(Sha256::new(hex::encode(sum.finalize()))?)
}
