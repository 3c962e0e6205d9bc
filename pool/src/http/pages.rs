//! The browser client: files of the built frontend, packed ahead where the browser takes that, and one closed policy.

use super::error::Refusal;
use super::state::{App, Frontend};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use model::{Code, Denial};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

const POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src 'self' blob: data:; style-src 'self'; \
    object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const MISSING: &str = include_str!("missing.html");

/// Any other path: a file of the client, or the client itself, which knows its own routes.
pub async fn page(
    State(app): State<Arc<App>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    if uri.path().starts_with("/api/") {
        let name = uri
            .path()
            .rsplit('/')
            .next()
            .unwrap_or_default()
            .chars()
            .take(40)
            .collect::<String>();
        return Refusal(Denial::new(Code::CommandUnknown).with("value", name)).into_response();
    }
    if method != Method::GET && method != Method::HEAD {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let Frontend::Folder(folder) = &app.frontend else {
        return dress(
            (StatusCode::OK, MISSING).into_response(),
            "text/html; charset=utf-8",
            "no-store",
        );
    };
    let accepts = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default();
    let folder = folder.clone();
    let (path, accepts) = (uri.path().to_string(), accepts.to_string());
    let found = tokio::task::spawn_blocking(move || find(&folder, &path, &accepts)).await;
    match found {
        Ok(Some(file)) => {
            let mut response = (StatusCode::OK, file.bytes).into_response();
            if let Some(encoding) = file.encoding {
                response
                    .headers_mut()
                    .insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
            }
            response
                .headers_mut()
                .insert(header::VARY, HeaderValue::from_static("accept-encoding"));
            let cache = if file.hashed {
                "public, max-age=31536000, immutable"
            } else {
                "no-cache"
            };
            dress(response, file.mime, cache)
        }
        _ => dress(
            (StatusCode::NOT_FOUND, MISSING).into_response(),
            "text/html; charset=utf-8",
            "no-store",
        ),
    }
}

struct Served {
    bytes: Vec<u8>,
    mime: &'static str,
    encoding: Option<&'static str>,
    hashed: bool,
}

fn find(folder: &Path, path: &str, accepts: &str) -> Option<Served> {
    let inside = Path::new(path.trim_start_matches('/'));
    let plain = inside
        .components()
        .all(|c| matches!(c, Component::Normal(_)));
    let named = !path.ends_with('/') && inside.extension().is_some();
    if !plain || path.contains('\\') || path.contains('%') || path.contains('\0') {
        return None;
    }
    // A path without an ending is a place inside the client.
    let file = if named {
        folder.join(inside)
    } else {
        folder.join("index.html")
    };
    for (encoding, ending) in [("br", "br"), ("gzip", "gz")] {
        if accepts
            .split(',')
            .any(|a| a.split(';').next().is_some_and(|a| a.trim() == encoding))
        {
            let mut packed = file.clone().into_os_string();
            packed.push(format!(".{ending}"));
            if let Ok(bytes) = std::fs::read(PathBuf::from(packed)) {
                return Some(Served {
                    bytes,
                    mime: mime(&file),
                    encoding: Some(encoding),
                    hashed: hashed(&file),
                });
            }
        }
    }
    let bytes = std::fs::read(&file).ok()?;
    Some(Served {
        bytes,
        mime: mime(&file),
        encoding: None,
        hashed: hashed(&file),
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
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
    ];
    for (name, value) in pairs {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    response
}
