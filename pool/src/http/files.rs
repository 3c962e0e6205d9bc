//! A file on its way out: whole or the part that is asked for, never held in memory.

use crate::{Error, Result};
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use std::path::Path;
use tower_http::services::ServeFile;

/// Answers with the file. A browser shows none of it as a page.
pub async fn send(path: &Path, request: Request) -> Result<Response> {
    let answer = ServeFile::new(path).try_call(request).await;
    let mut response = answer.map_err(Error::File)?.map(Body::new);
    let headers = response.headers_mut();
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    Ok(response)
}
