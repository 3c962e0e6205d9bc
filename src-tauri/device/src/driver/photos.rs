//! Originals, after all text: one by one, each until the pool confirms it or says that it never will. One bad photo blocks
//! no other, and none is sent again that the pool cannot take. What something on the way does not let through waits, and is
//! tried again ever more seldom.

use super::net::{self, SAID_MAX};
use super::pass::SyncPass;
use crate::error::Result;
use crate::photos::vault::Size;
use crate::store::photo::{self, Blocked};
use api::Topic;
use api::sync::PhotoReceipt;
use model::{Class, Code, Denial, Sha256, TicketId, size};

/// Sends every photo whose ticket the pool has.
pub async fn send_all(pass: &mut SyncPass<'_>) -> Result<()> {
    let store = &pass.host.session.store;
    let now = pass.host.now();
    // The first that was stopped before shows whether the way is open now: the others need not be sent to learn the same.
    let mut shut = false;
    for photo in store.read(photo::to_send)? {
        let before = photo.denial.as_ref().and_then(Blocked::of);
        if before.as_ref().is_some_and(|b| shut || !b.is_due(now)) {
            continue;
        }
        let (sha, ticket) = (photo.sha256, photo.ticket);
        match send(pass, &sha, &ticket).await {
            Ok(()) => {
                store.write(|tx| photo::set_held(tx, None, &sha))?;
                pass.count_photo();
                pass.host.notify(Topic::Outbox);
            }
            Err(error) => {
                let denial = error.denial();
                let blocked = denial.code == Code::PhotoBlocked;
                if stops_all(&denial) {
                    // Should it be this photo that brings the line down, the others go first next time.
                    if before.is_none() && denial.code == Code::PoolUnreachable {
                        store.write(|tx| photo::set_denial(tx, &sha, &denial))?;
                    }
                    return Err(denial.into());
                }
                tracing::warn!(code = %denial.code, "a photo did not arrive");
                shut |= blocked && before.is_some();
                let kept = match blocked {
                    true => Blocked::again(&denial, before.as_ref(), now),
                    false => denial.clone(),
                };
                store.write(|tx| photo::set_denial(tx, &sha, &kept))?;
                if picture::is_final(denial.code) || blocked && before.is_none() {
                    pass.count_refused_photo(&ticket, &denial)?;
                }
            }
        }
    }
    Ok(())
}

/// Whether the next photo would fare the same.
fn stops_all(denial: &Denial) -> bool {
    let line = matches!(denial.code.class(), Class::Network | Class::Wait);
    line && denial.code != Code::PhotoBlocked || denial.code == Code::DeviceRevoked
}

async fn send(pass: &SyncPass<'_>, sha: &Sha256, ticket: &TicketId) -> Result<()> {
    let vault = &pass.host.session.vault;
    let bytes = vault.get(sha, Size::Full)?.ok_or(Code::PhotoNotFound)?;
    let length = bytes.len() as u64;
    let path = format!("photos/{sha}?ticket={ticket}");
    let answer = pass
        .net
        .bytes(reqwest::Method::PUT, &path, "image/jpeg", bytes, SAID_MAX)
        .await
        .map_err(|error| told_of(error.denial(), sha, length))?;
    let receipt: PhotoReceipt = serde_json::from_slice(&answer).map_err(|_| Code::PoolNotAPool)?;
    if receipt.sha256 != *sha {
        return Err(Denial::new(Code::PhotoHash).into());
    }
    Ok(())
}

/// A refusal as it concerns one photo. Only the pool's own code may say that it will never be taken.
fn told_of(denial: Denial, sha: &Sha256, length: u64) -> Denial {
    let name = &sha.as_str()[..8];
    match denial.code {
        Code::BodyTooLarge => Denial {
            code: Code::PhotoTooLarge,
            ..denial.with("name", name)
        },
        Code::PoolNotAPool if net::is_blocked(&denial) => Denial {
            code: Code::PhotoBlocked,
            ..denial.with("name", name).with("sent", size::bytes(length))
        },
        _ => denial,
    }
}
