//! HTTP to one pool, with every byte counted.

use super::address::check_address;
use super::tally::{Tally, size_of_answer};
use super::wire::{Arriving, PATIENCE, Wire};
use crate::error::Result;
use crate::session::Session;
use crate::signer::Signer;
use api::ApiError;
use api::sync::PAPERS;
use model::{Class, Code, Denial, Moment};
use parking_lot::Mutex;
use reqwest::header::{AUTHORIZATION, CONTENT_RANGE, CONTENT_TYPE, HeaderMap, HeaderValue, RANGE};
use reqwest::{Body, Method, Request, Url};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::sync::Arc;
use std::time::Duration;
use sync::audit_head;
use sync::request::{HEADER as SIGNED, TOKEN};

/// The slowest network that is still waited for, in bytes a second: EDGE with losses.
const SLOWEST: u64 = 1_000;
/// Bytes of a refusal that are read, and of a receipt.
pub const SAID_MAX: usize = 64 * 1024;
/// Bytes of an answer to a call: the district's lists are the largest.
const CALL_MAX: usize = 16 * 1024 * 1024;
/// A little room in front, so that a large answer does not grow step by step.
const FIRST: usize = 64 * 1024;

/// Parameter of a refusal that was not the pool's: the HTTP status it came with.
const STATUS: &str = "status";

/// Whether something that is no pool refused this one body, by its HTTP status; it says nothing of the next.
pub fn is_blocked(denial: &Denial) -> bool {
    let status = denial.params.get(STATUS).and_then(|s| s.parse().ok());
    denial.code == Code::PoolNotAPool && status.is_some_and(picture::is_blocked)
}

/// A pool at an address.
pub struct Net<'a> {
    wire: Wire,
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
    /// Papers of the person's earlier device wait.
    pub papers: bool,
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
        let base = check_address(address)?;
        Ok(Net {
            wire: Wire::to(&base, ca)?,
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
            papers: headers.contains_key(PAPERS),
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
        let ask = async |body| self.send(&method, path, kind, body, most, held).await;
        let first = ask(body.clone()).await?;
        let (status, headers, bytes) = match self.learn(first.0, &first.2) {
            true => ask(body).await?,
            false => first,
        };
        if (200..300).contains(&status) {
            return Ok((headers, bytes));
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
        let answer = self.wire.send(request).await?;
        let status = answer.status().as_u16();
        match status {
            200 => Ok(Pieces { begin: 0, answer }),
            206 if begins_at(answer.headers(), from) => Ok(Pieces {
                begin: from,
                answer,
            }),
            206 => Err(Code::PoolNotAPool.into()),
            _ => {
                let mut pieces = Pieces { begin: 0, answer };
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
        let patience = PATIENCE + Duration::from_secs(length as u64 / SLOWEST);
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
        let mut answer = self.wire.send(request).await?;
        let status = answer.status();
        let headers = answer.headers().clone();
        let head = size_of_answer(status, &headers);
        let most = if status.is_success() { most } else { SAID_MAX };
        let mut bytes = Vec::with_capacity(most.min(FIRST));
        let read = loop {
            match answer.next().await {
                Ok(Some(piece)) if bytes.len() + piece.len() > most => {
                    break Err(Code::PoolNotAPool.into());
                }
                Ok(Some(piece)) => bytes.extend_from_slice(&piece),
                Ok(None) => break Ok(()),
                Err(error) => break Err(error),
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
    answer: Arriving,
}

impl Pieces {
    /// The next bytes; none at the end.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>> {
        self.answer.next().await
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
        Err(_) => Denial::new(Code::PoolNotAPool).with(STATUS, status).into(),
    }
}
