//! The ways that devices use: enrolment, push, pull.

use super::authority::ByDevice;
use super::error::{Refusal, too_fast};
use super::headers::Octets;
use super::limits::{OPEN_BYTES, PULL_BYTES, read};
use super::state::App;
use super::threshold::Source;
use crate::budget::{Bearer, Brought};
use crate::store::Entry;
use crate::{auth, clock, feed, ingest, papers, rescue, space};
use api::sync::{EnrolRequest, PAPERS, PapersRequest, PullRequest};
use axum::body::{Body, HttpBody};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use model::{Code, Denial};
use std::sync::Arc;
use std::time::Instant;
use sync::rescue::BYTES_MAX;
use sync::{audit_head, request};

/// `POST /api/v1/enrol`.
pub async fn enrol(
    State(app): State<Arc<App>>,
    source: Option<Extension<Source>>,
    body: Body,
) -> Result<Response, Refusal> {
    // Counted before it is looked at; what goes well is not counted.
    let place = source.and_then(|s| s.address);
    let turn = app.threshold.enrols.take(place, Instant::now());
    turn.map_err(too_fast)?;
    let body = read(body, OPEN_BYTES).await?;
    let text = std::str::from_utf8(&body).map_err(|_| Code::FrameBroken)?;
    let request: EnrolRequest = model::json::from_text(text)?;
    match auth::enrol(&app.store, request).await {
        Ok(reply) => {
            app.threshold.enrols.give_back(place);
            Ok(Json(reply).into_response())
        }
        Err(trouble) => {
            let detail = trouble.denial().code.to_string();
            let entry = Entry {
                at: clock::now(),
                what: "enrol_refused",
                detail,
                ..Entry::default()
            };
            app.store.write_later(move |tx| tx.audit(&entry));
            Err(trouble.into())
        }
    }
}

/// `POST /api/v1/push`: a signed frame.
pub async fn push(
    State(app): State<Arc<App>>,
    ByDevice { whole, device, .. }: ByDevice,
    body: Body,
) -> Result<Response, Refusal> {
    let body = read(body, sync::Limits::PUSH.bytes).await;
    let body = body.map_err(|denial| match denial.code {
        Code::BodyTooLarge => Denial {
            code: Code::FrameTooLarge,
            ..denial
        },
        _ => denial,
    })?;
    let done = ingest::take_frame(&app.store, clock::now(), device, whole, body).await;
    Ok(octets(done?))
}

/// `POST /api/v1/pull`.
pub async fn pull(
    State(app): State<Arc<App>>,
    ByDevice { person, device, .. }: ByDevice,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refusal> {
    let body = read(body, PULL_BYTES).await?;
    let text = std::str::from_utf8(&body).map_err(|_| Code::FrameBroken)?;
    let ask: PullRequest = model::json::from_text(text)?;
    let now = clock::now();
    let brought = Brought {
        frames: 1,
        ..Brought::default()
    };
    let bearer = Bearer::new(Some(&device.id), &person);
    ingest::charge(&app.store, now, bearer, &brought)?;
    let held = headers.get(audit_head::HEADER);
    let held = held.map(|h| h.to_str().unwrap_or_default().parse());
    let held = held.transpose()?;
    let head = feed::exchange(&app.store, now, &device, held).await?;
    let rotating = device.clone();
    let page = feed::pull(&app.store, now, device, person, ask).await?;
    let app_version = app_version(&headers);
    let token = auth::rotated(&app.store, &rotating, &app_version, now).await?;
    let papers = papers::wait_for(&app.store, &rotating).await?;
    let mut response = octets(page);
    if let Some(token) = token {
        let mut text = HeaderValue::try_from(token).map_err(|_| Code::Bug)?;
        text.set_sensitive(true);
        response.headers_mut().insert(request::TOKEN, text);
    }
    if papers {
        let there = HeaderValue::from_static("1");
        response.headers_mut().insert(PAPERS, there);
    }
    if let Some(head) = head {
        let text = HeaderValue::try_from(head.to_string()).map_err(|_| Code::Bug)?;
        response.headers_mut().insert(audit_head::HEADER, text);
    }
    Ok(response)
}

/// `POST /api/v1/rescue`: a rescue bundle that this device carries for a colleague's.
pub async fn rescue(
    State(app): State<Arc<App>>,
    ByDevice { person, device, .. }: ByDevice,
    body: Body,
) -> Result<Response, Refusal> {
    // Few at once, whoever brings them: a bundle lies in memory whole.
    let _turn = app.rescues.try_acquire().map_err(|_| Code::TryLater)?;
    let now = clock::now();
    space::check(&app.store)?;
    let bearer = Bearer::new(Some(&device.id), &person);
    let charge = |frames: u64, bytes: u64| {
        let brought = Brought {
            frames,
            bytes,
            ..Brought::default()
        };
        ingest::charge(&app.store, now, bearer, &brought)
    };
    let said = body.size_hint().lower();
    charge(1, said)?;
    let body = read(body, BYTES_MAX).await?.to_vec();
    charge(0, (body.len() as u64).saturating_sub(said))?;
    let carrier = device.id.to_string();
    let taken = rescue::take(&app.store, now, body, &carrier, &app.drawing).await?;
    Ok(Json(taken.counts).into_response())
}

/// `POST /api/v1/papers`: drafts and notes of this person's earlier device.
pub async fn papers(
    State(app): State<Arc<App>>,
    ByDevice { device, .. }: ByDevice,
    body: Body,
) -> Result<Response, Refusal> {
    let body = read(body, PULL_BYTES).await?;
    let text = std::str::from_utf8(&body).map_err(|_| Code::FrameBroken)?;
    let ask: PapersRequest = model::json::from_text(text)?;
    let reply = papers::hand_out(&app.store, &device, ask).await?;
    Ok(Json(reply).into_response())
}

/// The app's version, as it says itself: digits, dots and letters, or nothing.
fn app_version(headers: &HeaderMap) -> String {
    let said = headers.get(header::USER_AGENT);
    let said = said.and_then(|v| v.to_str().ok()?.strip_prefix("zs12345/"));
    let plain = |c: char| c.is_ascii_alphanumeric() || ".-+".contains(c);
    said.filter(|v| v.len() <= 40 && v.chars().all(plain))
        .unwrap_or_default()
        .to_string()
}

fn octets(bytes: Vec<u8>) -> Response {
    let kind = [(header::CONTENT_TYPE, "application/octet-stream")];
    (kind, Extension(Octets), bytes).into_response()
}
