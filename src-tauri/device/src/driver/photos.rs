//! Originals, after all text: one by one, each until the pool confirms it. One bad photo blocks no other.

use super::round::Round;
use crate::error::Result;
use crate::photos::vault::Size;
use crate::store::photo;
use api::Topic;
use api::sync::PhotoReceipt;
use model::{Class, Code, Denial, Sha256, TicketId};

/// Sends every photo whose ticket the pool has.
pub async fn send_all(round: &mut Round<'_>) -> Result<()> {
    for (sha, ticket) in round.session.store.read(photo::to_send)? {
        match send(round, &sha, &ticket).await {
            Ok(()) => {
                round.session.store.write(|tx| photo::set_held(tx, &sha))?;
                round.report.photos_sent += 1;
                round.app.notify(Topic::Outbox);
            }
            Err(error) => {
                let denial = error.denial();
                let blocks_all = matches!(denial.code.class(), Class::Network | Class::Wait)
                    || denial.code == Code::DeviceRevoked;
                if blocks_all {
                    return Err(denial.into());
                }
                tracing::warn!(code = %denial.code, "the pool did not take a photo");
                round
                    .session
                    .store
                    .write(|tx| photo::set_denial(tx, &sha, &denial))?;
            }
        }
    }
    Ok(())
}

async fn send(round: &Round<'_>, sha: &Sha256, ticket: &TicketId) -> Result<()> {
    let bytes = round
        .session
        .vault
        .get(sha, Size::Full)?
        .ok_or(Code::PhotoNotFound)?;
    let path = format!("photos/{sha}?ticket={ticket}");
    let answer = round
        .net
        .bytes(reqwest::Method::PUT, &path, "image/jpeg", bytes)
        .await?;
    let receipt: PhotoReceipt = serde_json::from_slice(&answer).map_err(|_| Code::PoolNotAPool)?;
    if receipt.sha256 != *sha {
        return Err(Denial::new(Code::PhotoHash).into());
    }
    Ok(())
}
