//! HTTP to one pool, with every byte counted.

use super::tally::{AGENT, Tally, size_of_answer};
use crate::error::Result;
use crate::session::Me;
use api::ApiError;
use model::{Class, Code, Denial, size, text};
use reqwest::header::{AUTHORIZATION, CONTENT_RANGE, CONTENT_TYPE, HeaderMap, HeaderValue, RANGE};
use reqwest::{Body, Certificate, Client, Method, Request, Response, Url};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::time::Duration;

const CONNECT: Duration = Duration::from_secs(5);
/// Beyond the time the bytes themselves may take.
const ANSWER: Duration = Duration::from_secs(60);
/// The slowest network that is still waited for, in bytes a second: EDGE with losses.
const SLOWEST: u64 = 1_000;
/// Bytes of a refusal that are read, and of a receipt.
pub const SAID_MAX: usize = 64 * 1024;
/// Bytes of an answer to a call: the district's lists are the largest.
const CALL_MAX: usize = 16 * 1024 * 1024;
/// A little room in front, so that a large answer does not grow step by step.
const FIRST: usize = 64 * 1024;

/// A pool at an address.
pub struct Net<'a> {
    client: Client,
    base: Url,
    token: Option<String>,
    tally: &'a Tally,
}

/// Paths of a pool's own answers: what stands before is where it is reached.
const OWN_PATHS: [&str; 2] = ["/api/v1", "/healthz"];
/// Parts of a path that may be a page's and not the gateway's, at most.
const PARTS_MAX: usize = 6;

/// Checks an address as people type or copy it and takes it apart: https, or http to this machine alone. Signs are read as they
/// look; without a scheme it is https; a call's path and what belongs to a page's view is left out.
pub fn check_address(address: &str) -> Result<Url> {
    let invalid = |detail: &str| Denial::new(Code::AddressInvalid).with("detail", detail);
    let no_host = "没有写是哪台服务器，须像 https://pool.example 这样";
    let typed = text::code(address);
    let whole = match typed.contains("://") {
        // Read as it stands, the first part of a path would be taken for a host.
        _ if typed.starts_with(['/', ':', '?', '#']) => return Err(invalid(no_host).into()),
        true => typed,
        false if is_here(host_of(&typed)) => format!("http://{typed}"),
        false => format!("https://{typed}"),
    };
    let mut url = Url::parse(&whole).map_err(|_| invalid(no_host))?;
    let host = url.host_str().filter(|h| !h.is_empty());
    let host = host.ok_or_else(|| invalid(no_host))?;
    match url.scheme() {
        "https" => {}
        "http" if is_here(host) => {}
        "http" => return Err(Code::AddressInsecure.into()),
        _ => return Err(invalid("须以 https:// 开头").into()),
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(invalid("地址里不能带用户名和密码").into());
    }
    url.set_fragment(None);
    url.set_query(None);
    let path = url.path();
    let ends = OWN_PATHS.iter().filter_map(|own| path.find(own));
    let path = path[..ends.min().unwrap_or(path.len())].to_string();
    url.set_path(&format!("{}/", path.trim_end_matches('/')));
    Ok(url)
}

/// The same pool may answer at: the address as it was given, and, since it may have been copied out of a page, each above it.
pub fn above(address: &Url) -> Vec<Url> {
    let parts = address.path_segments().into_iter().flatten();
    let count = parts.filter(|part| !part.is_empty()).count();
    let mut all = vec![address.clone()];
    for _ in 0..count.min(PARTS_MAX) {
        all.extend(all.last().and_then(|last| last.join("..").ok()));
    }
    all
}

/// Whether what answered there was no pool, or not its own address.
pub fn is_elsewhere(error: &crate::Error) -> bool {
    matches!(
        error.code(),
        Some(Code::PoolNotAPool | Code::CommandUnknown)
    )
}

/// Host of an address without a scheme.
fn host_of(typed: &str) -> &str {
    let end = typed.find('/').unwrap_or(typed.len());
    let host = &typed[..end];
    match host.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => host,
        _ => host,
    }
}

/// Whether a host is this machine.
fn is_here(host: &str) -> bool {
    let host = host.trim_matches(['[', ']']);
    let address = host.parse::<std::net::IpAddr>();
    host == "localhost" || address.is_ok_and(|ip| ip.is_loopback())
}

impl<'a> Net<'a> {
    /// For an enrolled device.
    pub fn of(me: &Me, tally: &'a Tally) -> Result<Self> {
        Self::new(
            &me.pool_url,
            me.ca.as_deref(),
            Some(me.token.clone()),
            tally,
        )
    }

