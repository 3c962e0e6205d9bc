//! One pushed frame: what its device may still bring, then signature and sizes, off the async threads; then the writer takes it
//! in parts.

use super::push::{PushedFrame, captures};
use super::{Context, charge};
use crate::budget::{Bearer, Brought};
use crate::patient::patiently;
use crate::store::{Device, Store};
use crate::{Error, Result, arrivals, feed, space};
use ed25519_dalek::VerifyingKey;
use model::Moment;
use model::person::Person;
use std::sync::Arc;
use sync::{Limits, PushReply, decode_push, encode_reply};

/// Tickets of a reply that is put into words at once.
const SMALL_REPLY: usize = 8;

/// Takes the frame of a device in, as of `now`, and answers it. The person comes with every post, ended and coming ones too.
pub async fn take_frame(
    store: &Arc<Store>,
    now: Moment,
    device: Device,
    person: Person,
    body: impl AsRef<[u8]> + Send + 'static,
) -> Result<Vec<u8>> {
    let (_, reply) = take(store, now, (device, person), body, None).await?;
    let small = reply.tickets.len() <= SMALL_REPLY;
    Ok(beside(small, move || encode_reply(&reply)).await??)
}

/// Takes a frame in that was packed for a rescue bundle. When it was packed says nothing of its device's clock, which was
/// `ahead` milliseconds behind the pool's when they last spoke.
pub async fn take_packed(
    store: &Arc<Store>,
    now: Moment,
    by: (Device, Person),
    body: Vec<u8>,
    ahead: i64,
) -> Result<(Items, PushReply)> {
    take(store, now, by, body, Some(ahead)).await
}

/// How many edits a frame brought, ticket by ticket, and how many side records.
pub struct Items {
    pub edits: Vec<usize>,
    pub sides: usize,
}

/// Off the async threads; what is not small is worked at with patience.
async fn beside<T: Send + 'static>(
    small: bool,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T> {
    let panicked = |_| Error::Bug("work on a frame panicked".into());
    match small {
        true => tokio::task::spawn_blocking(work).await.map_err(panicked),
        false => patiently(work).await,
    }
}

async fn take(
    store: &Arc<Store>,
    now: Moment,
    (device, person): (Device, Person),
    body: impl AsRef<[u8]> + Send + 'static,
    ahead: Option<i64>,
) -> Result<(Items, PushReply)> {
    space::check(store)?;
    let size = body.as_ref().len();
    let frame = Brought {
        frames: 1,
        bytes: size as u64,
        ..Brought::default()
    };
    charge(store, now, Bearer::new(Some(&device.id), &person), &frame)?;
    let _arrival = store.arrivals.admit(&device.id, size).await?;
    let key = VerifyingKey::from_bytes(&device.public_key)
        .map_err(|_| Error::Damaged("device key".into()))?;
    let id = device.id.clone();
    let push = move || decode_push(body.as_ref(), &id, &key, &Limits::PUSH);
    let push = beside(arrivals::is_small(size), push).await??;
    let edits = push.bundle.tickets.iter().map(|t| t.edits.len());
    let items = Items {
        edits: edits.collect(),
        sides: push.sides.len(),
    };
    let inside = Brought {
        edits: (items.edits.iter().sum::<usize>() + items.sides) as u64,
        captures: captures(&push) as u64,
        ..Brought::default()
    };
    charge(store, now, Bearer::new(Some(&device.id), &person), &inside)?;
    feed::check_position(store, now, &device, push.seen).await?;
    let cx = Context::at(store, Some(device.id.clone()), now);
    let (id, author) = (device.id.clone(), person.clone());
    let skew = ahead.unwrap_or_else(|| now.since(push.at));
    let frame = PushedFrame::new(&cx, device, person, push, skew)?;
    let taken = store.write_in_parts(frame).await?;
    let voids = Brought {
        voids: taken.voids,
        ..Brought::default()
    };
    store
        .accounts
        .note(Bearer::new(Some(&id), &author), &voids, now);
    Ok((items, taken.reply))
}
