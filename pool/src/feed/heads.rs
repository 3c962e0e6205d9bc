//! Ends of the audit chain travel with each pull: down, what a device keeps as a witness; up, what it has kept.

use crate::Result;
use crate::store::{Device, Entry, HeadFit, Store};
use model::Moment;
use std::sync::Arc;
use sync::{AuditHead, HeldHead};

/// Compares what a device holds with the chain; the newer end it is to keep, if there is one. One that contradicts the chain
/// is written down once, and the device keeps it.
pub async fn exchange(
    store: &Arc<Store>,
    now: Moment,
    device: &Device,
    held: Option<HeldHead>,
) -> Result<Option<AuditHead>> {
    let (newest, fit) = store
        .read(move |db| {
            let fit = held.as_ref().map(|h| db.head_fit(h)).transpose()?;
            Ok((db.audit_head()?, fit))
        })
        .await?;
    let said = held.map(|h| h.to_string());
    if let Some(held) = held
        && device.head != said
    {
        let (id, broken) = (device.id.clone(), fit == Some(HeadFit::Broken));
        if broken {
            tracing::error!(device = %id, line = held.n, "the audit chain is not what this device witnessed");
        }
        store
            .write(move |tx| {
                tx.note_head(&id, &held.to_string())?;
                if !broken {
                    return Ok(());
                }
                tx.audit(&Entry {
                    at: now,
                    who: id.to_string(),
                    what: "audit_head_differs",
                    detail: held.n.to_string(),
                    ..Entry::default()
                })
            })
            .await?;
    }
    let newer = |head: &AuditHead| Some(head.held().to_string()) != said;
    Ok(newest.filter(|h| newer(h) && fit != Some(HeadFit::Broken)))
}
