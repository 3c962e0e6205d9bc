//! A device's signature on its way in: read from the head before anything of the body came, and the body held to it.

use super::error::Refusal;
use crate::auth::Presented;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Request;
use axum::http::request::Parts;
use http_body::{Frame, SizeHint};
use model::Code;
use sha2::{Digest, Sha256};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
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
        Some(digest) => Body::new(Signed {
            body,
            sum: Some(Sha256::new()),
            digest,
        }),
        None => body,
    };
    Request::from_parts(head, body)
}

/// A body that ends only when its digest is the one that was signed. How large it says it is stays known.
struct Signed {
    body: Body,
    /// Of what came; none when the end was looked at.
    sum: Option<Sha256>,
    digest: [u8; 32],
}

#[derive(Debug, thiserror::Error)]
#[error("another body was signed")]
struct Another;

impl HttpBody for Signed {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        if self.sum.is_none() {
            return Poll::Ready(None);
        }
        let next = ready!(Pin::new(&mut self.body).poll_frame(cx));
        if let (Some(Ok(frame)), Some(sum)) = (&next, &mut self.sum) {
            sum.update(frame.data_ref().map_or(&[][..], |data| data));
        }
        // Whoever believes that a body has ended does not ask once more: its last part does not arrive either.
        let ended = matches!(next, None | Some(Err(_))) || self.body.is_end_stream();
        let whole = self.sum.take_if(|_| ended).map(Sha256::finalize);
        match (next, whole) {
            (None | Some(Ok(_)), Some(whole)) if whole[..] != self.digest => {
                Poll::Ready(Some(Err(axum::Error::new(Another))))
            }
            (next, _) => Poll::Ready(next),
        }
    }
    fn is_end_stream(&self) -> bool {
        self.sum.is_none()
    }
    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::to_bytes;
    use axum::http::HeaderValue;
    use futures_util::{StreamExt, stream};
    use std::io;

    fn bound(body: Body, signed: &[u8]) -> Body {
        let device = model::DeviceId::new("00112233445566aa").unwrap();
        let key = ed25519_dalek::SigningKey::from_bytes(&[7; 32]);
        let text = SignedRequest::sign(&device, 1, signed, ("POST", "push"), &key).to_string();
        let mut asked = Request::new(body);
        let header = HeaderValue::try_from(text).unwrap();
        asked.headers_mut().insert(request::HEADER, header);
        bind(asked).into_body()
    }

    fn parts(parts: &'static [&'static str]) -> Body {
        Body::from_stream(stream::iter(parts).map(|p| Ok::<_, io::Error>(*p)))
    }

    #[tokio::test]
    async fn a_body_arrives_when_it_is_the_one_that_was_signed() {
        for body in [
            Body::from("abcd"),
            parts(&["ab", "cd"]),
            parts(&["", "abcd", ""]),
        ] {
            let read = to_bytes(bound(body, b"abcd"), 100).await;
            assert_eq!(&read.unwrap()[..], b"abcd");
        }
        assert!(
            to_bytes(bound(Body::empty(), b""), 100)
                .await
                .unwrap()
                .is_empty()
        );
        for body in [
            Body::from("abce"),
            parts(&["ab", "ce"]),
            parts(&["abcd", "e"]),
            parts(&["ab"]),
            Body::empty(),
        ] {
            assert!(to_bytes(bound(body, b"abcd"), 100).await.is_err());
        }
    }

    #[tokio::test]
    async fn what_says_that_it_is_too_large_is_not_begun() {
        struct Large;
        impl HttpBody for Large {
            type Data = Bytes;
            type Error = axum::Error;
            fn poll_frame(
                self: Pin<&mut Self>,
                _: &mut Context<'_>,
            ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
                panic!("begun")
            }
            fn size_hint(&self) -> SizeHint {
                SizeHint::with_exact(100_000_000)
            }
        }
        let read = super::super::limits::read(bound(Body::new(Large), b""), 1_000).await;
        assert_eq!(read.unwrap_err().code, Code::BodyTooLarge);
    }
}
