//! One pushed frame: signature and sizes first, off the async threads; then one job of the writer.

use super::{Context, push};
use crate::store::{Device, Store};
use crate::{Error, Result, feed};
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
    let key = VerifyingKey::from_bytes(&device.public_key)
        .map_err(|_| Error::Damaged("device key".into()))?;
    let id = device.id.clone();
    let frame = move || decode_push(body.as_ref(), &id, &key, &Limits::PUSH);
    let frame = tokio::task::spawn_blocking(frame)
        .await
        .map_err(|_| Error::Bug("decoding panicked".into()))??;
    let cx = Context::at(store, Some(device.id.clone()), now);
    let reply = store
        .write(move |tx| {
            let (epoch, seen) = frame.seen;
            if feed::from_the_future(tx.epoch()?, tx.feed_head()?, epoch, seen) {
                feed::lost_positions(tx, now, epoch)?;
            }
            push(tx, &cx, &device, &person, &frame)
        })
        .await?;
    Ok(tokio::task::spawn_blocking(move || encode_reply(&reply))
        .await
        .map_err(|_| Error::Bug("encoding panicked".into()))??)
}
