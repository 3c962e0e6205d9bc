//! A photo that comes for a ticket, by upload or in a rescue bundle: it is listed there, there is room and budget for it, and
//! its bytes are what they are said to be.

use super::charge;
use crate::budget::{Bearer, Brought};
use crate::photos;
use crate::store::{HeldPhoto, Store, Tx};
use crate::{Error, Result, clock, space};
use model::person::Person;
use model::scope;
use model::{Code, DeviceId, Moment, Sha256, TicketId, UserName};
use std::io;
use std::sync::Arc;
use tokio::sync::Semaphore;

/// What a ticket says of a photo.
pub struct Awaited {
    /// The ticket's number in the store.
    pub n: i64,
    /// Bytes, as listed.
    pub bytes: u64,
    /// It is here, for this ticket.
    pub held: Option<HeldPhoto>,
}

/// What the ticket says of the photo, to whoever sees the ticket.
pub async fn await_photo(
    store: &Arc<Store>,
    person: Person,
    sha256: Sha256,
    ticket: TicketId,
) -> Result<Awaited> {
    store
        .read(move |db| {
            let place = db
                .ticket(&ticket)?
                .filter(|p| scope::sees(&person, &p.scope()))
                .ok_or(Code::NotFound)?;
            let read = db.document(place.n)?.document()?.read()?;
            let bytes = read
                .photo(&sha256)
                .map(|p| p.photo.bytes)
                .ok_or(Code::PhotoUnknown)?;
            // That another ticket holds these bytes is nothing to this one: they come for it, or they are not here.
            let held = db.held_photos(place.n)?.contains(&sha256);
            let held = if held { db.photo(&sha256)? } else { None };
            let n = place.n;
            Ok(Awaited { n, bytes, held })
        })
        .await
}

/// Room and budget for one more.
pub fn admit_photo(store: &Store, now: Moment, bearer: Bearer, bytes: u64) -> Result<()> {
    space::check(store)?;
    let brought = Brought {
        photos: 1,
        bytes,
        ..Brought::default()
    };
    charge(store, now, bearer, &brought)
}

/// Who brings a photo, for which ticket.
pub struct Bringing {
    /// The ticket's number in the store.
    pub n: i64,
    pub sha256: Sha256,
    pub via: Option<DeviceId>,
    pub by: UserName,
}

/// Looks at the bytes within their limits and keeps them. `turns` says how many are decoded at once.
pub async fn keep_photo(
    store: &Arc<Store>,
    turns: &Semaphore,
    bringing: Bringing,
    body: impl FnOnce() -> io::Result<Vec<u8>> + Send + 'static,
) -> Result<HeldPhoto> {
    let rules = store.district().district.rules.photos.clone();
    let folder = store.folder().to_path_buf();
    let turn = turns
        .acquire()
        .await
        .map_err(|e| Error::Bug(e.to_string()))?;
    let Bringing { n, sha256, via, by } = bringing;
    let name = sha256.clone();
    let kept = tokio::task::spawn_blocking(move || {
        let body = body()?;
        let picture = photos::inspect(&name, &body, &rules)?;
        photos::keep(&folder, &name, &body, &picture.thumb)?;
        Ok::<_, Error>((picture, body.len() as u64))
    })
    .await
    .map_err(|_| Error::Bug("a photo panicked".into()))?;
    drop(turn);
    let (picture, bytes) = kept?;
    let held = HeldPhoto {
        sha256,
        mime: picture.mime.to_string(),
        bytes,
        w: picture.w,
        h: picture.h,
        held_at: clock::now(),
        safe_at: None,
        via,
    };
    let keeping = held.clone();
    let hold = move |tx: &Tx| tx.hold_photo(n, &keeping, &by);
    store.write(hold).await?;
    Ok(held)
}
