//! Reporters (诉求人): sealed with the data key and bound to their ticket; shown masked unless somebody may see them.

use crate::store::{Keys, random};
use crate::{Outcome, Trouble};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use model::TicketId;
use model::issue::Reporter;
use zeroize::Zeroizing;

const NONCE: usize = 24;

fn cipher(keys: &Keys) -> Outcome<XChaCha20Poly1305> {
    XChaCha20Poly1305::new_from_slice(keys.data.as_slice())
        .map_err(|_| Trouble::Bug("data key".into()))
}

/// Seals a record; it opens only beside the same ticket.
pub fn seal(keys: &Keys, ticket: &TicketId, reporter: &Reporter) -> Outcome<Vec<u8>> {
    let text = Zeroizing::new(serde_json::to_vec(reporter)?);
    let nonce = random::<NONCE>()?;
    let payload = Payload {
        msg: &text,
        aad: ticket.as_str().as_bytes(),
    };
    let sealed = cipher(keys)?
        .encrypt(&XNonce::from(nonce), payload)
        .map_err(|_| Trouble::Bug("sealing failed".into()))?;
    Ok([nonce.as_slice(), &sealed].concat())
}

/// Opens a record.
pub fn open(keys: &Keys, ticket: &TicketId, sealed: &[u8]) -> Outcome<Reporter> {
    let damaged = || Trouble::Damaged("reporter".into());
    let (nonce, sealed) = sealed.split_first_chunk::<NONCE>().ok_or_else(damaged)?;
    let payload = Payload {
        msg: sealed,
        aad: ticket.as_str().as_bytes(),
    };
    let text = cipher(keys)?
        .decrypt(&XNonce::from(*nonce), payload)
        .map_err(|_| damaged())?;
    Ok(serde_json::from_slice(&Zeroizing::new(text))?)
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
