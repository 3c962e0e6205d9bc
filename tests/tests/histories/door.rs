//! The pool's door for devices: the functions behind its routes, on one store, with the time given.

use api::sync::PullRequest;
use model::person::Person;
use model::{Code, Denial, DeviceId, Moment, Sha256, TicketId, UserName};
use pool::store::{Device, HeldPhoto, Store};
use pool::{Error, Result, feed, ingest, photos};
use std::sync::{Arc, LazyLock};
use tokio::runtime::Runtime;

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().expect("a runtime"));

/// A pool at a moment.
#[derive(Clone)]
pub struct Door {
    pub store: Arc<Store>,
    pub now: Moment,
}

/// Runs what the routes await.
pub fn wait_for<T>(work: impl Future<Output = T>) -> T {
    RUNTIME.block_on(work)
}

/// What was denied; any other trouble fails the test.
pub fn denied<T>(outcome: Result<T>) -> Result<T, Denial> {
    outcome.map_err(|trouble| match trouble {
        Error::Denied(denial) => denial,
        other => panic!("{other}"),
    })
}

impl Door {
    /// The person as the pool knows it, with every post.
    fn whole(&self, user: &UserName) -> Person {
        let user = self.store.read_now(|db| db.user(user.as_str())).unwrap();
        user.expect("somebody known").person
    }
    /// With the posts held now.
    pub fn caller(&self, user: &UserName) -> Person {
        let district = self.store.district();
        self.whole(user).at(self.now, &district.district)
    }
    fn device(&self, id: &DeviceId) -> Device {
        let device = self.store.read_now(|db| db.device(id)).unwrap();
        device.expect("an enrolled device")
    }

    /// `push`.
    pub fn push(&self, id: &DeviceId, frame: Vec<u8>) -> Result<Vec<u8>, Denial> {
        let device = self.device(id);
        let whole = self.whole(&device.user);
        let taken = ingest::take_frame(&self.store, self.now, device, whole, frame);
        denied(wait_for(taken))
    }

    /// `pull`.
    pub fn pull(&self, id: &DeviceId, request: PullRequest) -> Vec<u8> {
        let device = self.device(id);
        let person = self.caller(&device.user);
        wait_for(feed::pull(&self.store, self.now, device, person, request)).unwrap()
    }

    /// A photo's bytes, as the route takes them once the caller was looked at.
    pub fn bring(&self, id: &DeviceId, ticket: &TicketId, sha256: &Sha256, bytes: &[u8]) {
        let rules = &self.store.district().district.rules.photos;
        let picture = photos::inspect(sha256, bytes, rules).unwrap();
        photos::keep(self.store.folder(), sha256, bytes, &picture.thumb).unwrap();
        let held = HeldPhoto {
            sha256: sha256.clone(),
            mime: picture.mime.to_string(),
            bytes: bytes.len() as u64,
            w: picture.w,
            h: picture.h,
            held_at: self.now,
            safe_at: None,
            via: Some(id.clone()),
        };
        let (by, ticket) = (self.device(id).user, ticket.clone());
        let hold = move |tx: &pool::store::Tx| match tx.ticket(&ticket)? {
            Some(place) => tx.hold_photo(place.n, &held, &by),
            None => Err(Code::NotFound.into()),
        };
        self.store.write_now(hold).unwrap();
    }
}
