//! rustls over the system's sockets, trusting the well-known authorities and the district's own.

use super::PATIENCE;
use crate::driver::tally::AGENT;
use crate::error::Result;
use model::{Code, Denial};
use reqwest::header::HeaderMap;
use reqwest::{Certificate, Client, Request, Response, StatusCode, Url};
use std::time::Duration;

const CONNECT: Duration = Duration::from_secs(5);

/// A way to one pool.
pub struct Wire(Client);

impl Wire {
    /// To an address; `ca` is the PEM of the district's own certificate authority.
    pub fn to(base: &Url, ca: Option<&str>) -> Result<Self> {
        // Another part of the program may have chosen a provider already; both are ring.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut roots: Vec<Certificate> = Vec::new();
        if base.scheme() == "https" {
            roots.extend(
                webpki_root_certs::TLS_SERVER_ROOT_CERTS
                    .iter()
                    .filter_map(|c| Certificate::from_der(c).ok()),
            );
            if let Some(pem) = ca {
                roots.extend(authorities(pem)?);
            }
        }
        let client = Client::builder()
            .user_agent(AGENT)
            .connect_timeout(CONNECT)
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            .no_proxy()
            .pool_idle_timeout(Duration::from_secs(20))
            .tls_certs_only(roots)
            .build()
            .map_err(|_| Code::PoolUntrusted)?;
        Ok(Wire(client))
    }

    /// Sends a request that has no time limit of its own within [`PATIENCE`]; answers when the head of an answer is there.
    pub async fn send(&self, request: Request) -> Result<Arriving> {
        let limited = request.timeout().is_some();
        let sent = self.0.execute(request);
        let response = if limited {
            sent.await.map_err(|e| unreachable(&e))?
        } else {
            patient(sent).await?
        };
        Ok(Arriving(response))
    }
}

/// An answer whose head is here and whose body is on its way.
pub struct Arriving(Response);

impl Arriving {
    /// Whether it is a good one.
    pub fn status(&self) -> StatusCode {
        self.0.status()
    }
    /// Its head.
    pub fn headers(&self) -> &HeaderMap {
        self.0.headers()
    }
    /// The next bytes; none at the end. A line that stays silent is cut.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>> {
        Ok(patient(self.0.chunk()).await?.map(|bytes| bytes.to_vec()))
    }
}

async fn patient<T>(work: impl Future<Output = reqwest::Result<T>>) -> Result<T> {
    match tokio::time::timeout(PATIENCE, work).await {
        Ok(done) => done.map_err(|e| unreachable(&e)),
        Err(_) => Err(Code::PoolUnreachable.into()),
    }
}

fn unreachable(error: &reqwest::Error) -> crate::Error {
    // The layers between wrap rustls' error in ways of their own; its name survives them all.
    let whole = format!("{error:?}");
    if whole.contains("InvalidCertificate") {
        return Code::PoolUntrusted.into();
    }
    // Something answered, but not in HTTP.
    if error.is_request() && whole.contains("Parse(") {
        return Code::PoolNotAPool.into();
    }
    Code::PoolUnreachable.into()
}

/// The certificates of a PEM file.
fn authorities(pem: &str) -> Result<Vec<Certificate>> {
    let unreadable = || {
        Denial::new(Code::FileUnreadable)
            .with("name", "CA")
            .with("detail", "PEM")
    };
    let found = Certificate::from_pem_bundle(pem.as_bytes()).map_err(|_| unreadable())?;
    if found.is_empty() {
        Err(unreadable().into())
    } else {
        Ok(found)
    }
}
