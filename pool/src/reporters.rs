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

/// What everybody who sees the ticket may see of its reporter.
pub fn mask(reporter: &Reporter) -> Reporter {
    use model::mask;
    Reporter {
        kind: reporter.kind,
        name: reporter.name.as_deref().map(mask::name),
        phone: reporter.phone.as_deref().map(mask::phone),
        org_code: reporter.org_code.as_deref().map(mask::code),
        wants_visit: reporter.wants_visit,
        confidential: reporter.confidential,
        consent: reporter.consent,
    }
}
