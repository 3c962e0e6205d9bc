//! One pushed frame: what its device may still bring, then signature and sizes, off the async threads; then the writer takes it
//! in parts.

use super::push::{PushedFrame, captures};
use super::{Context, charge};
use crate::budget::{Bearer, Brought};
use crate::store::{Device, Store};
use crate::{Error, Result, feed, space};
use ed25519_dalek::VerifyingKey;
use model::Moment;
use model::person::Person;
use std::sync::Arc;
use sync::{Limits, decode_push, encode_reply};

/// Takes the frame of a device in, as of `now`, and answers it. The person comes with every post, ended and coming ones too.
pub async fn take_frame(
    store: &Arc<Store>,
    now: Moment,
    device: Device,
    person: Person,
    body: impl AsRef<[u8]> + Send + 'static,
) -> Result<Vec<u8>> {
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
    let push = tokio::task::spawn_blocking(push)
        .await
        .map_err(|_| Error::Bug("decoding panicked".into()))??;
    let edits = push.bundle.tickets.iter().map(|t| t.edits.len());
    let inside = Brought {
        edits: (edits.sum::<usize>() + push.sides.len()) as u64,
        captures: captures(&push) as u64,
        ..Brought::default()
    };
    charge(store, now, Bearer::new(Some(&device.id), &person), &inside)?;
    feed::check_position(store, now, &device, push.seen).await?;
    let cx = Context::at(store, Some(device.id.clone()), now);
    let (id, author) = (device.id.clone(), person.clone());
    let frame = PushedFrame::new(&cx, device, person, push)?;
    let taken = store.write_in_parts(frame).await?;
    let voids = Brought {
        voids: taken.voids,
        ..Brought::default()
    };
    store
        .accounts
        .note(Bearer::new(Some(&id), &author), &voids, now);
    let reply = move || encode_reply(&taken.reply);
    Ok(tokio::task::spawn_blocking(reply)
        .await
        .map_err(|_| Error::Bug("encoding panicked".into()))??)
}
