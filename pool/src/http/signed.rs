//! A device's signature on its way in: read from the head before anything of the body came, and the body held to it.

use super::error::Refusal;
use crate::auth::Presented;
use axum::body::Body;
use axum::extract::Request;
use axum::http::request::Parts;
use futures_util::{Stream, StreamExt};
use model::Code;
use sha2::{Digest, Sha256};
use std::io;
use sync::{SignedRequest, request};

const BELOW: &str = "/api/v1/";

/// What a device shows in the head of its request.
pub fn presented(head: &Parts, token: [u8; 32]) -> Result<Presented, Refusal> {
    let path = head.uri.path_and_query().map_or("", |p| p.as_str());
    Ok(Presented {
        signed: signed(head)?,
        token,
        method: head.method.to_string(),
        path: path.strip_prefix(BELOW).unwrap_or(path).to_string(),
    })
}

fn signed(head: &Parts) -> Result<Option<SignedRequest>, Refusal> {
    let text = head.headers.get(request::HEADER);
    let text = text.map(|t| t.to_str().map_err(|_| Code::SignatureWrong));
    let read = text.transpose()?.map(str::parse);
    Ok(read.transpose()?)
}

/// Holds the body of a signed request to the digest that was signed: one that is another does not arrive.
pub fn bind(asked: Request) -> Request {
    let (head, body) = asked.into_parts();
    let digest = signed(&head).ok().flatten().map(|s| s.digest);
    let body = match digest {
        Some(digest) => Body::from_stream(held_to(digest, body)),
        None => body,
    };
    Request::from_parts(head, body)
}

fn held_to(digest: [u8; 32], body: Body) -> impl Stream<Item = io::Result<axum::body::Bytes>> {
    let start = Some((body.into_data_stream(), Sha256::new()));
    let held = futures_util::stream::unfold(start, move |state| async move {
        let (mut body, mut sum) = state?;
        match body.next().await {
            Some(Ok(bytes)) => {
                sum.update(&bytes);
                Some((Ok(bytes), Some((body, sum))))
            }
            Some(Err(e)) => Some((Err(io::Error::other(e)), None)),
            None if sum.finalize()[..] == digest => None,
            None => Some((Err(io::Error::other("another body was signed")), None)),
        }
    });
    // Whoever throws away what is still on its way asks again behind the end.
    held.fuse()
}
