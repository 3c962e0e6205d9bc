//! The browser client: files of the built frontend, packed ahead where the browser takes that, and one closed policy.

use super::error::Refusal;
use super::state::{App, Frontend};
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use model::{Code, Denial};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use tower_http::services::ServeFile;

const POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src 'self' blob: data:; style-src 'self'; \
    object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const MISSING: &str = include_str!("missing.html");

/// Any other path: a file of the client, or the client itself, which knows its own routes.
pub async fn page(State(app): State<Arc<App>>, request: Request) -> Response {
    let path = request.uri().path();
    if path.starts_with("/api/") {
        let name = path.rsplit('/').next().unwrap_or_default();
        let name = name.chars().take(40).collect::<String>();
        return Refusal(Denial::new(Code::CommandUnknown).with("value", name)).into_response();
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let Frontend::Folder(folder) = &app.frontend else {
        return missing(StatusCode::OK);
    };
    let Some(file) = find(folder, path) else {
        return missing(StatusCode::NOT_FOUND);
    };
    // Packed ahead where the browser takes that; never held in memory, however slowly it is taken off.
    let mut served = ServeFile::new(&file)
        .precompressed_br()
        .precompressed_gzip();
    match served.try_call(request).await {
        Ok(found) if found.status() != StatusCode::NOT_FOUND => {
            let cache = if hashed(&file) {
                "public, max-age=31536000, immutable"
            } else {
                "no-cache"
            };
            let mut response = found.map(Body::new);
            let vary = HeaderValue::from_static("accept-encoding");
            response.headers_mut().insert(header::VARY, vary);
            dress(response, mime(&file), cache)
        }
        _ => missing(StatusCode::NOT_FOUND),
    }
}

fn missing(status: StatusCode) -> Response {
    let response = (status, MISSING).into_response();
    dress(response, "text/html; charset=utf-8", "no-store")
}

/// The file that a path names, inside the folder; it may not be there.
fn find(folder: &Path, path: &str) -> Option<PathBuf> {
    let inside = Path::new(path.trim_start_matches('/'));
    let plain = inside
        .components()
        .all(|c| matches!(c, Component::Normal(_)));
    let named = !path.ends_with('/') && inside.extension().is_some();
    if !plain || path.contains('\\') || path.contains('%') || path.contains('\0') {
        return None;
    }
    // A path without an ending is a place inside the client.
    Some(if named {
        folder.join(inside)
    } else {
        folder.join("index.html")
    })
}

fn mime(file: &Path) -> &'static str {
    match file.extension().and_then(|e| e.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("json" | "webmanifest") => "application/json",
        Some("woff2") => "font/woff2",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// Whether the name carries a hash of the content, as `app-0123456789abcdef.js` does.
fn hashed(file: &Path) -> bool {
    let stem = file
        .file_stem()
        .and_then(|s| s.to_str())
        .unwrap_or_default();
    stem.split(['-', '.', '_'])
        .any(|part| part.len() >= 8 && part.bytes().all(|b| b.is_ascii_hexdigit()))
}

fn dress(mut response: Response, mime: &'static str, cache: &'static str) -> Response {
    let pairs = [
        (header::CONTENT_TYPE, mime),
        (header::CACHE_CONTROL, cache),
        (header::CONTENT_SECURITY_POLICY, POLICY),
    ];
    for (name, value) in pairs {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    response
}
