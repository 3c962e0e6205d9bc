//! The rescue bundle (救援包) as this device writes it: what has not been sent, packed as it would be pushed and sealed for the
//! pool. Where there is more than one bundle holds, several, each of which can be taken in alone.

use crate::driver;
use crate::error::Result;
use crate::keys;
use crate::photos::vault::{Size, Vault};
use crate::store::unsent::{Identity, Unsent};
use api::{NewPhoto, RescueState};
use ed25519_dalek::{SigningKey, VerifyingKey};
use model::{Code, Denial, Moment, Sha256, TicketId};
use std::collections::BTreeSet;
use std::ops::Range;
use sync::Push;
use sync::rescue::{BYTES_FULL, BYTES_MAX, Header, PARTS_MAX, Part, Writing};

/// Bytes of one bundle, at most.
pub const RESCUE_MAX: u64 = BYTES_MAX as u64;
/// Text of so many bytes goes into every bundle, so that its photos find their tickets whichever comes first. More of it is
/// divided, and such bundles have an order.
const TEXT_EACH: usize = 8 * 1024 * 1024;

/// A photo that goes along.
pub struct Picture {
    pub sha256: Sha256,
    /// None for one of a draft or a note.
    pub ticket: Option<TicketId>,
    pub bytes: usize,
}

impl Picture {
    /// Those of tickets in the order of their edits, then those that only drafts and notes have.
    pub fn all_of(unsent: &Unsent) -> Vec<Picture> {
        let of_tickets = unsent.photos.iter().map(|photo| Picture {
            sha256: photo.sha256.clone(),
            ticket: Some(photo.ticket.clone()),
            bytes: length(photo.bytes),
        });
        let drafts = unsent.drafts.iter().flat_map(|d| &d.photos);
        let papers = drafts.chain(unsent.notes.iter().flat_map(|n| &n.photos));
        let of_papers = papers.map(|photo: &NewPhoto| Picture {
            sha256: photo.sha256.clone(),
            ticket: None,
            bytes: length(photo.bytes),
        });
        let mut seen = BTreeSet::new();
        let all = of_tickets.chain(of_papers);
        all.filter(|p| seen.insert(p.sha256.as_str().to_string()))
            .collect()
    }

    /// As a part of a bundle; none when it does not read here.
    fn part(&self, vault: &Vault) -> Option<Part> {
        let bytes = vault.get(&self.sha256, Size::Full).ok()??;
        let sha256 = self.sha256.clone();
        Some(match self.ticket.clone() {
            Some(ticket) => Part::Photo {
                sha256,
                ticket,
                bytes,
            },
            None => Part::Image { sha256, bytes },
        })
    }
}

/// What is in it, in numbers; of no files yet.
pub fn count(unsent: &Unsent, pictures: &[Picture]) -> RescueState {
    RescueState {
        files: 0,
        edits: unsent.edits.len() as u64,
        sides: unsent.sides.len() as u64,
        photos: pictures.iter().filter(|p| p.ticket.is_some()).count() as u64,
        papers: (unsent.drafts.len() + unsent.notes.len()) as u64,
        lost: unsent.lost,
    }
}

/// Everything unsent, packed.
pub struct Rescue {
    identity: Identity,
    signing: SigningKey,
    pool: VerifyingKey,
    texts: Vec<Part>,
    pictures: Vec<Picture>,
    /// Which of them go into which bundle.
    files: Vec<(Range<usize>, Range<usize>)>,
    state: RescueState,
}

impl Rescue {
    /// Packs what waits, as of this time of the device's clock.
    pub fn pack(identity: Identity, unsent: Unsent, now: Moment) -> Result<Self> {
        let pictures = Picture::all_of(&unsent);
        Self::pack_with(identity, unsent, pictures, now)
    }

    /// Packs these texts and these photos, whether or not they belong together.
    pub fn pack_with(
        identity: Identity,
        unsent: Unsent,
        pictures: Vec<Picture>,
        now: Moment,
    ) -> Result<Self> {
        let signing = SigningKey::from_bytes(&key_of(&identity.signing)?);
        let pool = key_of(&identity.pool_key).map_err(|_| Code::RescueKeyless)?;
        let pool = VerifyingKey::from_bytes(&pool).map_err(|_| Code::RescueKeyless)?;
        let state = count(&unsent, &pictures);
        let push = |load: &driver::Load| {
            // It claims no position: what it has seen of the feed is told by its next sync.
            let push: Push = load.push(&identity.user, (0, 0), now);
            Ok(sync::encode_push(&push, &identity.device, &signing)?)
        };
        let frames = driver::pack_all(&unsent.edits, unsent.sides, push)?;
        let mut texts: Vec<Part> = frames.into_iter().map(Part::Frame).collect();
        for draft in &unsent.drafts {
            texts.push(Part::Draft(serde_json::to_vec(draft)?));
        }
        for note in &unsent.notes {
            texts.push(Part::Note(serde_json::to_vec(note)?));
        }
        let files = divide(
            &texts.iter().map(Part::length).collect::<Vec<_>>(),
            &pictures.iter().map(|p| p.bytes).collect::<Vec<_>>(),
        );
        Ok(Rescue {
            state: RescueState {
                files: files.len() as u64,
                ..state
            },
            identity,
            signing,
            pool,
            texts,
            pictures,
            files,
        })
    }

