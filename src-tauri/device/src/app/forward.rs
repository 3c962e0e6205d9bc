//! What only the pool can answer, passed on to it.

use super::App;
use crate::driver::{Net, Tally};
use crate::error::{Error, Result};
use crate::photos::vault::Size;
use api::call::ActCall;
use api::{TicketReply, Topic};
use model::{Class, Code, Sha256};

/// Bytes of a stored photo, at most: what the pool takes.
const PHOTO_MAX: usize = 12 * 1024 * 1024;
/// Bytes of a thumbnail, at most.
const THUMB_MAX: usize = 1024 * 1024;

impl App {
    /// An act that only the pool decides: what waits goes up first, so that it decides on what is on this screen.
    pub(super) async fn forward_act(&self, call: &ActCall) -> Result<TicketReply> {
        self.sync().await.map_err(needs_pool)?;
        let reply: TicketReply = self.forward(call).await?;
        // The reply is the pool's own; the copy here follows now or at the next sync.
        let _ = self.sync().await;
        self.notify(Topic::Tickets);
        Ok(reply)
    }

    /// Passes a call on to the pool. `NeedsPool` when it cannot be reached.
    pub(super) async fn forward<R: api::Request>(&self, request: &R) -> Result<R::Reply> {
        let tally = Tally::default();
        let session = self.session()?;
        let net = Net::of(&session, &tally)?;
        net.call(request).await.map_err(needs_pool)
    }

    /// A photo's bytes from the pool.
    pub(super) async fn fetch_photo(&self, sha: &Sha256, size: Size) -> Result<Vec<u8>> {
        let tally = Tally::default();
        let session = self.session()?;
        let (query, most) = match size {
            Size::Thumb => ("?size=thumb", THUMB_MAX),
            Size::Full => ("", PHOTO_MAX),
        };
        let path = format!("photos/{sha}{query}");
        let net = Net::of(&session, &tally)?;
        net.get(&path, most).await.map_err(needs_pool)
    }
}

fn needs_pool(error: Error) -> Error {
    match error.code() {
        Some(code) if code.class() == Class::Network => Code::NeedsPool.into(),
        _ => error,
    }
}
