//! What every page knows: who is signed in, the district, what waits, the clock on the wall, and the way to ask.

use crate::browser;
use crate::link::Link;
use crate::screens;
use crate::screens::ticket::kept;
pub use crate::toasts::Toast;
use crate::view_model::answers::Answers;
use crate::view_model::home::{Rooms, rooms};
use crate::view_model::lists::Lists;
use api::{ApiError, Lock, Me, Outbox, Profile, ReadDistrict, ReadOutbox, Request};
use leptos::prelude::*;
use model::{Class, Code, Moment, TicketId};
use std::collections::{BTreeMap, BTreeSet};
use std::pin::Pin;
use std::sync::Arc;

/// Minutes without use until a device locks, when nothing else was chosen.
pub const LOCK_AFTER: u32 = 5;

/// An answer on its way.
type Answer = Pin<Box<dyn Future<Output = Result<String, ApiError>>>>;

/// Shared by all pages; cheap to copy.
#[derive(Clone, Copy)]
pub struct Here {
    /// The one door.
    pub link: Link,
    /// Who and what; none while it is asked for.
    pub profile: RwSignal<Option<Profile>>,
    /// The district's lists, once read.
    pub lists: RwSignal<Option<Arc<Lists>>>,
    /// What waits on this device.
    pub outbox: RwSignal<Option<Outbox>>,
    /// Now, a few times a minute.
    pub now: RwSignal<Moment>,
    /// Counts changes after which lists are read again.
    pub changed: RwSignal<u32>,
    /// The session ended while pages were open.
    pub expired: RwSignal<bool>,
    /// The password must be changed first.
    pub must_change: RwSignal<bool>,
    /// The last call found no pool.
    pub lost: RwSignal<bool>,
    /// Photos of this page that are not delivered.
    pub unsent: RwSignal<usize>,
    /// Messages on the screen.
    pub toasts: RwSignal<Vec<Toast>>,
    /// The device locked by itself.
    pub idled: RwSignal<bool>,
    /// When somebody last touched a key or the screen.
    pub touched: StoredValue<Moment>,
    /// Forms on tickets as far as they were filled in: a lock or another page loses nothing.
    pub kept: StoredValue<BTreeMap<kept::Key, Answers>>,
    /// Where to go next, for whoever stands outside the router.
    pub destination: RwSignal<Option<String>>,
    /// Minutes east of UTC.
    pub offset: i32,
}

/// What pages share; only callable below [`crate::app::App`].
pub fn here() -> Here {
    expect_context()
}

impl Here {
    /// Makes it at the start.
    pub fn new() -> Self {
        Here {
            link: Link::find(),
            profile: RwSignal::new(None),
            lists: RwSignal::new(None),
            outbox: RwSignal::new(None),
            now: RwSignal::new(browser::now()),
            changed: RwSignal::new(0),
            expired: RwSignal::new(false),
            must_change: RwSignal::new(false),
            lost: RwSignal::new(false),
            unsent: RwSignal::new(0),
            toasts: RwSignal::new(Vec::new()),
            idled: RwSignal::new(false),
            touched: StoredValue::new(browser::now()),
            kept: StoredValue::default(),
            destination: RwSignal::new(None),
            offset: browser::offset(),
        }
    }

    /// Makes one call and notes what its failure says about session and connection.
    pub async fn call<R: Request>(self, request: R) -> Result<R::Reply, ApiError> {
        let body = Link::body(&request)?;
        let answer = self.ask(R::NAME, body).await?;
        Link::reply(&answer)
    }

    /// The part that does not depend on the call's type, so that it is compiled once.
    fn ask(self, name: &'static str, body: String) -> Answer {
        Box::pin(async move {
            let answer = self.link.pass_on(name, body).await;
            self.notice(answer.as_ref().err());
            answer
        })
    }

