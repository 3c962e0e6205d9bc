//! Drafts and notes of this person's earlier device, which a rescue bundle brought to the pool: they come back here, once. What
//! this device has under the same name stays as it is.

use super::pass::SyncPass;
use crate::error::Result;
use crate::photos;
use crate::session::Session;
use crate::store::{draft, note, photo};
use api::sync::{Paper, PapersReply, PapersRequest};
use api::{Draft, NewPhoto, Note, Topic};
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use model::rulepack::PhotoLimits;
use model::{Moment, PhotoKind, Sha256};
use std::collections::BTreeMap;

/// Answers asked for in one sync; what is left waits for the next.
const TURNS: usize = 50;

/// Takes them, when the last pull said that some wait.
pub async fn fetch(pass: &mut SyncPass<'_>) -> Result<()> {
    let session = pass.host.session;
    let Some(limits) = session.me().lists.clone().map(|l| l.district.rules.photos) else {
        return Ok(());
    };
    if !std::mem::take(&mut pass.errands.papers) {
        return Ok(());
    }
    let mut desk = Desk {
        session,
        limits,
        now: pass.host.now(),
        pictures: BTreeMap::new(),
    };
    let mut have = Vec::new();
    for _ in 0..TURNS {
        let request = PapersRequest {
            have: std::mem::take(&mut have),
        };
        let reply: PapersReply = pass.net.json("papers", &request).await?;
        if reply.papers.is_empty() {
            break;
        }
        for paper in reply.papers {
            desk.keep(&paper)?;
            have.push((paper.kind, paper.id));
        }
        pass.host.notify(Topic::Drafts);
        pass.host.notify(Topic::Notes);
    }
    Ok(())
}

/// Where papers are put.
struct Desk<'a> {
    session: &'a Session,
    limits: PhotoLimits,
    now: Moment,
    /// What drafts and notes say of their pictures, which come after them.
    pictures: BTreeMap<Sha256, NewPhoto>,
}

impl Desk<'_> {
    /// Puts a paper where its like are. One that this version cannot read is let go: the pool took it in whole, so its device
    /// wrote what nobody here knows.
    fn keep(&mut self, paper: &Paper) -> Result<()> {
        let Ok(bytes) = BASE64.decode(&paper.content) else {
            return Ok(());
        };
        match paper.kind.as_str() {
            "draft" => self.keep_draft(&bytes),
            "note" => self.keep_note(&bytes),
            "image" => self.keep_picture(&bytes),
            _ => Ok(()),
        }
    }

    fn keep_draft(&mut self, json: &[u8]) -> Result<()> {
        let Ok(draft) = serde_json::from_slice::<Draft>(json) else {
            return Ok(());
        };
        self.name(&draft.photos);
        self.session.store.write(
            |tx| match draft::all(tx)?.iter().any(|d| d.id == draft.id) {
                true => Ok(()),
                false => draft::save(tx, &draft, self.now),
            },
        )
    }

    fn keep_note(&mut self, json: &[u8]) -> Result<()> {
        let Ok(note) = serde_json::from_slice::<Note>(json) else {
            return Ok(());
        };
        self.name(&note.photos);
        self.session
            .store
            .write(|tx| match note::exists(tx, &note.id)? {
                true => Ok(()),
                false => note::save(tx, &note, self.now),
            })
    }

    fn name(&mut self, photos: &[NewPhoto]) {
        let named = photos.iter().map(|p| (p.sha256.clone(), p.clone()));
        self.pictures.extend(named);
    }

    fn keep_picture(&self, bytes: &[u8]) -> Result<()> {
        let (session, sha256) = (self.session, photos::sha256(bytes));
        let here = session.store.read(|db| photo::find(db, &sha256))?;
        let Some((thumb, w, h)) = photos::thumb_of(bytes, &self.limits) else {
            return Ok(());
        };
        if here.is_some() {
            return Ok(());
        }
        let named = self.pictures.get(&sha256);
        let entry = NewPhoto {
            kind: named.map_or(PhotoKind::Scene, |n| n.kind),
            bytes: bytes.len() as u64,
            w,
            h,
            taken_at: named.and_then(|n| n.taken_at),
            original: named.and_then(|n| n.original.clone()),
            caption: None,
            sha256: sha256.clone(),
        };
        session.vault.put_new(&sha256, bytes, &thumb)?;
        session
            .store
            .write(|tx| photo::add_local(tx, &entry, self.now))?;
        session.vault.settle(&sha256)
    }
}
