//! The photos of demo tickets. A few dozen are shared by all, so that loading takes seconds.

use crate::photos::{EACH, Sheet, jpeg};
use crate::{DemoIssue, Theme};
use api::NewPhoto;
use model::{PhotoKind, Sha256};
use pool::store::{HeldPhoto, Store};
use pool::{Error, Result, clock, photos};
use sha2::Digest;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Photos by theme: as found, and put right.
pub struct Album(BTreeMap<(Theme, bool), Vec<NewPhoto>>);

impl Album {
    /// Makes what the tickets need, keeps the files and tells the store.
    pub fn make(store: &Arc<Store>, issues: &[DemoIssue]) -> Result<Self> {
        // As many of a theme as tickets have photos of it.
        let mut wanted: BTreeMap<Theme, usize> = BTreeMap::new();
        for issue in issues.iter().filter(|i| !i.photos.is_empty()) {
            if let Some(theme) = issue.theme {
                *wanted.entry(theme).or_default() += 1;
            }
        }
        let wanted: Vec<(Theme, usize)> = wanted.into_iter().collect();
        let hands = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        let share = wanted.len().div_ceil(hands).max(1);
        let made: Vec<Result<Vec<_>>> = std::thread::scope(|scope| {
            let running: Vec<_> = wanted
                .chunks(share)
                .map(|part| scope.spawn(move || part.iter().map(|t| some(store, *t)).collect()))
                .collect();
            let gone = || Err(Error::Bug("a photo panicked".into()));
            running
                .into_iter()
                .map(|r| r.join().unwrap_or_else(|_| gone()))
                .collect()
        });
        let mut album: BTreeMap<_, Vec<NewPhoto>> = BTreeMap::new();
        let mut held = Vec::new();
        for part in made {
            for (key, photo, file) in part?.into_iter().flatten() {
                album.entry(key).or_default().push(photo);
                held.push(file);
            }
        }
        // Anybody of the demo may have taken them.
        store.write_now(move |tx| {
            let users = tx.users()?;
            let each = held.iter().flat_map(|h| users.iter().map(move |u| (h, u)));
            each.into_iter()
                .try_for_each(|(photo, user)| tx.keep_photo(photo, &user.person.user))
        })?;
        Ok(Album(album))
    }
    /// A photo for a ticket, the same for the same seed; put right it shows the place that was found.
    pub fn pick(
        &self,
        theme: Option<Theme>,
        mended: bool,
        seed: u64,
        kind: PhotoKind,
    ) -> Option<NewPhoto> {
        let all = self.0.get(&(theme?, mended)).filter(|a| !a.is_empty())?;
        let at = usize::try_from(seed % all.len() as u64).unwrap_or(0);
        all.get(at).map(|p| NewPhoto { kind, ..p.clone() })
    }
}

type Made = ((Theme, bool), NewPhoto, HeldPhoto);

/// So many photos of a theme, as far as there are.
fn some(store: &Store, (theme, wanted): (Theme, usize)) -> Result<Vec<Made>> {
    let sheet = Sheet::open(theme);
    let each = [false, true].into_iter().flat_map(|mended| {
        let sheet = &sheet;
        (0..EACH[usize::from(mended)].min(wanted))
            .map(move |n| (mended, jpeg(&sheet.photo(n, mended))))
    });
    each.map(|(mended, bytes)| {
        let (photo, held) = one(store, &bytes)?;
        Ok(((theme, mended), photo, held))
    })
    .collect()
}

fn one(store: &Store, bytes: &[u8]) -> Result<(NewPhoto, HeldPhoto)> {
    let sha256 = Sha256::new(hex::encode(sha2::Sha256::digest(bytes)))?;
    let picture = photos::inspect(&sha256, bytes, &store.district().district.rules.photos)?;
    photos::keep(store.folder(), &sha256, bytes, &picture.thumb)?;
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
    Ok((photo, held))
}