    fn notice(self, error: Option<&ApiError>) {
        let lost =
            error.is_some_and(|e| e.code.class() == Class::Network && e.code != Code::NeedsPool);
        if self.lost.try_get_untracked() != Some(lost) {
            self.lost.try_set(lost);
        }
        match error.map(|e| e.code) {
            Some(Code::SignedOut)
                if self
                    .profile
                    .with_untracked(|p| p.as_ref().is_some_and(|p| p.user.is_some())) =>
            {
                self.expired.set(true);
            }
            Some(Code::MustChangePassword) => self.must_change.set(true),
            _ => {}
        }
    }

    /// Asks who is signed in, and reads the district when somebody is.
    pub async fn refresh(self) -> Result<(), ApiError> {
        let profile = self.call(Me {}).await?;
        self.take_profile(profile).await
    }

    /// Takes in a profile.
    pub async fn take_profile(self, profile: Profile) -> Result<(), ApiError> {
        if profile.user.is_some() && !profile.locked && !self.must_change.get_untracked() {
            match self.call(ReadDistrict { have: None }).await {
                Ok(reply) => self.lists.set(Lists::of(reply).map(Arc::new)),
                Err(error) if error.code == Code::MustChangePassword => {}
                Err(error) => return Err(error),
            }
        }
        if let Some(user) = &profile.user {
            self.link.bring_back_photos(user).await;
        }
        self.expired.set(false);
        let open = profile.user.is_some() && !profile.locked;
        self.profile.set(Some(profile));
        if open {
            kept::bring_back(self).await;
        }
        // Photos a reload has interrupted go on being delivered.
        for ticket in self.link.unsent().into_iter().collect::<BTreeSet<_>>() {
            leptos::task::spawn_local(self.deliver(ticket));
        }
        Ok(())
    }

    /// Reads again what waits; lists follow when it became less.
    pub async fn refresh_outbox(self) {
        if let Ok(outbox) = self.call(ReadOutbox {}).await {
            let before = self.outbox.with_untracked(|o| {
                o.as_ref()
                    .map(|o| (o.tickets.len(), o.photos, o.last_contact))
            });
            let after = Some((outbox.tickets.len(), outbox.photos, outbox.last_contact));
            if before.is_some() && before != after {
                self.touch();
            }
            self.outbox.set(Some(outbox));
        }
    }

    /// Something was written: lists and counts are read again.
    pub fn touch(self) {
        self.changed.update(|n| *n += 1);
    }

    /// The pages open to this person; another person gets pages made anew.
    pub fn rooms(self) -> Rooms {
        self.profile
            .with_untracked(|p| p.as_ref().map(rooms).unwrap_or_default())
    }

    /// Whether this shell captures without a network.
    pub fn offline(self) -> bool {
        self.profile
            .with_untracked(|p| p.as_ref().is_some_and(|p| p.capabilities.offline))
    }

    /// Opens a page.
    pub fn go(self, path: String) {
        self.destination.set(Some(path));
    }

    /// The district's lists; pages below the shell are only shown once they are there.
    pub fn district(self) -> Arc<Lists> {
        self.lists
            .get_untracked()
            .expect("pages are shown once the lists are read")
    }

    /// Delivers photos of a ticket, and says so when it fails.
    pub async fn deliver(self, ticket: TicketId) {
        self.unsent.set(self.link.unsent().len());
        if let Err(error) = self.link.send_photos(&ticket).await {
            self.notice(Some(&error));
            self.complain(&error);
        }
        self.unsent.set(self.link.unsent().len());
        self.touch();
    }

    /// Locks the device when nobody has used it for the chosen time.
    pub async fn lock_when_idle(self) {
        let minutes = browser::kept(screens::settings::LOCK)
            .and_then(|m| m.parse().ok())
            .unwrap_or(LOCK_AFTER);
        let idle = browser::now().since(self.touched.get_value());
        if idle < i64::from(minutes) * 60_000 {
            return;
        }
        self.touched.set_value(browser::now());
        if self.call(Lock {}).await.is_ok() && self.refresh().await.is_ok() {
            self.outbox.set(None);
            self.idled.set(true);
        }
    }
}
