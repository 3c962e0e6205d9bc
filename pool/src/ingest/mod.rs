//! The one way in: pushed edits and acts of the desk alike go through the ticket's editor, and what it answers is kept in
//! one transaction.

mod charge;
mod desk;
mod frame;
mod once;
mod open_ticket;
mod photo;
mod push;
mod surroundings;

pub use charge::charge;
pub use desk::{add_photo, capture, choose_fact, edit_facts, make_act};
pub use frame::{Items, take_frame, take_packed};
pub use once::once;
pub use open_ticket::{Kept, OpenTicket, derive};
pub use photo::{Awaited, Bringing, admit_photo, await_photo, keep_photo};
pub use sync::editor::{POOL, RIGHTS_DAYS};

use crate::stamp;
use crate::store::{DistrictFile, Store, Tx};
use model::person::Person;
use model::{DeviceId, Moment, TicketId};
use std::sync::Arc;
use surroundings::Surroundings;
use sync::editor::{Authority, Sent, Terms};

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
    /// What is known of the device's clock; none for the desk, whose clock is the pool's.
    pub sent: Option<Sent>,
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
            sent: None,
        }
    }
    /// For a frame of a device whose clock is so far behind the pool's. What the device has no proof of having been told
    /// before counts as made now.
    fn sent(&self, skew: i64, proof: &str, device: &DeviceId) -> Self {
        let told = stamp::read_told(&self.store.keys, device, proof);
        Context {
            sent: Some(Sent {
                skew,
                told: told.unwrap_or(self.now),
            }),
            ..self.clone()
        }
    }
    /// What an editor of this pool is told.
    fn terms<'a>(&'a self, tx: &'a Tx<'a>, person: Option<&'a Person>, id: &TicketId) -> Terms<'a> {
        Terms {
            authority: Authority::Pool,
            district: &self.district.district,
            rule_tag: &self.district.rule_tag,
            issuer: &self.store.keys.pool,
            now: self.now,
            sent: self.sent,
            person,
            outside: Box::new(Surroundings {
                tx,
                cx: self,
                id: id.clone(),
                person,
            }),
        }
    }
}
