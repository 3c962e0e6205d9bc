//! Originals, after all text: one by one, each until the pool confirms it or says that it never will. One bad photo blocks
//! no other, and none is sent again that cannot be taken.

use super::net::SAID_MAX;
use super::pass::SyncPass;
use crate::error::Result;
use crate::photos::vault::Size;
use crate::store::photo;
use api::Topic;
use api::sync::PhotoReceipt;
use model::{Class, Code, Denial, Sha256, TicketId};

/// Sends every photo whose ticket the pool has.
pub async fn send_all(pass: &mut SyncPass<'_>) -> Result<()> {
    let store = &pass.host.session.store;
    for (sha, ticket) in store.read(photo::to_send)? {
        match send(pass, &sha, &ticket).await {
            Ok(()) => {
                store.write(|tx| photo::set_held(tx, None, &sha))?;
                pass.count_photo();
                pass.host.notify(Topic::Outbox);
            }
            Err(error) => {
                let denial = error.denial();
                if stops_all(&denial) {
                    return Err(denial.into());
                }
                tracing::warn!(code = %denial.code, "the pool did not take a photo");
                store.write(|tx| photo::set_denial(tx, &sha, &denial))?;
                if picture::is_final(denial.code) {
                    pass.count_refused_photo(&ticket, &denial)?;
                }
            }
        }
    }
    Ok(())
}

/// Whether the next photo would fare the same.
fn stops_all(denial: &Denial) -> bool {
    matches!(denial.code.class(), Class::Network | Class::Wait)
        || denial.code == Code::DeviceRevoked
}

async fn send(pass: &SyncPass<'_>, sha: &Sha256, ticket: &TicketId) -> Result<()> {
    let vault = &pass.host.session.vault;
    let bytes = vault.get(sha, Size::Full)?.ok_or(Code::PhotoNotFound)?;
    let path = format!("photos/{sha}?ticket={ticket}");
    let answer = pass
        .net
        .bytes(reqwest::Method::PUT, &path, "image/jpeg", bytes, SAID_MAX)
        .await
        .map_err(|error| match error.code() {
            Some(Code::BodyTooLarge) => crate::Error::from(Denial {
                code: Code::PhotoTooLarge,
                ..error.denial().with("name", &sha.as_str()[..8])
            }),
            _ => error,
        })?;
    let receipt: PhotoReceipt = serde_json::from_slice(&answer).map_err(|_| Code::PoolNotAPool)?;
    if receipt.sha256 != *sha {
        return Err(Denial::new(Code::PhotoHash).into());
    }
    Ok(())
}
