//! Photos: brought by devices and desks for tickets that list them, given to whoever sees a ticket that they were brought for.

use super::authority::SessionOrDevice;
use super::caller::{Caller, Proof};
use super::error::Refusal;
use super::limits::broken;
use super::refusals;
use super::state::App;
use crate::budget::Bearer;
use crate::ingest::Bringing;
use crate::photos::{self, Draft, Size};
use crate::store::HeldPhoto;
use crate::{Error, Result, clock, ingest};
use api::sync::{PhotoReceipt, Receipt};
use axum::Json;
use axum::body::{Body, HttpBody};
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt;
use model::person::Person;
use model::scope;
use model::{Code, Denial, Sha256, TicketId};
use serde::Deserialize;
use std::sync::Arc;
use tokio::io::AsyncWriteExt;

/// Largest photo.
pub const BYTES_MAX: u64 = 12 * 1024 * 1024;

/// Which ticket lists the photo.
#[derive(Deserialize)]
pub struct ForTicket {
    ticket: String,
}

/// Which size is asked for.
#[derive(Deserialize)]
pub struct InSize {
    size: Option<String>,
}

/// `PUT /api/v1/photos/<sha256>?ticket=<id>`.
pub async fn put(
    State(app): State<Arc<App>>,
    Path(sha256): Path<String>,
    ticket: Result<Query<ForTicket>, QueryRejection>,
    SessionOrDevice(caller): SessionOrDevice,
    body: Body,
) -> Result<Response, Refusal> {
    let sha256 = Sha256::new(sha256)?;
    let Query(ticket) =
        ticket.map_err(|_| Denial::new(Code::FieldMissing).with("field", "ticket"))?;
    let ticket = TicketId::new(ticket.ticket)?;
    refusals::about(&ticket);
    Ok(Json(take(&app, caller, sha256, ticket, body).await?).into_response())
}

async fn take(
    app: &App,
    caller: Caller,
    sha256: Sha256,
    ticket: TicketId,
    body: Body,
) -> Result<PhotoReceipt> {
    let store = &app.store;
    let person = caller.person.clone();
    let awaited = ingest::await_photo(store, person, sha256.clone(), ticket).await?;
    if let Some(held) = awaited.held {
        return Ok(receipt(&held));
    }
    let device = match &caller.proof {
        Proof::Device { device, .. } => Some(device.id.clone()),
        Proof::Session { .. } => None,
    };
    let bearer = Bearer::new(device.as_ref(), &caller.person);
    ingest::admit_photo(store, clock::now(), bearer, awaited.bytes)?;
    let draft = receive(app, body, &sha256, awaited.bytes).await?;
    let bringing = Bringing {
        n: awaited.n,
        sha256,
        via: device,
        by: caller.person.user,
    };
    let body = move || std::fs::read(draft.path());
    let held = ingest::keep_photo(store, &app.drawing, bringing, body).await?;
    Ok(receipt(&held))
}

/// Writes a body into a file as it comes, and no more of it than the ticket says the photo has.
async fn receive(app: &App, body: Body, sha256: &Sha256, listed: u64) -> Result<Draft> {
    let said = body.size_hint();
    let bytes = listed.max(said.lower());
    if bytes > BYTES_MAX {
        let large = Denial::too_many_bytes(Code::PhotoTooLarge, bytes, BYTES_MAX);
        return Err(large.with("name", &sha256.as_str()[..8]).into());
    }
    if said.exact().is_some_and(|bytes| bytes != listed) {
        return Err(Code::PhotoHash.into());
    }
    let folder = app.store.folder().to_path_buf();
    let begun = tokio::task::spawn_blocking(move || Draft::begin(&folder)).await;
    let (draft, file) = begun.map_err(|e| Error::Bug(e.to_string()))??;
    let mut file = tokio::fs::File::from_std(file);
    let (mut parts, mut left) = (body.into_data_stream(), listed);
    while let Some(part) = parts.next().await {
        let part = part.map_err(|e| broken(&e))?;
        left = left.checked_sub(part.len() as u64).ok_or(Code::PhotoHash)?;
        file.write_all(&part).await?;
    }
    file.flush().await?;
    if left > 0 {
        return Err(Code::PhotoHash.into());
    }
    Ok(draft)
}

fn receipt(held: &HeldPhoto) -> PhotoReceipt {
    let receipt = if held.safe_at.is_some() {
        Receipt::Safe
    } else {
        Receipt::Held
    };
    PhotoReceipt {
        sha256: held.sha256.clone(),
        receipt,
    }
}

/// `GET /api/v1/photos/<sha256>[?size=thumb]`.
pub async fn get(
    State(app): State<Arc<App>>,
    Path(sha256): Path<String>,
    size: Result<Query<InSize>, QueryRejection>,
    SessionOrDevice(caller): SessionOrDevice,
) -> Result<Response, Refusal> {
    let sha256 = Sha256::new(sha256).map_err(|_| Code::PhotoNotFound)?;
    let size = match size.ok().and_then(|Query(q)| q.size).as_deref() {
        None | Some("full") => Size::Full,
        Some("thumb") => Size::Thumb,
        Some(other) => {
            return Err(Denial::new(Code::ValueUnknown)
                .with("field", "size")
                .with("value", other)
                .into());
        }
    };
    let photo = visible(&app, caller.person, sha256).await?;
    let folder = app.store.folder().to_path_buf();
    let sha = photo.sha256.clone();
    let bytes = tokio::task::spawn_blocking(move || photos::read(&folder, &sha, size))
        .await
        .map_err(|_| Error::Bug("reading a photo panicked".into()))
        .and_then(|r| r)?;
    let mime = match size {
        Size::Full => photo.mime,
        Size::Thumb => photos::THUMB_MIME.to_string(),
    };
    let headers = [
        (header::CONTENT_TYPE, mime.as_str()),
        // Long enough for looking through a ticket; another person at this browser asks again.
        (header::CACHE_CONTROL, "private, max-age=300"),
        (header::VARY, "cookie, authorization"),
    ];
    Ok((StatusCode::OK, headers, bytes).into_response())
}

async fn visible(app: &App, person: Person, sha256: Sha256) -> Result<HeldPhoto> {
    app.store
        .read(move |db| {
            for (_, id) in db.tickets_holding(&sha256)? {
                if db
                    .ticket(&id)?
                    .is_some_and(|t| scope::sees(&person, &t.scope()))
                {
                    return db.photo(&sha256)?.ok_or_else(|| Code::PhotoNotFound.into());
                }
            }
            Err(Code::PhotoNotFound.into())
        })
        .await
}
