//! Whether another site made the browser send a request. Asked of everything that could change something, signing in too:
//! whoever is signed in under a stranger's name writes into a stranger's hands.

use axum::http::header::{HOST, ORIGIN};
use axum::http::request::Parts;
use model::{Code, Denial};

/// Refuses what a page of another site sent. Programs send neither `Origin` nor `Sec-Fetch-Site`.
pub fn check(head: &Parts) -> Result<(), Denial> {
    if head.method.is_safe() {
        return Ok(());
    }
    let text = |name: &str| head.headers.get(name).map(|v| v.to_str().unwrap_or("?"));
    let fetched = text("sec-fetch-site").is_none_or(|s| matches!(s, "same-origin" | "none"));
    // HTTP/2 says the host in its address.
    let host = text(HOST.as_str()).or(head.uri.authority().map(|a| a.as_str()));
    let same = text(ORIGIN.as_str()).is_none_or(|origin| {
        let own = origin.split_once("://").map(|(_, own)| own);
        own.zip(host)
            .is_some_and(|(own, host)| own.eq_ignore_ascii_case(host))
    });
    if fetched && same {
        Ok(())
    } else {
        Err(Code::CrossSite.into())
    }
}
