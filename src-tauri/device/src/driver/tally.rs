//! What a sync costs: requests, and every byte both ways as HTTP/1.1 text would have it.

use api::SyncReport;
use reqwest::header::HeaderMap;
use reqwest::{Request, StatusCode};
use std::sync::atomic::{AtomicU64, Ordering};

/// How the device names itself, which is counted too: the pool lists devices with their version.
pub const AGENT: &str = concat!("zs12345/", env!("CARGO_PKG_VERSION"));

/// Requests made, and bytes both ways with headers.
#[derive(Debug, Default)]
pub struct Tally {
    requests: AtomicU64,
    up: AtomicU64,
    down: AtomicU64,
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
    /// A request goes out, with a body of so many bytes.
    pub fn sent(&self, request: &Request, length: usize) {
        self.requests.fetch_add(1, Ordering::Relaxed);
        self.up
            .fetch_add(size_of_request(request, length), Ordering::Relaxed);
    }
    /// So many bytes came back.
    pub fn received(&self, bytes: usize) {
        self.down.fetch_add(bytes as u64, Ordering::Relaxed);
    }
}

/// "HTTP/1.1 200 OK", headers, an empty line.
pub fn size_of_answer(status: StatusCode, headers: &HeaderMap) -> usize {
    let reason = status.canonical_reason().map_or(0, str::len);
    let line = 9 + status.as_str().len() + 1 + reason + 2;
    line + size_of_headers(headers) + 2
}

fn size_of_headers(headers: &HeaderMap) -> usize {
    headers
        .iter()
        .map(|(name, value)| name.as_str().len() + 2 + value.len() + 2)
        .sum()
}

/// What hyper adds besides our own headers: host, accept, user-agent, content-length.
fn size_of_request(request: &Request, length: usize) -> u64 {
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
