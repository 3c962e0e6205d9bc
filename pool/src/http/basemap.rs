//! The published basemap, for whoever is signed in and for devices; in parts, so that a fetch goes on where it stopped.

use super::authority::SessionOrDevice;
use super::error::Refusal;
use super::files;
use super::state::App;
use crate::basemap::{path, published};
use api::Basemap;
use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use model::{Code, Sha256};
use std::sync::Arc;

/// `GET /api/v1/basemap`: which pack is published.
pub async fn which(
    State(app): State<Arc<App>>,
    _: SessionOrDevice,
) -> Result<Json<Basemap>, Refusal> {
    Ok(Json(ready(&app).await?))
}

/// `GET /api/v1/basemap/<sha256>`: its bytes, or the range that is asked for.
pub async fn get(
    State(app): State<Arc<App>>,
    Path(sha256): Path<String>,
    _: SessionOrDevice,
    request: Request,
) -> Result<Response, Refusal> {
    let basemap = ready(&app).await?;
    let sha256 = Sha256::new(sha256).map_err(|_| Code::BasemapNone)?;
    if sha256 != basemap.sha256 {
        return Err(Code::BasemapNone.into());
    }
    let mut response = files::send(&path(app.store.folder(), &sha256), request).await?;
    let headers = response.headers_mut();
    let mime = HeaderValue::from_static("application/vnd.pmtiles");
    headers.insert(header::CONTENT_TYPE, mime);
    // The address is the content's own hash.
    let cache = HeaderValue::from_static("private, max-age=31536000, immutable");
    headers.insert(header::CACHE_CONTROL, cache);
    Ok(response)
}

async fn ready(app: &App) -> Result<Basemap, Refusal> {
    let basemap = app.store.read(published).await?.ok_or(Code::BasemapNone)?;
    // After a restore the pack is named but not there until it is published again.
    if !path(app.store.folder(), &basemap.sha256).is_file() {
        return Err(Code::BasemapNone.into());
    }
    Ok(basemap)
}
