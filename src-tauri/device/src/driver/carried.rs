//! Bundles that this device carries for colleagues, after all of its own: one by one, each until the pool has it.

use super::net::{self, SAID_MAX};
use super::pass::SyncPass;
use crate::courier;
use crate::error::Result;
use crate::store::setting::{self, key};
use api::Topic;
use api::sync::RescueReply;
use model::{Class, Code, Moment, Sha256};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Minutes after which one that was refused is offered again: its device may have been confirmed meanwhile.
const AGAIN: i64 = 24 * 60;
/// Minutes after which one that is refused is let go: who wrote it has it still.
const DAYS: i64 = 30 * 24 * 60;

/// What the pool said of bundles that it did not take, by their hash.
pub type Refusals = BTreeMap<Sha256, Refusal>;

/// Why a bundle was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    pub code: Code,
    /// The first time, and the last.
    pub first: Moment,
    pub last: Moment,
}

/// Hands over what waits.
pub async fn hand_over(pass: &mut SyncPass<'_>) -> Result<()> {
    let store = &pass.host.session.store;
    let waiting = courier::carried(store.dir())?;
    if waiting.is_empty() {
        return Ok(());
    }
    let refusals: Option<Refusals> = store.read(|db| setting::get(db, key::CARRIED))?;
    let mut refusals = refusals.unwrap_or_default();
    refusals.retain(|name, _| waiting.contains(name));
    for name in &waiting {
        let (now, before) = (pass.host.now(), refusals.get(name).copied());
        if before.is_some_and(|b| now < b.last.plus_minutes(AGAIN)) {
            continue;
        }
        let code = match offer(pass, name).await {
            Ok(RescueReply { .. }) => None,
            Err(error) => {
                let denial = error.denial();
                let line = matches!(denial.code.class(), Class::Network | Class::Wait);
                if line && !net::is_blocked(&denial) || denial.code == Code::DeviceRevoked {
                    return Err(denial.into());
                }
                Some(denial.code)
            }
        };
        let first = before.map_or(now, |b| b.first);
        match code {
            // What something on the way refused was not refused by the pool: it is carried as long as it takes.
            Some(code) if now < first.plus_minutes(DAYS) || code == Code::PoolNotAPool => {
                tracing::warn!(%code, "the pool did not take a bundle that is carried");
                let last = now;
                refusals.insert(name.clone(), Refusal { code, first, last });
            }
            _ => {
                courier::delivered(store.dir(), name)?;
                refusals.remove(name);
            }
        }
        store.write(|tx| setting::put(tx, key::CARRIED, &refusals))?;
        pass.host.notify(Topic::Outbox);
    }
    Ok(())
}

async fn offer(pass: &SyncPass<'_>, name: &Sha256) -> Result<RescueReply> {
    let bytes = courier::read(pass.host.session.store.dir(), name)?;
    let method = reqwest::Method::POST;
    let kind = "application/octet-stream";
    let said = pass
        .net
        .bytes(method, "rescue", kind, bytes, SAID_MAX)
        .await?;
    Ok(serde_json::from_slice(&said).map_err(|_| Code::PoolNotAPool)?)
}
