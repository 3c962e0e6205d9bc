//! Devices as the administrator sees and handles them.

use crate::Result;
use crate::store::{Db, Device, Entry, Tx};
use api::{DeviceLine, DeviceState};
use model::{DeviceId, Moment, UserName};

const DAY: i64 = 24 * 60;

/// Every device, or one person's. `days` without a pull end a token.
pub fn list(db: &Db, user: Option<&UserName>, now: Moment, days: u32) -> Result<Vec<DeviceLine>> {
    let devices = db.devices(user)?.into_iter();
    let line = |d: Device| DeviceLine {
        state: state(&d, now, days),
        id: d.id,
        user: d.user,
        enrolled: d.standing.enrolled_at,
        last_seen: d.standing.seen_at,
        app_version: Some(d.standing.app).filter(|a| !a.is_empty()),
    };
    Ok(devices.map(line).collect())
}

/// How a device stands, the worst first.
pub fn state(device: &Device, now: Moment, days: u32) -> DeviceState {
    let standing = &device.standing;
    if device.revoked_at.is_some() {
        DeviceState::Revoked
    } else if standing.copied_at.is_some() {
        DeviceState::Copied
    } else if standing.held_at.is_some() {
        DeviceState::Held
    } else if is_expired(device, now, days) {
        DeviceState::Expired
    } else {
        DeviceState::Active
    }
}

/// Whether a device was not heard of for too long.
pub fn is_expired(device: &Device, now: Moment, days: u32) -> bool {
    let standing = &device.standing;
    let last = standing
        .seen_at
        .unwrap_or(standing.token_at)
        .max(standing.token_at);
    now > last.plus_minutes(i64::from(days) * DAY)
}

/// Switches a device off from its next request on; false when it was off already or is not known.
pub fn revoke(tx: &Tx, who: &str, id: &DeviceId, now: Moment) -> Result<bool> {
    let done = tx.revoke_device(id, now)?;
    if done {
        note(tx, who, "device_revoked", id, now)?;
    }
    Ok(done)
}

/// Lets a device in again that waits: since a restore, since a second copy was found, or after too long a time. False when it
/// does not wait, or was switched off.
pub fn confirm(tx: &Tx, who: &str, id: &DeviceId, now: Moment) -> Result<bool> {
    let none = || crate::Error::Damaged("no district".into());
    let days = tx
        .district()?
        .ok_or_else(none)?
        .district
        .rules
        .guard
        .token_days;
    let stands = tx.device(id)?.map(|d| state(&d, now, days));
    match stands {
        None | Some(DeviceState::Active | DeviceState::Revoked) => Ok(false),
        Some(DeviceState::Held | DeviceState::Copied | DeviceState::Expired) => {
            tx.readmit_device(id, now)?;
            note(tx, who, "device_confirmed", id, now)?;
            Ok(true)
        }
    }
}

fn note(tx: &Tx, who: &str, what: &'static str, id: &DeviceId, at: Moment) -> Result<()> {
    tx.audit(&Entry {
        at,
        who: who.to_string(),
        what,
        detail: id.to_string(),
        ..Entry::default()
    })
}
