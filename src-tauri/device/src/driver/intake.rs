//! One answer of the pool while it is being written down: one transaction and what it has found so far.

use super::cursor::SyncCursor;
use super::findings::Findings;
use crate::store::Tx;
use model::{DeviceId, Moment};

/// What the legs of a sync write an answer with.
pub struct Intake<'a> {
    pub tx: &'a Tx<'a>,
    /// This device, to tell its own events from others'.
    pub device: &'a DeviceId,
    pub now: Moment,
    pub found: Findings,
    /// How far the feed has come with this answer, when it is a page of the feed.
    pub next: Option<SyncCursor>,
}
