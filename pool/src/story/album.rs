//! Drawn photos of demo tickets. A few dozen are drawn and shared, so that loading takes seconds.

use crate::demo::{DemoIssue, Theme, photos as drawing};
use crate::store::{HeldPhoto, Store};
use crate::{Error, Result, clock, photos};
use api::NewPhoto;
use model::{PhotoKind, Sha256};
use sha2::Digest;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Drawings of one theme, at most: as found, and put right.
const EACH: [usize; 2] = [4, 2];
const SIZE: (u32, u32) = (640, 480);

/// Drawings by theme: as found, and put right.
pub struct Album(BTreeMap<(Theme, bool), Vec<NewPhoto>>);

impl Album {
    /// Draws what the tickets need, keeps the files and tells the store.
    pub fn draw(store: &Arc<Store>, issues: &[DemoIssue]) -> Result<Self> {
        let mut wanted: BTreeMap<(Theme, bool), Vec<u64>> = BTreeMap::new();
        for issue in issues {
            for mended in [false, true] {
                let seeds = wanted.entry((issue.theme, mended)).or_default();
                if seeds.len() < EACH[usize::from(mended)] && !issue.photos.is_empty() {
                    seeds.push(issue.photo_seed);
                }
            }
        }
        let jobs: Vec<((Theme, bool), u64)> = wanted
            .into_iter()
            .flat_map(|(key, seeds)| seeds.into_iter().map(move |s| (key, s)))
            .collect();
        let hands = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        let share = jobs.len().div_ceil(hands).max(1);
        let drawn: Vec<Result<Vec<_>>> = std::thread::scope(|scope| {
            let running: Vec<_> = jobs
                .chunks(share)
                .map(|part| scope.spawn(move || part.iter().map(|j| one(store, *j)).collect()))
                .collect();
            let gone = || Err(Error::Bug("drawing panicked".into()));
            running
                .into_iter()
                .map(|r| r.join().unwrap_or_else(|_| gone()))
                .collect()
        });
        let mut album: BTreeMap<_, Vec<NewPhoto>> = BTreeMap::new();
        let mut held = Vec::new();
        for part in drawn {
            for (key, photo, file) in part? {
                album.entry(key).or_default().push(photo);
                held.push(file);
            }
        }
        store.write_now(move |tx| held.iter().try_for_each(|h| tx.hold_photo(h)))?;
        Ok(Album(album))
    }
    /// A drawing for a ticket, the same for the same seed.
    pub fn pick(&self, theme: Theme, mended: bool, seed: u64, kind: PhotoKind) -> Option<NewPhoto> {
        let all = self.0.get(&(theme, mended)).filter(|a| !a.is_empty())?;
        let at = usize::try_from(seed % all.len() as u64).unwrap_or(0);
        all.get(at).map(|p| NewPhoto { kind, ..p.clone() })
    }
}

type Drawn = ((Theme, bool), NewPhoto, HeldPhoto);

fn one(store: &Store, ((theme, mended), seed): ((Theme, bool), u64)) -> Result<Drawn> {
    let draw = if mended {
        drawing::draw_mended
    } else {
        drawing::draw
    };
    let image = draw(seed, theme, SIZE.0, SIZE.1);
    let bytes = drawing::jpeg(&image);
    let sha256 = Sha256::new(hex::encode(sha2::Sha256::digest(&bytes)))?;
    let picture = photos::inspect(&sha256, &bytes, &store.district().district.rules.photos)?;
    photos::keep(store.folder(), &sha256, &bytes, &picture.thumb)?;
    let photo = NewPhoto {
        sha256: sha256.clone(),
        kind: PhotoKind::Scene,
        bytes: bytes.len() as u64,
        w: picture.w,
        h: picture.h,
        taken_at: None,
        original: None,
        caption: None,
    };
    let held = HeldPhoto {
        sha256,
        mime: picture.mime.into(),
        bytes: bytes.len() as u64,
        w: picture.w,
        h: picture.h,
        held_at: clock::now(),
        safe_at: None,
        via: None,
    };
    Ok(((theme, mended), photo, held))
}
