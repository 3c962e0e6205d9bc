//! Pull: what changed for one person after a cursor. Tickets that enter the scope come whole, those that leave are taken
//! away, all others as the typed edits the device does not have yet.

mod heads;
mod page;

pub use heads::exchange;

use crate::Result;
use crate::store::{Device, Entry, Store, Tx};
use api::sync::PullRequest;
use model::person::Person;
use model::{Moment, scope};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use sync::Page;

/// Answers a pull, as of `now`.
pub async fn pull(
    store: &Arc<Store>,
    now: Moment,
    device: Device,
    person: Person,
    request: PullRequest,
) -> Result<Page> {
    let (epoch, head) = store.read(|db| Ok((db.epoch()?, db.feed_head()?))).await?;
    if from_the_future(epoch, head, request.epoch, request.cursor) {
        store
            .write(move |tx| lost_positions(tx, now, request.epoch))
            .await?;
    }
    let district = store.district();
    let tag = scope_tag(&person);
    let before = device.clone();
    let (page, after) = store
        .read(move |db| {
            db.with_snapshot(|db| {
                let start = page::Start {
                    device,
                    person: &person,
                    request,
                    tag,
                    district: &district,
                };
                start.page(db, now)
            })
        })
        .await?;
    if page::must_keep(&before, &after) {
        store.write(move |tx| tx.note_pull(&after)).await?;
    } else if after.pulled > before.pulled {
        store.write_later(move |tx| tx.note_pull(&after));
    }
    Ok(page)
}

/// Whether a device has seen what this pool has not: the pool came back from an older copy.
pub fn from_the_future(epoch: u64, head: u64, seen_epoch: u64, seen: u64) -> bool {
    seen_epoch > epoch || seen_epoch == epoch && seen > head
}

/// Starts a new epoch, so that devices offer again what they have.
pub fn lost_positions(tx: &Tx, now: Moment, seen_epoch: u64) -> Result<()> {
    let epoch = tx.raise_epoch(seen_epoch)?;
    tracing::error!(
        epoch,
        "a device has seen positions this pool does not have: new epoch"
    );
    let detail = epoch.to_string();
    tx.audit(&Entry {
        at: now,
        what: "epoch_raised",
        detail,
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
