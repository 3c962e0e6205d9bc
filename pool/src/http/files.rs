//! A file on its way out: whole or the part that is asked for, never held in memory.

use crate::{Error, Result};
use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use std::path::Path;
use tower_http::services::ServeFile;

/// Answers with the file.
pub async fn send(path: &Path, request: Request) -> Result<Response> {
    let answer = ServeFile::new(path).try_call(request).await;
    Ok(answer.map_err(Error::File)?.map(Body::new))
}
