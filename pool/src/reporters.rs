//! Reporters (诉求人): sealed with the data key and bound to their ticket; shown masked unless somebody may see them.

use crate::store::Keys;
use crate::{Result, sealed};
use model::TicketId;
use model::issue::Reporter;
use zeroize::Zeroizing;

/// Seals a record; it opens only beside the same ticket.
pub fn seal(keys: &Keys, ticket: &TicketId, reporter: &Reporter) -> Result<Vec<u8>> {
    let text = Zeroizing::new(serde_json::to_vec(reporter)?);
    sealed::seal(keys, ticket.as_str(), &text)
}

/// Opens a record.
pub fn open(keys: &Keys, ticket: &TicketId, sealed: &[u8]) -> Result<Reporter> {
    let text = sealed::open(keys, ticket.as_str(), sealed)?;
    Ok(serde_json::from_slice(&text)?)
}