    /// What it holds.
    pub fn state(&self) -> &RescueState {
        &self.state
    }

    /// One of its bundles, from 0 on, and how many of its photos do not read here and are left out. One photo at a time is in
    /// memory beside the bundle; each is read twice, since a bundle says at its head how long its parts are.
    pub fn write(&self, file: usize, vault: &Vault, now: Moment) -> Result<(Vec<u8>, u64)> {
        let none = || Denial::new(Code::ValueUnknown).with("field", "file");
        let (texts, pictures) = self
            .files
            .get(file)
            .ok_or_else(|| none().with("value", file))?;
        let (texts, pictures) = (&self.texts[texts.clone()], &self.pictures[pictures.clone()]);
        let mut lengths: Vec<usize> = texts.iter().map(Part::length).collect();
        let mut whole = Vec::new();
        for picture in pictures {
            if let Some(part) = picture.part(vault) {
                lengths.push(part.length());
                whole.push(picture);
            }
        }
        let header = Header {
            pool: self.identity.pool.clone(),
            device: self.identity.device.clone(),
            user: self.identity.user.clone(),
            at: now,
            ahead: self.identity.ahead,
            key: self.signing.verifying_key().to_bytes(),
            once: [0; 32],
            parts: Vec::new(),
        };
        let drawn = zeroize::Zeroizing::new(keys::random::<32>()?);
        let mut writing = Writing::begin(header, &lengths, &drawn, &self.pool)?;
        for text in texts {
            writing.add(text)?;
        }
        let gone = || Denial::new(Code::StoreFailed).with("detail", "photo");
        for picture in &whole {
            writing.add(&picture.part(vault).ok_or_else(gone)?)?;
        }
        let lost = (pictures.len() - whole.len()) as u64;
        Ok((writing.end(&self.signing)?, lost))
    }
}

fn length(bytes: u64) -> usize {
    usize::try_from(bytes).unwrap_or(usize::MAX)
}

/// 32 bytes of a stored key.
pub fn key_of(text: &str) -> Result<[u8; 32]> {
    let bytes = hex::decode(text).ok().and_then(|b| b.try_into().ok());
    let broken = || Denial::new(Code::StoreFailed).with("detail", "setting key");
    Ok(bytes.ok_or_else(broken)?)
}

/// Which texts and which pictures go into which bundle, by their bytes: at least one, in their order.
fn divide(texts: &[usize], pictures: &[usize]) -> Vec<(Range<usize>, Range<usize>)> {
    let all: usize = texts.iter().sum();
    if all <= TEXT_EACH && texts.len() < PARTS_MAX / 2 {
        let photos = fill(pictures, BYTES_FULL - all);
        return photos.into_iter().map(|p| (0..texts.len(), p)).collect();
    }
    let words = fill(texts, BYTES_FULL).into_iter().map(|t| (t, 0..0));
    let photos = fill(pictures, BYTES_FULL).into_iter();
    let photos = photos.filter(|p| !p.is_empty()).map(|p| (0..0, p));
    words.chain(photos).collect()
}

/// As many as fit, again and again.
fn fill(sizes: &[usize], most: usize) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let (mut from, mut held) = (0, 0_usize);
    for (at, size) in sizes.iter().enumerate() {
        let full = held.saturating_add(*size) > most || at - from >= PARTS_MAX / 2;
        if full && at > from {
            ranges.push(from..at);
            (from, held) = (at, 0);
        }
        held = held.saturating_add(*size);
    }
    ranges.push(from..sizes.len());
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bundle_has_the_text_and_each_photo_goes_once() {
        let mb = 1024 * 1024;
        assert_eq!(divide(&[], &[]), [(0..0, 0..0)]);
        assert_eq!(divide(&[mb, 10], &[]), [(0..2, 0..0)]);
        let many = divide(&[mb], &[10 * mb; 7]);
        assert_eq!(many, [(0..1, 0..3), (0..1, 3..6), (0..1, 6..7)]);
        // A photo larger than all of it goes alone.
        assert_eq!(divide(&[], &[40 * mb, 1]), [(0..0, 0..1), (0..0, 1..2)]);
        let much = divide(&[7 * mb; 9], &[mb]);
        let text = [(0..4, 0..0), (4..8, 0..0), (8..9, 0..0)];
        assert_eq!(much, [text.as_slice(), &[(0..0, 0..1)]].concat());
        let few = divide(&[], &[1; PARTS_MAX + 1]);
        assert!(few.len() == 3 && few.iter().all(|(_, p)| p.len() <= PARTS_MAX / 2));
    }
}
