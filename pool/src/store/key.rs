//! Ids and grades as the short values that tables keep.

use crate::{Error, Result};
use model::{DeviceId, EditId, Grade, Head, Sha256, TicketId};

/// The 16 bytes of a ticket's UUID.
pub fn ticket(id: &TicketId) -> Result<[u8; 16]> {
    uuid::Uuid::try_parse(id.as_str())
        .map(uuid::Uuid::into_bytes)
        .map_err(|_| wrong("ticket id"))
}
/// The ticket with these bytes.
pub fn ticket_of(bytes: [u8; 16]) -> Result<TicketId> {
    Ok(TicketId::new(
        uuid::Uuid::from_bytes(bytes).hyphenated().to_string(),
    )?)
}
/// The 8 bytes of a device.
pub fn device(id: &DeviceId) -> Result<[u8; 8]> {
    hex::decode(id.as_str())
        .ok()
        .and_then(|b| b.try_into().ok())
        .ok_or_else(|| wrong("device id"))
}
/// The device with these bytes.
pub fn device_of(bytes: [u8; 8]) -> Result<DeviceId> {
    Ok(DeviceId::new(hex::encode(bytes))?)
}
/// The 32 bytes of a photo's hash.
pub fn sha(id: &Sha256) -> Result<[u8; 32]> {
    hex::decode(id.as_str())
        .ok()
        .and_then(|b| b.try_into().ok())
        .ok_or_else(|| wrong("sha256"))
}
/// The hash with these bytes.
pub fn sha_of(bytes: [u8; 32]) -> Result<Sha256> {
    Ok(Sha256::new(hex::encode(bytes))?)
}
/// Heads one after another.
pub fn heads(heads: &[Head]) -> Vec<u8> {
    heads.iter().flat_map(|h| h.0).collect()
}
/// The heads in these bytes.
pub fn heads_of(bytes: &[u8]) -> Vec<Head> {
    bytes.as_chunks::<32>().0.iter().map(|c| Head(*c)).collect()
}
/// The edit with these bytes.
pub fn edit_of(bytes: [u8; 16]) -> EditId {
    EditId(bytes)
}
fn wrong(what: &str) -> Error {
    Error::Damaged(what.to_string())
}

/// The most pressing grade first, so that a column sorts by it.
pub(super) fn grade_rank(grade: Grade) -> i64 {
    match grade {
        Grade::Sudden => 0,
        Grade::Urgent => 1,
        Grade::Normal => 2,
    }
}

/// The grade of a rank.
pub(super) fn grade_of(rank: i64) -> Grade {
    match rank {
        0 => Grade::Sudden,
        1 => Grade::Urgent,
        _ => Grade::Normal,
    }
}
