//! Papers of a rescue bundle: drafts, notes and their pictures. Nobody at the desk reads them; their person's next device gets
//! them back, and the one that wrote them, when it speaks again, has them already.

use crate::photos;
use crate::sealed;
use crate::store::{Device, SealedPaper, Store, Tx};
use crate::{Error, Result, space};
use api::sync::{Paper, PapersReply, PapersRequest};
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use model::{Code, Denial, Moment, Sha256, UserName};
use serde_json::Value;
use std::sync::Arc;
use sync::Answer;

/// Bytes of one draft or note, at most.
const TEXT_MAX: usize = 1_000_000;
/// Papers of one person, at most: as many notes as a device keeps, and as many pictures.
const PAPERS_MAX: u64 = 2_000;
/// Bytes of papers in one answer, about.
const ANSWER: usize = 8_000_000;
const ID_MAX: usize = 80;

/// One paper on its way in.
pub struct Coming {
    pub kind: &'static str,
    pub content: Vec<u8>,
    /// Hash of a picture; none for text, which names itself.
    pub sha256: Option<Sha256>,
    /// When its bundle was written.
    pub written: Moment,
}

/// Keeps a paper for its person. An older copy than the one that is here is known.
pub async fn keep(
    store: &Arc<Store>,
    now: Moment,
    device: &Device,
    coming: Coming,
) -> Result<Answer> {
    space::check(store)?;
    let id = match &coming.sha256 {
        Some(sha) => {
            let rules = store.district().district.rules.photos.clone();
            let (sha, bytes) = (sha.clone(), coming.content.clone());
            let looked = move || photos::inspect(&sha, &bytes, &rules).map(drop);
            let looked = tokio::task::spawn_blocking(looked).await;
            looked.map_err(|_| Error::Bug("a picture panicked".into()))??;
            coming.sha256.as_ref().map(ToString::to_string)
        }
        None => id_of(&coming.content),
    };
    let id = id.ok_or(Code::FrameBroken)?;
    let (user, device) = (device.user.clone(), device.id.clone());
    let Coming {
        kind,
        content,
        written,
        ..
    } = coming;
    let sealed = sealed::seal(&store.keys, &place(&user, kind, &id), &content)?;
    let paper = SealedPaper {
        kind: kind.to_string(),
        id,
        sealed,
    };
    store
        .write(move |tx| {
            let before = tx.paper_written(&user, kind, &paper.id)?;
            if before.is_some_and(|before| before >= written) {
                return Ok(Answer::Known);
            }
            if before.is_none() && tx.count_papers(&user)? >= PAPERS_MAX {
                let many = Denial::new(Code::TooMany).with("field", "草稿和记事");
                let many = many.with("max", PAPERS_MAX).with("count", PAPERS_MAX + 1);
                return Ok(Answer::Refused(many));
            }
            tx.keep_paper(&user, &device, &paper, (written, now))?;
            Ok(Answer::Receipt)
        })
        .await
}

/// What a draft or note calls itself.
fn id_of(json: &[u8]) -> Option<String> {
    if json.len() > TEXT_MAX {
        return None;
    }
    let read: Value = serde_json::from_slice(json).ok()?;
    let id = read.get("id")?.as_str()?.to_string();
    (!id.is_empty() && id.len() <= ID_MAX).then_some(id)
}

fn place(user: &UserName, kind: &str, id: &str) -> String {
    format!("paper {user} {kind} {id}")
}

/// Lets go of what a device has, and hands it what is left of its person's papers, a few at a time.
pub async fn hand_out(
    store: &Arc<Store>,
    device: &Device,
    request: PapersRequest,
) -> Result<PapersReply> {
    // Reporters may stand in a draft: as with them, a password that was just reset has to be changed first.
    if device.standing.shut {
        return Err(Code::DeviceShut.into());
    }
    let (user, id) = (device.user.clone(), device.id.clone());
    if !request.have.is_empty() {
        let user = user.clone();
        let drop = move |tx: &Tx| {
            let have = request.have.iter();
            have.take(PAPERS_MAX as usize)
                .try_for_each(|(kind, id)| tx.drop_paper(&user, kind, id))
        };
        store.write(drop).await?;
    }
    let keys_of = store.clone();
    store
        .read(move |db| {
            let mut papers = Vec::new();
            for paper in db.papers(&user, &id, ANSWER)? {
                let place = place(&user, &paper.kind, &paper.id);
                let content = sealed::open(&keys_of.keys, &place, &paper.sealed)?;
                papers.push(Paper {
                    kind: paper.kind,
                    id: paper.id,
                    content: BASE64.encode(&*content),
                });
            }
            Ok(PapersReply { papers })
        })
        .await
}

/// Whether papers wait for this device; those that it wrote itself are let go, since it has them.
pub async fn wait_for(store: &Arc<Store>, device: &Device) -> Result<bool> {
    let (user, id) = (device.user.clone(), device.id.clone());
    let (others, own) = store.read(move |db| db.papers_wait(&user, &id)).await?;
    if own {
        let id = device.id.clone();
        store.write_later(move |tx| tx.drop_papers_by(&id));
    }
    Ok(others && !device.standing.shut)
}
