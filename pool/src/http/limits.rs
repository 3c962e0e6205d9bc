//! How large a request may be. A body is read only once it is known who sends it.

use super::threshold::is_slow;
use axum::body::{Body, Bytes, HttpBody};
use futures_util::StreamExt;
use model::{Code, Denial};

/// Largest JSON body of a call.
pub const CALL_BYTES: usize = 1_000_000;
/// Largest body of whoever is not signed in.
pub const OPEN_BYTES: usize = 16_000;
/// Largest body of a pull.
pub const PULL_BYTES: usize = 200_000;

/// Reads a whole body of at most so many bytes.
pub async fn read(body: Body, max: usize) -> Result<Bytes, Denial> {
    let (said, max_bytes) = (body.size_hint().lower(), max as u64);
    // What says that it is too large is not begun.
    if said > max_bytes {
        return Err(Denial::too_many_bytes(Code::BodyTooLarge, said, max_bytes));
    }
    let mut parts = body.into_data_stream();
    let mut whole = Vec::new();
    while let Some(part) = parts.next().await {
        let part = part.map_err(|e| broken(&e))?;
        if whole.len() + part.len() > max {
            return Err(Denial::more_bytes(Code::BodyTooLarge, max_bytes));
        }
        whole.extend_from_slice(&part);
    }
    Ok(whole.into())
}

/// A body that did not arrive: too slow, or cut.
pub fn broken(error: &axum::Error) -> Denial {
    let code = if is_slow(error) {
        Code::BodySlow
    } else {
        Code::FrameBroken
    };
    code.into()
}
