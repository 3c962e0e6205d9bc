//! What every answer says to browsers, in one place. A route says more only where it has to: how a file may be kept, and
//! the client's own policy.

use super::state::App;
use super::threshold::{Line, Source};
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use http_body::{Frame, SizeHint};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

/// For every answer.
const ALWAYS: &[(&str, &str)] = &[("x-content-type-options", "nosniff")];
/// For every answer that a page could show or embed: not for [`Octets`].
const SHOWN: &[(&str, &str)] = &[
    ("referrer-policy", "no-referrer"),
    ("cross-origin-resource-policy", "same-origin"),
];
/// For pages alone: browsers ask no other answer for them, and a tablet's idle sync stays below a kilobyte.
const PAGES: &[(&str, &str)] = &[
    (
        "permissions-policy",
        "camera=(self), geolocation=(self), microphone=(), display-capture=(), payment=(), usb=(), serial=(), bluetooth=()",
    ),
    ("cross-origin-opener-policy", "same-origin"),
];
/// Where the route says nothing else.
const ELSE: &[(&str, &str)] = &[(
    "content-security-policy",
    "default-src 'none'; frame-ancestors 'none'",
)];
/// The same for every answer.
const KEPT: &[(&str, &str)] = &[("cache-control", "no-store")];
/// A year, once the pool was reached over TLS.
const HSTS: &str = "max-age=31536000";

/// An answer in bytes to a request that a device signed. No page and no other site can ask for one, since nothing but a script
/// of this origin can add the signature, and none is a document: what browsers ask of documents would only be carried over
/// thin lines, twice in each sync.
#[derive(Clone, Copy)]
pub struct Octets;

/// Finds where a request comes from, and gives its answer the headers of every answer. A line is at work until the answer
/// was taken off.
pub async fn dress(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Response {
    let line = request.extensions().get::<Arc<Line>>().cloned();
    let threshold = &app.threshold;
    let source = Source::of(
        line.as_deref(),
        request.headers(),
        &threshold.gateways,
        threshold.tls,
    );
    request.extensions_mut().insert(source);
    let running = line.as_ref().map(Line::begin);
    let mut response = next.run(request).await;
    let octets = response.extensions().get::<Octets>().is_some();
    let headers = response.headers_mut();
    let of_page = if is_page(headers) { PAGES } else { &[] };
    let (shown, or_else) = if octets {
        (&[][..], &[][..])
    } else {
        (SHOWN, ELSE)
    };
    for (name, value) in ALWAYS.iter().chain(shown).chain(of_page) {
        headers.insert(*name, HeaderValue::from_static(value));
    }
    for (name, value) in KEPT.iter().chain(or_else) {
        let place = headers.entry(*name);
        place.or_insert(HeaderValue::from_static(value));
    }
    if source.tls {
        let value = HeaderValue::from_static(HSTS);
        headers.insert(header::STRICT_TRANSPORT_SECURITY, value);
    }
    match running {
        Some(running) => response.map(|body| {
            Body::new(Held {
                body,
                _held: running,
            })
        }),
        None => response,
    }
}

/// Whether an answer is a document that a browser shows.
fn is_page(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE);
    kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
}

/// A body that holds something as long as it lives.
struct Held<T> {
    body: Body,
    _held: T,
}

impl<T: Unpin> HttpBody for Held<T> {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }
    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }
    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
