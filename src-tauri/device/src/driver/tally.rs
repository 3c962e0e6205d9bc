//! What a sync costs: requests, and bytes both ways as HTTP/1.1 text would have them.

use api::SyncReport;
use reqwest::Request;
use reqwest::header::HeaderMap;
use std::sync::atomic::{AtomicU64, Ordering};

/// Who asks: the pool lists devices with their version.
pub const AGENT: &str = concat!("zs12345/", env!("CARGO_PKG_VERSION"));

/// Requests made, and bytes both ways with headers.
#[derive(Debug, Default)]
pub struct Tally {
    pub requests: AtomicU64,
    pub up: AtomicU64,
    pub down: AtomicU64,
}

impl Tally {
    /// A report with requests and bytes as counted so far.
    pub fn counted(&self, report: SyncReport) -> SyncReport {
        SyncReport {
            requests: self.requests.load(Ordering::Relaxed),
            bytes_up: self.up.load(Ordering::Relaxed),
            bytes_down: self.down.load(Ordering::Relaxed),
            ..report
        }
    }
}

/// Bytes of a request, with what hyper adds besides our own headers: host, accept, user-agent, content-length.
pub fn size_of_request(request: &Request, length: usize) -> u64 {
    let url = request.url();
    let target = url.path().len() + url.query().map_or(0, |q| q.len() + 1);
    let line = request.method().as_str().len() + 1 + target + " HTTP/1.1\r\n".len();
    let host =
        url.host_str().map_or(0, str::len) + url.port().map_or(0, |p| p.to_string().len() + 1);
    let added = "host: \r\n".len()
        + host
        + "accept: */*\r\n".len()
        + "user-agent: \r\n".len()
        + AGENT.len();
    let counted = if length > 0 {
        "content-length: \r\n".len() + length.to_string().len()
    } else {
        0
    };
    (line + size_of_headers(request.headers()) + added + counted + 2 + length) as u64
}

/// Bytes of headers as they travel.
pub fn size_of_headers(headers: &HeaderMap) -> usize {
    headers
        .iter()
        .map(|(name, value)| name.as_str().len() + 2 + value.len() + 2)
        .sum()
}
