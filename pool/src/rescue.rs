//! A rescue bundle is taken in: who wrote it is proven by its device's key, then everything inside goes the way of a push,
//! with the same limits, rights, budgets and dating. Any number of times, in any order: what is known stays known.

use crate::budget::{Bearer, Brought};
use crate::ingest::{self, Bringing, Items};
use crate::papers::{self, Coming};
use crate::store::{Device, Entry, Store};
use crate::{Error, Result, devices};
use api::DeviceState;
use api::sync::RescueReply;
use model::person::Person;
use model::{Class, Code, Denial, Moment, Sha256, TicketId};
use std::collections::BTreeMap;
use std::sync::Arc;
use sync::rescue::{Opened, Part, Sealed};
use sync::{Answer, PushReply};
use tokio::sync::Semaphore;

/// What became of a bundle, and why something of it does not count: how often each code, with one such refusal.
#[derive(Debug, Default)]
pub struct Taken {
    pub counts: RescueReply,
    pub why: BTreeMap<Code, (u64, Denial)>,
}

impl Taken {
    fn add(&mut self, answer: &Answer) {
        let counts = &mut self.counts;
        let denial = match answer {
            Answer::Receipt => return counts.taken += 1,
            Answer::Known => return counts.known += 1,
            Answer::Void(denial) => {
                counts.void += 1;
                denial.clone()
            }
            Answer::Refused(denial) => {
                counts.refused += 1;
                denial.clone()
            }
            Answer::Need => {
                counts.refused += 1;
                Code::HeadsUnknown.into()
            }
            Answer::Retry => {
                counts.refused += 1;
                Code::TryLater.into()
            }
        };
        self.why.entry(denial.code).or_insert((0, denial)).0 += 1;
    }

    /// The answers to a frame, in which none at all are receipts for everything.
    fn add_reply(&mut self, sent: &Items, reply: &PushReply) {
        let lists = reply.tickets.iter().map(|t| &t.answers).zip(&sent.edits);
        for (answers, sent) in lists.chain([(&reply.sides, &sent.sides)]) {
            match answers.is_empty() {
                true => self.counts.taken += *sent as u64,
                false => answers.iter().for_each(|a| self.add(a)),
            }
        }
    }
}

/// Who wrote a bundle.
struct Writer {
    device: Device,
    /// With every post, ended and coming ones too; those that a device which is off still had, end with it.
    whole: Person,
    /// With the posts held now, or when the device was switched off.
    held: Person,
    /// When the bundle was written, by the device's clock.
    written: Moment,
}

/// Takes a bundle in that `carrier` brought: a colleague's device, or nobody at the pool's own door. `turns` says how many
/// photos are decoded at once.
pub async fn take(
    store: &Arc<Store>,
    now: Moment,
    bytes: Vec<u8>,
    carrier: &str,
    turns: &Semaphore,
) -> Result<Taken> {
    let sealed = blocking(move || Ok(Sealed::read(bytes)?)).await?;
    let writer = writer(store, &sealed, now).await?;
    let ahead = sealed.header.ahead;
    let keys = store.keys.signing.clone();
    // All of it reads before any of it counts.
    let opened = blocking(move || {
        let opened = sealed.open(&keys)?;
        opened.parts().try_for_each(|part| part.map(drop))?;
        Ok(Arc::new(opened))
    })
    .await?;
    let mut taken = Taken::default();
    let done = take_parts(store, now, &opened, &writer, (ahead, turns), &mut taken).await;
    let RescueReply {
        taken: new,
        known,
        void,
        refused,
    } = taken.counts;
    let entry = Entry {
        at: now,
        who: carrier.to_string(),
        what: "rescue_taken",
        detail: format!("{} {new} {known} {void} {refused}", writer.device.id),
        ..Entry::default()
    };
    store.write(move |tx| tx.audit(&entry)).await?;
    done.map(|()| taken)
}

async fn take_parts(
    store: &Arc<Store>,
    now: Moment,
    opened: &Arc<Opened>,
    writer: &Writer,
    (ahead, turns): (i64, &Semaphore),
    taken: &mut Taken,
) -> Result<()> {
    for at in 0..opened.count() {
        let opened = opened.clone();
        match blocking(move || Ok(opened.part(at)?)).await? {
            Part::Frame(frame) => {
                let by = (writer.device.clone(), writer.whole.clone());
                let (sent, reply) = ingest::take_packed(store, now, by, frame, ahead).await?;
                taken.add_reply(&sent, &reply);
            }
            Part::Photo {
                sha256,
                ticket,
                bytes,
            } => {
                let photo = take_photo(store, now, writer, (sha256, ticket, bytes), turns).await;
                taken.add(&alone(photo)?);
            }
            Part::Draft(json) => {
                let paper = Paper::text("draft", json);
                taken.add(&keep_paper(store, now, writer, paper).await?);
            }
            Part::Note(json) => {
                let paper = Paper::text("note", json);
                taken.add(&keep_paper(store, now, writer, paper).await?);
            }
            Part::Image { sha256, bytes } => {
                let paper = Paper {
                    kind: "image",
                    content: bytes,
                    sha256: Some(sha256),
                };
                taken.add(&keep_paper(store, now, writer, paper).await?);
            }
        }
    }
    Ok(())
}