    /// For an address, with the district's own certificate authority if it has one.
    pub fn new(
        address: &str,
        ca: Option<&str>,
        token: Option<String>,
        tally: &'a Tally,
    ) -> Result<Self> {
        // Another part of the program may have chosen a provider already; both are ring.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let base = check_address(address)?;
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
        Ok(Net {
            client,
            base,
            token,
            tally,
        })
    }

    /// What was counted so far.
    pub fn tally(&self) -> &Tally {
        self.tally
    }

    /// A call with JSON both ways.
    pub async fn json<T: DeserializeOwned>(&self, path: &str, body: &impl Serialize) -> Result<T> {
        let bytes = self
            .bytes(
                Method::POST,
                path,
                "application/json",
                serde_json::to_vec(body)?,
                CALL_MAX,
            )
            .await?;
        Ok(serde_json::from_slice(&bytes).map_err(|_| Code::PoolNotAPool)?)
    }

    /// A call of the table.
    pub async fn call<R: api::Request>(&self, request: &R) -> Result<R::Reply> {
        self.json(R::INFO.name, request).await
    }

    /// A request below `/api/v1/` and the body of a good answer, of at most `most` bytes: whoever answers with more than can
    /// have been asked for is no pool.
    pub async fn bytes(
        &self,
        method: Method,
        path: &str,
        kind: &'static str,
        body: Vec<u8>,
        most: usize,
    ) -> Result<Vec<u8>> {
        let sent = body.len();
        let (status, bytes) = self.send(method, path, kind, body, most).await?;
        if (200..300).contains(&status) {
            return Ok(bytes);
        }
        // A gateway in front of the pool takes less than the pool, and says so in its own words.
        if status == 413 && serde_json::from_slice::<ApiError>(&bytes).is_err() {
            let sent = size::bytes(sent as u64);
            return Err(
                Denial::too_large(Code::BodyTooLarge, &sent, format!("不到 {sent}")).into(),
            );
        }
        Err(refusal(status, &bytes))
    }

    /// A question without a body; the answer has at most `most` bytes.
    pub async fn get(&self, path: &str, most: usize) -> Result<Vec<u8>> {
        self.bytes(Method::GET, path, "", Vec::new(), most).await
    }

    /// A large file from a position on, piece by piece. A pool that knows no ranges answers from the beginning.
    pub async fn get_from(&self, path: &str, from: u64) -> Result<Pieces> {
        let mut request = self.request(Method::GET, path)?;
        if from > 0 {
            let range = HeaderValue::try_from(format!("bytes={from}-")).map_err(|_| Code::Bug)?;
            request.headers_mut().insert(RANGE, range);
        }
        let response = patient(self.client.execute(request)).await?;
        let status = response.status().as_u16();
        match status {
            200 => Ok(Pieces { begin: 0, response }),
            206 if begins_at(response.headers(), from) => Ok(Pieces {
                begin: from,
                response,
            }),
            206 => Err(Code::PoolNotAPool.into()),
            _ => {
                let mut pieces = Pieces { begin: 0, response };
                let mut said = Vec::new();
                while let Some(piece) = pieces.next().await? {
                    said.extend_from_slice(&piece);
                    if said.len() > SAID_MAX {
                        break;
                    }
                }
                Err(refusal(status, &said))
            }
        }
    }

    /// A request with this device's token, without a body.
    fn request(&self, method: Method, path: &str) -> Result<Request> {
        let url = self
            .base
            .join(&format!("api/v1/{path}"))
            .map_err(|_| Code::Bug)?;
        let mut request = Request::new(method, url);
        if let Some(token) = &self.token {
            let mut value =
                HeaderValue::try_from(format!("Bearer {token}")).map_err(|_| Code::Bug)?;
            value.set_sensitive(true);
            request.headers_mut().insert(AUTHORIZATION, value);
        }
        Ok(request)
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        kind: &'static str,
        body: Vec<u8>,
        most: usize,
    ) -> Result<(u16, Vec<u8>)> {
        let mut request = self.request(method, path)?;
        let length = body.len();
        let patience = ANSWER + Duration::from_secs(length as u64 / SLOWEST);
        *request.timeout_mut() = Some(patience);
        let headers = request.headers_mut();
        if length > 0 {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
            *request.body_mut() = Some(Body::from(body));
        }
        self.tally.sent(&request, length);
        let mut response = self
            .client
            .execute(request)
            .await
            .map_err(|e| unreachable(&e))?;
        let status = response.status();
        let head = size_of_answer(&response);
        let most = if status.is_success() { most } else { SAID_MAX };
        let mut bytes = Vec::with_capacity(most.min(FIRST));
        let read = loop {
            match response.chunk().await {
                Ok(Some(chunk)) if bytes.len() + chunk.len() > most => {
                    break Err(Code::PoolNotAPool.into());
                }
                Ok(Some(chunk)) => bytes.extend_from_slice(&chunk),
                Ok(None) => break Ok(()),
                Err(e) => break Err(unreachable(&e)),
            }
        };
        self.tally.received(head + bytes.len());
        read?;
        Ok((status.as_u16(), bytes))
    }
}

