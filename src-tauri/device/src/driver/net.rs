//! HTTP to one pool, with every byte counted.

use super::address::{authorities, check_address};
use super::tally::{AGENT, Tally, size_of_answer};
use crate::error::Result;
use crate::session::Session;
use crate::signer::Signer;
use api::ApiError;
use model::{Class, Code, Denial, Moment, size};
use parking_lot::Mutex;
use reqwest::header::{AUTHORIZATION, CONTENT_RANGE, CONTENT_TYPE, HeaderMap, HeaderValue, RANGE};
use reqwest::{Body, Certificate, Client, Method, Request, Response, Url};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::sync::Arc;
use std::time::Duration;
use sync::audit_head;
use sync::request::{HEADER as SIGNED, TOKEN};

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
    token: Mutex<Option<String>>,
    signer: Option<Arc<Signer>>,
    tally: &'a Tally,
}

/// What a pull brings beside its page.
pub struct Pulled {
    /// The page.
    pub page: Vec<u8>,
    /// A newer signed end of the audit chain.
    pub head: Option<String>,
    /// Another token for this device.
    pub token: Option<String>,
}

impl<'a> Net<'a> {
    /// For an enrolled device.
    pub fn of(session: &Session, tally: &'a Tally) -> Result<Self> {
        Self::at(session, &session.me().pool_url, tally)
    }

    /// For an enrolled device whose pool may have moved to this address.
    pub fn at(session: &Session, address: &str, tally: &'a Tally) -> Result<Self> {
        let net = Self::new(address, session.me().ca.as_deref(), tally)?;
        Ok(Net {
            token: Mutex::new(Some(session.token()?)),
            signer: Some(session.signer.clone()),
            ..net
        })
    }

    /// For an address, with the district's own certificate authority if it has one.
    pub fn new(address: &str, ca: Option<&str>, tally: &'a Tally) -> Result<Self> {
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
            token: Mutex::default(),
            signer: None,
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
        let sent = self.sent(method, path, kind, body, most, None).await?;
        Ok(sent.1)
    }

    /// A pull that says which signed end of the audit chain is held here.
    pub async fn pull(&self, body: Vec<u8>, held: Option<&str>, most: usize) -> Result<Pulled> {
        let kind = "application/json";
        let sent = self.sent(Method::POST, "pull", kind, body, most, held);
        let (headers, page) = sent.await?;
        let text = |name: &str| Some(headers.get(name)?.to_str().ok()?.to_string());
        Ok(Pulled {
            page,
            head: text(audit_head::HEADER),
            token: text(TOKEN),
        })
    }

    /// The token for what is asked from now on.
    pub fn set_token(&self, token: String) {
        *self.token.lock() = Some(token);
    }

    /// A good answer. One that says that our time is not the pool's is asked again by the pool's.
    async fn sent(
        &self,
        method: Method,
        path: &str,
        kind: &'static str,
        body: Vec<u8>,
        most: usize,
        held: Option<&str>,
    ) -> Result<(HeaderMap, Vec<u8>)> {
        let sent = body.len();
        let ask = async |body| self.send(&method, path, kind, body, most, held).await;
        let first = ask(body.clone()).await?;
        let (status, headers, bytes) = match self.learn(first.0, &first.2) {
            true => ask(body).await?,
            false => first,
        };
        if (200..300).contains(&status) {
            return Ok((headers, bytes));
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

    /// Takes the pool's time over when a request was refused for its stamp.
    fn learn(&self, status: u16, bytes: &[u8]) -> bool {
        if status < 400 {
            return false;
        }
        let said = serde_json::from_slice::<ApiError>(bytes).ok();
        let said = said.filter(|e| e.code == Code::RequestStale);
        let now = said.and_then(|e| e.params.get("now")?.parse().ok());
        match (now, &self.signer) {
            (Some(now), Some(signer)) => {
                signer.learn(Moment(now));
                true
            }
            _ => false,
        }
    }

    /// A question without a body; the answer has at most `most` bytes.
    pub async fn get(&self, path: &str, most: usize) -> Result<Vec<u8>> {
        self.bytes(Method::GET, path, "", Vec::new(), most).await
    }

    /// A large file from a position on, piece by piece. A pool that knows no ranges answers from the beginning.
    pub async fn get_from(&self, path: &str, from: u64) -> Result<Pieces> {
        let mut request = self.request(Method::GET, path, &[])?;
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

    /// A request with this device's token and its signature over the body that will go with it.
    fn request(&self, method: Method, path: &str, body: &[u8]) -> Result<Request> {
        let url = self
            .base
            .join(&format!("api/v1/{path}"))
            .map_err(|_| Code::Bug)?;
        let signed = self.signer.as_ref();
        let signed = signed.map(|s| s.sign(method.as_str(), path, body).to_string());
        let mut request = Request::new(method, url);
        if let Some(signed) = signed {
            let value = HeaderValue::try_from(signed).map_err(|_| Code::Bug)?;
            request.headers_mut().insert(SIGNED, value);
        }
        let token = self.token.lock().clone();
        if let Some(token) = &token {
            let mut value =
                HeaderValue::try_from(format!("Bearer {token}")).map_err(|_| Code::Bug)?;
            value.set_sensitive(true);
            request.headers_mut().insert(AUTHORIZATION, value);
        }
        Ok(request)
    }

    async fn send(
        &self,
        method: &Method,
        path: &str,
        kind: &'static str,
        body: Vec<u8>,
        most: usize,
        held: Option<&str>,
    ) -> Result<(u16, HeaderMap, Vec<u8>)> {
        let mut request = self.request(method.clone(), path, &body)?;
        let length = body.len();
        let patience = ANSWER + Duration::from_secs(length as u64 / SLOWEST);
        *request.timeout_mut() = Some(patience);
        let headers = request.headers_mut();
        if let Some(held) = held {
            let value = HeaderValue::try_from(held).map_err(|_| Code::Bug)?;
            headers.insert(audit_head::HEADER, value);
        }
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
        let headers = std::mem::take(response.headers_mut());
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
        Ok((status.as_u16(), headers, bytes))
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
