//! The one way in: pushed edits and acts of the desk alike are checked as data, ruled on by the model, written into the
//! document, and kept with their answer.

mod act;
mod bench;
mod finish;
mod frame;
mod online;
mod open;
mod push;
mod side;

pub use bench::{Bench, Taken};
pub use finish::Finished;
pub use frame::take_frame;
pub use online::{add_photo, capture, choose_fact, edit_facts, make_act, once};
pub use push::push;
pub use side::put_side;

use crate::store::{DistrictFile, Store};
use model::{DeviceId, Moment, UserName};
use std::sync::Arc;

/// The author named in the pool's own edits.
pub const POOL: &str = "pool";
/// A ticket's history ends here (S4).
const CHANGES_MAX: u64 = 2_000;
const BYTES_MAX: u64 = 1_000_000;

/// What was done offline counts by the posts held when it was done, at most so many days back.
pub const RIGHTS_DAYS: i64 = 30;

/// What every ingestion needs.
#[derive(Clone)]
pub struct Context {
    /// Keys and edit ids.
    pub store: Arc<Store>,
    /// The district in force.
    pub district: Arc<DistrictFile>,
    /// Pool time.
    pub now: Moment,
    /// The device that sent it; none for the desk.
    pub via: Option<DeviceId>,
    /// How far the pool's clock is ahead of the sender's, in milliseconds; none for the desk, whose clock is the pool's.
    pub skew: Option<i64>,
}

impl Context {
    /// For something that happens now.
    pub fn new(store: &Arc<Store>, via: Option<DeviceId>) -> Self {
        Context::at(store, via, crate::clock::now())
    }
    /// For something that happens at a given time.
    pub fn at(store: &Arc<Store>, via: Option<DeviceId>, now: Moment) -> Self {
        Context {
            store: store.clone(),
            district: store.district(),
            now,
            via,
            skew: None,
        }
    }
    /// For a frame that its device sent at this time of its own clock.
    fn sent_at(&self, at: Moment) -> Self {
        Context {
            skew: Some(self.now.since(at)),
            ..self.clone()
        }
    }
    /// The sender's skew, when it is more than the rules allow.
    fn clock_off(&self) -> Option<i64> {
        let allowed = i64::from(self.district.district.rules.clock_skew_minutes) * 60_000;
        self.skew.filter(|s| s.saturating_abs() > allowed)
    }
    /// The moment at which a person's posts count for a write that claims this time.
    fn rights_at(&self, claimed: Moment) -> Moment {
        if self.clock_off().is_some() {
            return self.now;
        }
        let oldest = self.now.plus_minutes(-RIGHTS_DAYS * 24 * 60);
        claimed.clamp(oldest, self.now)
    }
    fn pool_name() -> UserName {
        // The name is a constant that the check accepts; a test says so.
        POOL.parse()
            .unwrap_or_else(|_| unreachable!("the pool's own name is valid"))
    }
}
