//! Pull: what changed for one person after a cursor. Tickets that enter the scope come whole, those that leave are taken
//! away, all others as the typed edits the device does not have yet.

mod cursor;
mod heads;
mod page;

pub use heads::exchange;

use crate::patient::patiently;
use crate::store::{Db, Device, Entry, Store, Tx};
use crate::{Error, Result, stamp};
use api::sync::PullRequest;
use cursor::Claim;
use model::person::Person;
use model::{Moment, scope};
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// Tickets of a page that is packed where it is answered; more take a while, and are packed with patience.
const AT_ONCE: usize = 16;

/// Answers a pull, as of `now`: the page as it travels. Of many devices that begin anew at once only few pages, and of all few
/// packers, are ever in memory.
pub async fn pull(
    store: &Arc<Store>,
    now: Moment,
    device: Device,
    person: Person,
    mut request: PullRequest,
) -> Result<Vec<u8>> {
    let seen = (request.epoch, request.cursor);
    match check_position(store, now, &device, seen).await? {
        Some(position) => request.cursor = position,
        // What this pool never gave costs this device alone: it begins anew.
        None => {
            request = PullRequest {
                want: request.want,
                ..PullRequest::default()
            }
        }
    }
    let district = store.district();
    let tag = scope_tag(&person);
    let before = device.clone();
    let told = stamp::told(&store.keys, &device.id, now);
    // Whoever only asks what is new never waits behind those that begin anew.
    let turn = match request.cursor {
        0 => {
            let turn = store.pages.acquire().await;
            Some(turn.map_err(|e| Error::Bug(e.to_string()))?)
        }
        _ => None,
    };
    let work = move |db: &Db| {
        db.with_columns(|snapshot| {
            let start = page::Start {
                device,
                person: &person,
                request,
                tag,
                district: &district,
                told,
            };
            start.page(snapshot, now)
        })
    };
    // Nor does a desk wait for those: they take no reader of its own, and their threads stand back.
    let (mut page, after) = match turn {
        Some(_) => {
            let store = store.clone();
            patiently(move || store.read_now(work)).await??
        }
        None => store.read(work).await?,
    };
    page.cursor = cursor::give(&store.keys, &before.id, page.epoch, page.cursor);
    let edited = page.bundle.as_ref().map_or(0, |b| b.tickets.len());
    let packed = match page.tickets.len() + edited {
        0..=AT_ONCE => sync::encode_page(&page)?,
        _ => patiently(move || sync::encode_page(&page)).await??,
    };
    drop(turn);
    if page::must_keep(&before, &after) {
        store.write(move |tx| tx.note_pull(&after)).await?;
    } else if after.pulled > before.pulled {
        store.write_later(move |tx| tx.note_pull(&after));
    }
    Ok(packed)
}

/// The position a device has come to in this epoch; none when it has to begin anew. Only a position that this pool gave to
/// this device can show that the pool itself came back from an older copy: then a new epoch begins, and every device offers
/// again what it has. A claim of anything else is a line in the audit log, and changes nothing for others.
pub async fn check_position(
    store: &Arc<Store>,
    now: Moment,
    device: &Device,
    (seen_epoch, number): (u64, u64),
) -> Result<Option<u64>> {
    let (epoch, head) = store.read(|db| Ok((db.epoch()?, db.feed_head()?))).await?;
    let claim = cursor::claim(&store.keys, &device.id, seen_epoch, number);
    let position = match claim {
        Claim::Genuine(position) | Claim::Bare(position) => position,
        Claim::False => {
            note_position(store, now, device, "position_false").await?;
            return Ok(None);
        }
    };
    let lost = is_ahead(epoch, head, seen_epoch, position);
    match claim {
        Claim::Genuine(_) if lost => {
            let device = device.clone();
            store
                .write(move |tx| {
                    // Another device may have shown the same a moment ago.
                    match is_ahead(tx.epoch()?, tx.feed_head()?, seen_epoch, position) {
                        true => lost_positions(tx, now, &device, seen_epoch),
                        false => Ok(()),
                    }
                })
                .await?;
            Ok(None)
        }
        // A device that stands at the beginning claims nothing, whatever its epoch.
        _ if lost && position > 0 => {
            note_position(store, now, device, "position_unknown").await?;
            Ok(None)
        }
        _ => Ok((!lost).then_some(position)),
    }
}

/// Whether a position is ahead of this pool's.
fn is_ahead(epoch: u64, head: u64, seen_epoch: u64, position: u64) -> bool {
    seen_epoch > epoch || seen_epoch == epoch && position > head
}

async fn note_position(
    store: &Arc<Store>,
    now: Moment,
    device: &Device,
    what: &'static str,
) -> Result<()> {
    let entry = Entry {
        at: now,
        who: device.user.to_string(),
        what,
        detail: device.id.to_string(),
        ..Entry::default()
    };
    store.write(move |tx| tx.audit(&entry)).await
}

/// Starts a new epoch, so that devices offer again what they have.
fn lost_positions(tx: &Tx, now: Moment, device: &Device, seen_epoch: u64) -> Result<()> {
    let epoch = tx.raise_epoch(seen_epoch)?;
    tracing::error!(
        epoch,
        "a device has seen positions this pool does not have: new epoch"
    );
    tx.audit(&Entry {
        at: now,
        who: device.user.to_string(),
        what: "epoch_raised",
        detail: format!("{epoch} {}", device.id),
        ..Entry::default()
    })
}

/// Changes whenever the person sees other tickets than before.
fn scope_tag(person: &Person) -> String {
    let clauses = format!("{:?}", scope::clauses(person));
    hex::encode(&Sha256::digest(clauses.as_bytes())[..6])
}

#[cfg(test)]
mod tests;
