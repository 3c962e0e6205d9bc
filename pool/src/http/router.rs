//! Every way in, on one screen.

use super::error::Refusal;
use super::state::App;
use super::{
    basemap, calls, devices, exports, gate, headers, notices, openapi, pages, photos, refusals,
    signed,
};
use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use model::{Code, Denial};
use std::sync::Arc;
use std::time::Instant;
use tower_http::compression::CompressionLayer;

/// The pool's service. Every request passes the gate, and every answer is dressed.
pub fn router(app: Arc<App>) -> Router {
    let json = Router::new()
        .route("/api/v1/{call}", post(calls::call))
        .route("/api/v1/openapi.json", get(openapi::serve))
        .layer(CompressionLayer::new().no_br().no_deflate().no_zstd());
    let bytes = Router::new()
        .route("/healthz", get(async || "ok\n"))
        .route("/api/v1/basemap", get(basemap::which))
        .route("/api/v1/basemap/{sha256}", get(basemap::get))
        .route("/api/v1/exports/{name}", get(exports::get))
        .route("/api/v1/notices", get(notices::listen))
        .route("/api/v1/enrol", post(devices::enrol))
        .route("/api/v1/push", post(devices::push))
        .route("/api/v1/pull", post(devices::pull))
        .route("/api/v1/rescue", post(devices::rescue))
        .route("/api/v1/papers", post(devices::papers))
        .route("/api/v1/photos/{sha256}", put(photos::put).get(photos::get));
    json.merge(bytes)
        .fallback(pages::page)
        .layer(from_fn_with_state(app.clone(), gate::pass))
        .layer(from_fn_with_state(app.clone(), watch))
        .layer(from_fn_with_state(app.clone(), headers::dress))
        .with_state(app)
}

/// Logs what was called and how it went, never who or what about; turns a panic into an answer.
async fn watch(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let start = Instant::now();
    let path = request
        .extensions()
        .get::<MatchedPath>()
        .map(|p| p.as_str().to_string());
    let name = match path.as_deref() {
        Some("/api/v1/{call}") => calls::known_name(request.uri().path()).to_string(),
        Some(path) => path.to_string(),
        None => "page".to_string(),
    };
    let method = request.method().clone();
    // A task of its own: when the caller hangs up, what was begun is still finished.
    let (call, request) = (name.clone(), signed::bind(request));
    let work = async move {
        let books = (&*app.store, &*app.refusals);
        refusals::witness(books, &call, next.run(request)).await
    };
    let response = match tokio::spawn(work).await {
        Ok(response) => response,
        Err(_) => {
            tracing::error!(call = %name, "a handler panicked");
            Refusal(Denial::new(Code::Bug).with("detail", &name)).into_response()
        }
    };
    let (status, ms) = (
        response.status().as_u16(),
        start.elapsed().as_millis() as u64,
    );
    tracing::info!(call = %name, %method, status, ms);
    response
}
