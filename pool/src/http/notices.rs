//! `GET /api/v1/notices`: server-sent events for signed-in browsers. Each names the topics to read again and nothing else,
//! so that scope decides only what the reading answers.

use super::authority::BySession;
use super::caller::stands;
use super::error::Refusal;
use super::state::App;
use crate::notices::Seat;
use api::Topic;
use axum::extract::State;
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderMap, HeaderName};
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{Instant, sleep, sleep_until};

/// A burst of changes becomes one notice per span of this length.
pub const PACE: Duration = Duration::from_millis(400);
/// A comment says this often that the line still holds.
const HEARTBEAT: Duration = Duration::from_secs(20);
const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// Begins to listen. With `Last-Event-ID` a gap is reported at once.
pub async fn listen(
    State(app): State<Arc<App>>,
    BySession { person, session }: BySession,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let mut heads = app.store.head();
    let head = *heads.borrow_and_update();
    let last = headers
        .get(LAST_EVENT_ID)
        .map(|v| v.to_str().ok().and_then(|t| t.parse().ok()));
    let first = match last {
        // An event without data only tells the browser where it stands.
        None => Event::default().id(head.to_string()),
        Some(before) if before == Some(head) => notice(head, &[Topic::Views]),
        Some(_) => notice(head, &[Topic::Tickets, Topic::Views]),
    };
    let listener = Listener {
        seat: app.notices.sit(&person.user)?,
        app,
        session,
        heads,
        first: Some(first),
        ready: Instant::now(),
    };
    let events = stream::unfold(listener, |mut listener| async move {
        let event = listener.next().await?;
        Some((Ok::<_, Infallible>(event), listener))
    });
    // A gateway that buffers would hold notices back.
    let through = [
        (HeaderName::from_static("x-accel-buffering"), "no"),
        // What the library says by itself allows keeping.
        (CACHE_CONTROL, "no-store"),
    ];
    Ok((through, Sse::new(events)).into_response())
}

fn notice(head: u64, topics: &[Topic]) -> Event {
    let data = serde_json::to_string(topics).unwrap_or_default();
    Event::default()
        .event("topics")
        .id(head.to_string())
        .data(data)
}

/// One window's line.
struct Listener {
    app: Arc<App>,
    session: [u8; 32],
    seat: Seat,
    heads: watch::Receiver<u64>,
    first: Option<Event>,
    /// The next notice goes out no earlier.
    ready: Instant,
}

impl Listener {
    async fn next(&mut self) -> Option<Event> {
        if let Some(first) = self.first.take() {
            return Some(first);
        }
        let mut topics: Vec<Topic> = Vec::new();
        let silence = sleep(HEARTBEAT);
        tokio::pin!(silence);
        loop {
            let told = !topics.is_empty();
            let topic = tokio::select! {
                biased;
                topic = self.seat.next() => topic?,
                changed = self.heads.changed() => {
                    changed.ok()?;
                    Topic::Tickets
                }
                _ = sleep_until(self.ready), if told => break,
                _ = &mut silence, if !told => break,
            };
            if !topics.contains(&topic) {
                topics.push(topic);
            }
        }
        // Whoever signed out, or was locked out, hears nothing more.
        if !stands(&self.app.store, self.session).await {
            return None;
        }
        if topics.is_empty() {
            return Some(Event::default().comment(""));
        }
        self.ready = Instant::now() + PACE;
        let head = *self.heads.borrow_and_update();
        Some(notice(head, &topics))
    }
}
