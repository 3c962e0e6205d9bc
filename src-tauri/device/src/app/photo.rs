//! Photos of tickets and drafts: taken in, kept, read.

use super::App;
use super::session::Session;
use crate::error::Result;
use crate::lock::{self, Lock};
use crate::photos::vault::Size;
use crate::photos::{self, Developed, Rules};
use crate::store::{Db, Tx, photo, removal};
use api::NewPhoto;
use model::edit::Photo;
use model::rulepack::PhotoLimits;
use model::{Code, PhotoKind, Sha256};

/// A taken photo as calls name it.
pub(super) fn entry(taken: &Developed, kind: PhotoKind) -> NewPhoto {
    NewPhoto {
        sha256: taken.sha256.clone(),
        kind,
        bytes: taken.image.len() as u64,
        w: taken.w,
        h: taken.h,
        taken_at: taken.taken_at,
        original: Some(taken.original.clone()),
        caption: None,
    }
}

/// A photo a call names, with what this device itself knows of it: a window cannot claim another size or hash.
pub(super) fn known(db: &Db, named: &NewPhoto) -> Result<Photo> {
    let known = photo::find(db, &named.sha256)?.ok_or(Code::PhotoNotFound)?;
    Ok(Photo::from(&NewPhoto {
        sha256: known.sha256,
        kind: named.kind,
        bytes: known.bytes,
        w: known.w,
        h: known.h,
        taken_at: known.taken_at,
        original: known.original,
        caption: named.caption.clone(),
    }))
}

impl App {
    /// What a photo may be, by the rule pack in force.
    pub fn photo_limits(&self) -> Result<PhotoLimits> {
        let me = self.session()?.me();
        Ok(me.lists()?.district.rules.photos.clone())
    }

    /// Makes a camera's file small, upright and free of hidden data.
    pub fn develop(&self, name: &str, bytes: &[u8]) -> Result<Developed> {
        let me = self.session()?.me();
        let rules = &me.lists()?.district.rules;
        let rules = Rules {
            limits: &rules.photos,
            offset_minutes: rules.calendar.utc_offset_minutes,
            now: self.now(),
        };
        Ok(photos::take(name, bytes, rules)?)
    }

    /// Takes a photo in and keeps it durably, for a draft or a ticket to come; unused ones go after 30 days.
    pub fn take_photo(&self, name: &str, kind: PhotoKind, bytes: &[u8]) -> Result<NewPhoto> {
        let session = self.session()?;
        self.room_for_photo()?;
        let taken = self.develop(name, bytes)?;
        let new = entry(&taken, kind);
        let now = self.now();
        self.storing_photos(&session, std::slice::from_ref(&taken), |tx| {
            photo::add_local(tx, &new, now)
        })?;
        Ok(new)
    }

    /// Takes in a photo on which somebody drew or blacked out, in place of the one they drew on: it was taken when that was, and
    /// that is not kept. `PhotoInUse` once that belongs to a ticket: what was sent stays what it was.
    pub fn redraw_photo(
        &self,
        instead: &Sha256,
        name: &str,
        kind: PhotoKind,
        bytes: &[u8],
    ) -> Result<NewPhoto> {
        let session = self.session()?;
        self.room_for_photo()?;
        let mut taken = self.develop(name, bytes)?;
        let old = session
            .store
            .read(|db| photo::find(db, instead))?
            .ok_or(Code::PhotoNotFound)?;
        taken.taken_at = old.taken_at;
        let new = entry(&taken, kind);
        let now = self.now();
        self.storing_photos(&session, std::slice::from_ref(&taken), |tx| {
            photo::add_local(tx, &new, now)?;
            removal::replace_photo(tx, instead, &new.sha256)
        })?;
        session.vault.remove(instead)?;
        Ok(new)
    }

    /// A photo's image or thumbnail: from this device, else from the pool, and then kept.
    pub async fn photo(&self, sha: &Sha256, size: Size) -> Result<Vec<u8>> {
        let session = self.session()?;
        // A damaged file is fetched again like a missing one.
        if let Ok(Some(bytes)) = session.vault.get(sha, size) {
            return Ok(bytes);
        }
        let bytes = self.fetch_photo(sha, size).await?;
        if size == Size::Full && photos::sha256(&bytes) != *sha {
            return Err(Code::PhotoHash.into());
        }
        session.vault.keep_fetched(sha, size, &bytes)?;
        Ok(bytes)
    }

    /// Writes photos to disk, then runs the transaction that makes them count; when it fails they are removed again.
    pub(super) fn storing_photos<T>(
        &self,
        session: &Session,
        fresh: &[Developed],
        f: impl FnOnce(&Tx) -> Result<T>,
    ) -> Result<T> {
        if fresh.is_empty() {
            return session.store.write(f);
        }
        let _at_work = photos_at_work(&self.inner.dir)?;
        let put = fresh
            .iter()
            .try_for_each(|t| session.vault.put_new(&t.sha256, &t.image, &t.thumb));
        let outcome = put.and_then(|()| session.store.write(f));
        for Developed { sha256, .. } in fresh {
            match &outcome {
                Ok(_) => session.vault.settle(sha256)?,
                // The refusal itself is what the caller has to hear.
                Err(_) => drop(session.vault.drop_new(sha256)),
            }
        }
        outcome
    }
}

/// Held while photos lie in `new/`, so that no other window takes them for leftovers of a crash.
pub(super) fn photos_at_work(dir: &std::path::Path) -> Result<Lock> {
    lock::hold(&dir.join("photos.lock"), lock::PATIENCE)
}
