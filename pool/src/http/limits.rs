//! How large a request may be, and what is answered to one that did not arrive.

use axum::extract::rejection::BytesRejection;
use model::{Code, Denial};

/// Largest JSON body of a call.
pub const CALL_BYTES: usize = 1_000_000;

/// A body that did not arrive: too large, or cut.
pub fn too_large(rejection: &BytesRejection) -> Denial {
    if rejection.status() == 413 {
        Denial::new(Code::BodyTooLarge).with("max", CALL_BYTES)
    } else {
        Code::FrameBroken.into()
    }
}
