//! One pushed frame: signature and sizes first, off the async threads; then one job of the writer.

use super::devices::context;
use super::state::App;
use crate::store::Device;
use crate::{Outcome, Trouble, feed, ingest};
use axum::body::Bytes;
use ed25519_dalek::VerifyingKey;
use model::person::Person;
use sync::{Limits, decode_push, encode_reply};

/// Takes the frame in and answers it.
pub async fn take(app: &App, device: Device, person: Person, body: Bytes) -> Outcome<Vec<u8>> {
    let key = VerifyingKey::from_bytes(&device.public_key)
        .map_err(|_| Trouble::Damaged("device key".into()))?;
    let id = device.id.clone();
    let push = tokio::task::spawn_blocking(move || decode_push(&body, &id, &key, &Limits::PUSH))
        .await
        .map_err(|_| Trouble::Bug("decoding panicked".into()))??;
    let cx = context(app, &device);
    let reply = app
        .store
        .write(move |tx| {
            let (epoch, seen) = push.seen;
            if feed::from_the_future(tx.epoch()?, tx.feed_head()?, epoch, seen) {
                feed::lost_positions(tx, epoch)?;
            }
            ingest::push(tx, &cx, &device, &person, &push)
        })
        .await?;
    Ok(tokio::task::spawn_blocking(move || encode_reply(&reply))
        .await
        .map_err(|_| Trouble::Bug("encoding panicked".into()))??)
}