/// A refusal of one part alone. What every part after it would meet too ends the import, which goes on there another time.
fn alone(answer: Result<Answer>) -> Result<Answer> {
    match answer {
        Err(Error::Denied(denial))
            if !matches!(denial.code.class(), Class::Wait | Class::Storage) =>
        {
            Ok(Answer::Refused(denial))
        }
        answer => answer,
    }
}

/// A draft, a note or a picture of either, charged like an edit or a photo.
struct Paper {
    kind: &'static str,
    content: Vec<u8>,
    sha256: Option<Sha256>,
}

impl Paper {
    fn text(kind: &'static str, content: Vec<u8>) -> Self {
        Paper {
            kind,
            content,
            sha256: None,
        }
    }
}

async fn keep_paper(
    store: &Arc<Store>,
    now: Moment,
    writer: &Writer,
    paper: Paper,
) -> Result<Answer> {
    let picture = u64::from(paper.sha256.is_some());
    let brought = Brought {
        edits: 1 - picture,
        photos: picture,
        bytes: paper.content.len() as u64,
        ..Brought::default()
    };
    ingest::charge(
        store,
        now,
        Bearer::new(Some(&writer.device.id), &writer.held),
        &brought,
    )?;
    let coming = Coming {
        kind: paper.kind,
        content: paper.content,
        sha256: paper.sha256,
        written: writer.written,
    };
    alone(papers::keep(store, now, &writer.device, coming).await)
}

async fn take_photo(
    store: &Arc<Store>,
    now: Moment,
    writer: &Writer,
    (sha256, ticket, bytes): (Sha256, TicketId, Vec<u8>),
    turns: &Semaphore,
) -> Result<Answer> {
    let person = writer.held.clone();
    let awaited = ingest::await_photo(store, person, sha256.clone(), ticket).await?;
    if awaited.held.is_some() {
        return Ok(Answer::Known);
    }
    if awaited.bytes != bytes.len() as u64 {
        return Err(Code::PhotoHash.into());
    }
    let bearer = Bearer::new(Some(&writer.device.id), &writer.held);
    ingest::admit_photo(store, now, bearer, awaited.bytes)?;
    let bringing = Bringing {
        n: awaited.n,
        sha256,
        via: Some(writer.device.id.clone()),
        by: writer.held.user.clone(),
    };
    ingest::keep_photo(store, turns, bringing, move || Ok(bytes)).await?;
    Ok(Answer::Receipt)
}

/// Whose bundle it is, when it is for this pool and signed by the key that was enrolled. A device that waits for the
/// administrator waits with its bundle too; the work of one that was switched off counts like that of a post which ended then.
async fn writer(store: &Arc<Store>, sealed: &Sealed, now: Moment) -> Result<Writer> {
    let header = &sealed.header;
    if header.pool != store.keys.pool {
        return Err(Code::RescueElsewhere.into());
    }
    let id = header.device.clone();
    let found = store
        .read(move |db| {
            let device = db.device(&id)?;
            let user = device.as_ref().map(|d| db.user(d.user.as_str()));
            Ok(device.zip(user.transpose()?.flatten()))
        })
        .await?;
    let (device, user) = found.ok_or(Code::RescueUnknown)?;
    if !sealed.is_by(&device.public_key) {
        return Err(Code::SignatureWrong.into());
    }
    if header.user != device.user {
        return Err(Code::EditForged.into());
    }
    let district = store.district();
    let days = district.district.rules.guard.token_days;
    let off = match devices::state(&device, now, days) {
        DeviceState::Revoked | DeviceState::Copied => {
            let standing = &device.standing;
            device
                .revoked_at
                .into_iter()
                .chain(standing.copied_at)
                .min()
        }
        DeviceState::Held => return Err(Code::DeviceHeld.into()),
        DeviceState::Expired => return Err(Code::DeviceExpired.into()),
        DeviceState::Active if user.disabled => Some(now),
        DeviceState::Active => None,
    };
    let whole = user.person;
    let held = whole.at(off.unwrap_or(now), &district.district);
    Ok(Writer {
        device,
        whole: off.map_or_else(|| whole.clone(), |off| whole.until(off)),
        held,
        written: header.at,
    })
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|_| Error::Bug("reading a rescue bundle panicked".into()))?
}
