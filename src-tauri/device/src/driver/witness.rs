//! Signed ends of the pool's audit chain, kept here as a witness: whoever rewrites the chain later is contradicted by them.

use crate::error::Result;
use crate::store::setting::{self, key};
use crate::store::{Db, Tx};
use ed25519_dalek::VerifyingKey;
use sync::AuditHead;

/// Ends kept, a day each.
const KEPT: usize = 200;

/// Every end kept here, oldest first.
pub fn all(db: &Db) -> Result<Vec<String>> {
    Ok(setting::get(db, key::AUDIT_HEADS)?.unwrap_or_default())
}

/// What is said of the newest one at a pull.
pub fn held(db: &Db) -> Result<Option<String>> {
    let newest = all(db)?
        .pop()
        .and_then(|text| text.parse::<AuditHead>().ok());
    Ok(newest.map(|head| head.held().to_string()))
}

/// Keeps a newer end, when it is the pool's own and goes on from what is here.
pub fn keep(tx: &Tx, text: &str) -> Result<()> {
    let key: String = setting::require(tx, key::POOL_KEY)?;
    let key = hex::decode(key).ok().and_then(|b| b.try_into().ok());
    let key = key.and_then(|b| VerifyingKey::from_bytes(&b).ok());
    let head = text.parse::<AuditHead>().ok();
    let Some((head, key)) = head.zip(key) else {
        return Ok(());
    };
    let mut kept = all(tx)?;
    let newest = kept.last().and_then(|text| text.parse::<AuditHead>().ok());
    if !head.is_by(&key) || newest.is_some_and(|n| !head.follows(&n)) {
        tracing::error!("the pool's audit chain does not go on from what this device witnessed");
        return Ok(());
    }
    kept.push(head.to_string());
    let old = kept.len().saturating_sub(KEPT);
    kept.drain(..old);
    setting::put(tx, key::AUDIT_HEADS, &kept)
}
