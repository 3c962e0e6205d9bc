//! Over HTTP: `POST /api/v1/<call>` to the pool the page came from. The session is a cookie the page cannot read.

use crate::words as w;
use api::ApiError;
use gloo_net::http::{Request, RequestBuilder, Response};
use model::{Code, Denial, UserName};
use std::cell::RefCell;

/// A header that other sites' forms cannot send.
pub const GUARD: (&str, &str) = ("x-zs12345", "1");

/// Whose page this is: a tab keeps showing one person's pages when another one signs in beside it, and the pool must not
/// take that tab's acts for the other one's.
const PAGE_OF: &str = "x-zs12345-user";

thread_local! {
    /// The sign-in name, encoded as an address has it.
    static OWNER: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// From here on this is that person's page; nobody's before somebody signed in.
pub fn belongs_to(user: Option<&UserName>) {
    let name = user.map(|user| js_sys::encode_uri_component(user.as_str()).into());
    OWNER.replace(name);
}

/// An address that says whose page asks, where a request carries no header of ours.
pub fn marked(path: &str) -> String {
    let mark = if path.contains('?') { '&' } else { '?' };
    OWNER.with_borrow(|owner| match owner {
        Some(owner) => format!("{path}{mark}user={owner}"),
        None => path.to_string(),
    })
}

/// A request with the headers of ours.
pub fn ours(request: RequestBuilder) -> RequestBuilder {
    let request = request.header(GUARD.0, GUARD.1);
    OWNER.with_borrow(|owner| match owner {
        Some(owner) => request.header(PAGE_OF, owner),
        None => request,
    })
}

/// Makes one call. One that is open to everybody says who is there now, or signs somebody in: it is nobody's.
pub async fn call(name: &str, body: String, open: bool) -> Result<String, ApiError> {
    let request = Request::post(&format!("/api/v1/{name}"));
    let request = if open {
        request.header(GUARD.0, GUARD.1)
    } else {
        ours(request)
    };
    let request = request
        .header("content-type", "application/json")
        .body(body)
        .map_err(|_| unreachable_here())?;
    text(request.send().await.map_err(|_| unreachable_here())?).await
}

/// Reads something that is no call.
pub async fn get(path: &str) -> Result<String, ApiError> {
    let answer = ours(Request::get(path)).send().await;
    text(answer.map_err(|_| unreachable_here())?).await
}

/// The address of a file that the pool has made.
pub fn export_address(name: &str) -> String {
    let name: String = js_sys::encode_uri_component(name).into();
    marked(&format!("/api/v1/exports/{name}"))
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
    Err(serde_json::from_str(&body).unwrap_or_else(|_| not_the_pool(response.status())))
}

/// Parameter of a refusal that was not the pool's: the HTTP status it came with.
pub const STATUS: &str = "status";

/// What an answer means that is not the pool's own.
fn not_the_pool(status: u16) -> ApiError {
    let denial = match status {
        // A gateway in front of a pool that is down speaks HTML; so does a hotel's login page.
        429 | 500.. => return unreachable_here(),
        // A gateway in front of the pool takes less than the pool does.
        picture::TOO_LARGE => {
            Denial::too_large(Code::BodyTooLarge, w::MORE_HERE.t(), w::GATEWAY_MAX.t())
        }
        _ => Code::PoolNotAPool.into(),
    };
    let error = ApiError::from(denial.with(STATUS, status));
    match error.code {
        Code::PoolNotAPool => ApiError {
            detail: w::PORTAL_HERE.t().into(),
            ..error
        },
        _ => error,
    }
}

/// The sentence of `model` speaks of a device; here nothing was kept except on the screen.
pub fn unreachable_here() -> ApiError {
    ApiError {
        detail: w::UNREACHABLE_HERE.t().into(),
        ..Code::PoolUnreachable.into()
    }
}
