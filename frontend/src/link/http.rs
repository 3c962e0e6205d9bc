//! Over HTTP: `POST /api/v1/<call>` to the pool the page came from. The session is a cookie the page cannot read.

use crate::words as w;
use api::ApiError;
use gloo_net::http::{Request, Response};
use model::Code;

/// A header that other sites' forms cannot send.
pub const GUARD: (&str, &str) = ("x-zs12345", "1");

/// Makes one call.
pub async fn call(name: &str, body: String) -> Result<String, ApiError> {
    let request = Request::post(&format!("/api/v1/{name}"))
        .header("content-type", "application/json")
        .header(GUARD.0, GUARD.1)
        .body(body)
        .map_err(|_| unreachable_here())?;
    text(request.send().await.map_err(|_| unreachable_here())?).await
}

/// Reads something that is no call.
pub async fn get(path: &str) -> Result<String, ApiError> {
    let answer = Request::get(path).send().await;
    text(answer.map_err(|_| unreachable_here())?).await
}

/// The address of a file that the pool has made.
pub fn export_address(name: &str) -> String {
    let name: String = js_sys::encode_uri_component(name).into();
    format!("/api/v1/exports/{name}")
}

/// The body of an answer, or the refusal in it.
pub async fn text(response: Response) -> Result<String, ApiError> {
    let ok = response.ok();
    let json = response
        .headers()
        .get("content-type")
        .is_some_and(|kind| kind.contains("json"));
    let body = response.text().await.map_err(|_| unreachable_here())?;
    if ok && json {
        return Ok(body);
    }
    Err(
        serde_json::from_str(&body).unwrap_or_else(|_| match response.status() {
            // A gateway in front of a pool that is down speaks HTML; so does a hotel's login page.
            500.. => unreachable_here(),
            _ => ApiError {
                detail: w::PORTAL_HERE.t().into(),
                ..Code::PoolNotAPool.into()
            },
        }),
    )
}

/// The sentence of `model` speaks of a device; here nothing was kept except on the screen.
pub fn unreachable_here() -> ApiError {
    ApiError {
        detail: w::UNREACHABLE_HERE.t().into(),
        ..Code::PoolUnreachable.into()
    }
}