/// A large answer on its way.
pub struct Pieces {
    /// Where its first byte stands in the whole.
    pub begin: u64,
    response: Response,
}

impl Pieces {
    /// The next bytes; none at the end. A line that stays silent for a minute is cut.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>> {
        Ok(patient(self.response.chunk()).await?.map(|b| b.to_vec()))
    }
}

/// Waits a minute for a sign of life.
async fn patient<T>(work: impl Future<Output = reqwest::Result<T>>) -> Result<T> {
    match tokio::time::timeout(ANSWER, work).await {
        Ok(done) => done.map_err(|e| unreachable(&e)),
        Err(_) => Err(Code::PoolUnreachable.into()),
    }
}

/// Whether `Content-Range: bytes FROM-…` begins where it was asked to.
fn begins_at(headers: &HeaderMap, from: u64) -> bool {
    headers
        .get(CONTENT_RANGE)
        .and_then(|range| range.to_str().ok()?.strip_prefix("bytes ")?.split_once('-'))
        .is_some_and(|(begin, _)| begin.parse() == Ok(from))
}

/// What a refusal of the pool, or the answer of something that is none, means for this device.
fn refusal(status: u16, bytes: &[u8]) -> crate::Error {
    match serde_json::from_slice::<ApiError>(bytes) {
        Ok(error) if error.code.class() == Class::Session => Code::DeviceRevoked.into(),
        Ok(error) => Denial::from(error).into(),
        // A gateway in front of a pool that is down says 5xx in its own words.
        Err(_) if (500..600).contains(&status) || status == 429 => Code::PoolUnreachable.into(),
        Err(_) => Code::PoolNotAPool.into(),
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
pub fn authorities(pem: &str) -> Result<Vec<Certificate>> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_goes_to_this_machine_only() {
        for good in [
            "http://127.0.0.1:8080",
            "http://[::1]:1",
            "http://localhost:80/",
            "https://pool.example",
            "https://10.0.0.8/zs/",
        ] {
            assert!(check_address(good).is_ok(), "{good}");
        }
        for (bad, code) in [
            ("http://10.0.0.8:8080", Code::AddressInsecure),
            ("http://127.0.0.1.example.com", Code::AddressInsecure),
            ("http://localhost.evil", Code::AddressInsecure),
            ("ftp://127.0.0.1", Code::AddressInvalid),
            ("https://a:b@pool.example", Code::AddressInvalid),
            ("", Code::AddressInvalid),
            ("https://", Code::AddressInvalid),
            ("/api/v1/", Code::AddressInvalid),
            ("http：//10.0.0.8", Code::AddressInsecure),
        ] {
            let refused = check_address(bad).unwrap_err().denial();
            assert_eq!(refused.code, code, "{bad}");
            assert!(
                !refused.sentence().contains("URL"),
                "{}",
                refused.sentence()
            );
        }
        for (typed, meant) in [
            ("pool.example", "https://pool.example/"),
            ("pool.example:8443/", "https://pool.example:8443/"),
            ("127.0.0.1:8080", "http://127.0.0.1:8080/"),
            ("[::1]:8080/api/v1/", "http://[::1]:8080/"),
            ("localhost", "http://localhost/"),
            ("https://pool.example/api/v1/", "https://pool.example/"),
            (
                "https://pool.example/api/v1/list_tickets?x=1#y",
                "https://pool.example/",
            ),
            ("https://pool.example/zs/api/v1", "https://pool.example/zs/"),
            ("https://pool.example/healthz", "https://pool.example/"),
            ("https：／／pool．example", "https://pool.example/"),
            (
                " ｈｔｔｐｓ://pool.example\u{200b}/zs// ",
                "https://pool.example/zs/",
            ),
            (
                "https://pool.example/desk?view=1#top",
                "https://pool.example/desk/",
            ),
        ] {
            let url = check_address(typed).unwrap_or_else(|e| panic!("{typed}: {e}"));
            assert_eq!(url.as_str(), meant, "{typed}");
        }
        let page = check_address("https://gate.example/zs/mine/7").unwrap();
        let tried: Vec<String> = above(&page).iter().map(Url::to_string).collect();
        assert_eq!(
            tried,
            [
                "https://gate.example/zs/mine/7/",
                "https://gate.example/zs/mine/",
                "https://gate.example/zs/",
                "https://gate.example/"
            ]
        );
        let under = check_address("https://gate.example/zs")
            .unwrap()
            .join("api/v1/pull")
            .unwrap();
        assert_eq!(under.as_str(), "https://gate.example/zs/api/v1/pull");
    }
}
