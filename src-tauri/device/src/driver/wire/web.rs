//! The browser's `fetch`: it brings its own authorities, and says of what failed only that it did.

use super::PATIENCE;
use crate::clock;
use crate::error::Result;
use futures_util::{Stream, StreamExt};
use model::Code;
use reqwest::header::HeaderMap;
use reqwest::{Client, Request, RequestBuilder, StatusCode, Url};
use std::pin::Pin;

type Pieces = Pin<Box<dyn Stream<Item = reqwest::Result<Vec<u8>>>>>;

/// A way to one pool.
pub struct Wire(Client);

impl Wire {
    /// To an address; whom to believe is the browser's to say.
    pub fn to(_base: &Url, _ca: Option<&str>) -> Result<Self> {
        Ok(Wire(Client::new()))
    }

    /// Sends a request within its time limit or [`PATIENCE`]; answers when the head of an answer is there. The cookies of
    /// whoever is signed in on this origin do not go along: a device shows its own token.
    pub async fn send(&self, request: Request) -> Result<Arriving> {
        // A limit of the request's own holds for its answer's body too; without one, each piece has its own patience.
        let limited = request.timeout().is_some();
        let sent = RequestBuilder::from_parts(self.0.clone(), request)
            .fetch_credentials_omit()
            .fetch_cache_no_store()
            .send();
        let response = tokio::select! {
            response = sent => response.map_err(|_| Code::PoolUnreachable)?,
            () = clock::sleep(PATIENCE), if !limited => return Err(Code::PoolUnreachable.into()),
        };
        let (status, headers) = (response.status(), response.headers().clone());
        let pieces = response
            .bytes_stream()
            .map(|piece| piece.map(|bytes| bytes.to_vec()));
        Ok(Arriving {
            status,
            headers,
            pieces: Box::pin(pieces),
        })
    }
}

/// An answer whose head is here and whose body is on its way.
pub struct Arriving {
    status: StatusCode,
    headers: HeaderMap,
    pieces: Pieces,
}

impl Arriving {
    /// Whether it is a good one.
    pub fn status(&self) -> StatusCode {
        self.status
    }
    /// Its head.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }
    /// The next bytes; none at the end. A line that stays silent is cut.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>> {
        tokio::select! {
            piece = self.pieces.next() => Ok(piece.transpose().map_err(|_| Code::PoolUnreachable)?),
            () = clock::sleep(PATIENCE) => Err(Code::PoolUnreachable.into()),
        }
    }
}
