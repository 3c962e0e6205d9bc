//! The gate: before anything of a body is read, whether another site sent it, who sends it, and whether there is a turn.

use super::caller::{Caller, Found, Shown};
use super::error::{Refusal, busy};
use super::site;
use super::state::App;
use super::threshold::{Line, Paced, Source};
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use model::Code;
use std::sync::Arc;
use std::time::Duration;

/// What is taken off unread after a refusal, and for how long: whoever is known should hear why even in the middle of a photo.
const SPILL_KNOWN: (u64, Duration) = (16 << 20, Duration::from_secs(60));
const SPILL_STRANGER: (u64, Duration) = (64 << 10, Duration::from_secs(2));
/// Whoever watches over the pool is never sent away.
const HEALTH: &str = "/healthz";

/// Lets a request through, or says why not.
pub async fn pass(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    if request.uri().path() == HEALTH {
        return next.run(request).await;
    }
    let (mut head, body) = request.into_parts();
    let source = head.extensions.get::<Source>().copied().unwrap_or_default();
    let checked = site::check(&head);
    let found = match &checked {
        Ok(()) => match find(&app, &head, source).await {
            Some(found) => found,
            None => return busy(),
        },
        Err(_) => Ok(None),
    };
    let known = found.as_ref().ok().and_then(|f| f.as_ref());
    let key = known.map(Caller::key);
    if let (Some(key), Some(line)) = (&key, head.extensions.get::<Arc<Line>>()) {
        app.threshold.lines.known(line, key);
    }
    let spill = if key.is_some() {
        SPILL_KNOWN
    } else {
        SPILL_STRANGER
    };
    let body = Paced::new(body, app.threshold.limits.pace, spill);
    if let Err(denial) = checked {
        return Refusal(denial).into_response();
    }
    let turn = match &key {
        Some(key) => app.threshold.turns.known(key).await,
        None => app.threshold.turns.stranger(source.address),
    };
    let Some(_turn) = turn else {
        return busy();
    };
    head.extensions.insert(Found(found));
    next.run(Request::from_parts(head, Body::new(body))).await
}

/// Who it is by the head alone; none when too many tokens nobody has seen are being looked up.
async fn find(app: &App, head: &Parts, source: Source) -> Option<Result<Option<Caller>, Refusal>> {
    let shown = match Shown::read(head, source.tls) {
        Ok(Some(shown)) => shown,
        Ok(None) => return Some(Ok(None)),
        Err(refusal) => return Some(Err(refusal)),
    };
    let hash = shown.hash();
    let _turn = if app.threshold.has_seen(&hash) {
        None
    } else {
        Some(app.threshold.turns.lookup(source.address)?)
    };
    let found = Caller::find(&shown, app).await;
    let other = |refusal: &Refusal| refusal.0.code == Code::OtherPerson;
    app.threshold
        .see(hash, found.as_ref().map_or_else(other, |_| true));
    Some(found.map(Some))
}
