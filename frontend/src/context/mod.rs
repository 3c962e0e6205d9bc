//! What all pages share: the one door, who is signed in, the district, what waits, the clock, messages, and forms that were begun.

mod clock;
mod connection;
mod drafts;
mod idle;
mod session;
mod toasts;
mod version;

use crate::link::Link;
use crate::preferences;
use crate::route::{Address, How};
use crate::view_model::lists::Lists;
use crate::view_model::time;
use crate::words as w;
use api::{ApiError, CallInfo, Lock, Me, Profile, ReadDistrict, ReadOutbox, Request};
use clock::WallClock;
use connection::Connection;
use drafts::FormDrafts;
pub use drafts::{DraftKind, FormKey};
use idle::Idle;
use leptos::prelude::*;
use model::{Code, TicketId};
use session::Session;
use std::collections::BTreeSet;
use std::pin::Pin;
use std::sync::Arc;
#[cfg(any(test, feature = "fake"))]
pub use toasts::Deed;
pub use toasts::Toast;
use toasts::ToastList;
use version::Version;

/// An answer on its way.
pub type Answer = Pin<Box<dyn Future<Output = Result<String, ApiError>>>>;

/// Shared by all pages; cheap to copy.
#[derive(Clone, Copy)]
pub struct AppContext {
    /// The one door.
    pub link: Link,
    /// Who is signed in.
    pub session: Session,
    /// The district's lists, once read.
    pub lists: RwSignal<Option<Arc<Lists>>>,
    /// The way to the pool, and what waits for it.
    pub connection: Connection,
    /// What time it is.
    pub clock: WallClock,
    /// Messages on the screen.
    pub toasts: ToastList,
    /// How long nobody has used the page.
    pub idle: Idle,
    /// Forms on tickets as far as they were filled in.
    pub forms: FormDrafts,
    /// A newer version of the page.
    pub version: Version,
    /// Counts changes after which lists are read again.
    pub changed: RwSignal<u32>,
    address: Address,
}

/// What pages share; only callable below [`crate::app::App`].
pub fn app() -> AppContext {
    expect_context()
}

impl AppContext {
    /// Made once, at the start, for the page at this address.
    pub fn new(address: Address) -> Self {
        AppContext {
            link: Link::find(),
            session: Session::new(),
            lists: RwSignal::new(None),
            connection: Connection::new(),
            clock: WallClock::new(),
            toasts: ToastList::new(),
            idle: Idle::new(),
            forms: FormDrafts::new(),
            version: Version::new(),
            changed: RwSignal::new(0),
            address,
        }
    }

    /// Makes one call and notes what its failure says about session and connection.
    pub async fn call<R: Request>(self, request: R) -> Result<R::Reply, ApiError> {
        let body = Link::body(&request)?;
        let answer = self.ask(R::INFO, body).await?;
        Link::reply(&answer)
    }

    /// The part that does not depend on the call's type, so that it is compiled once; for whoever does not read the answer.
    pub fn ask(self, call: &'static CallInfo, body: String) -> Answer {
        Box::pin(async move {
            let answer = self.link.pass_on(call, body).await;
            self.notice(answer.as_ref().err());
            answer
        })
    }

    fn notice(self, error: Option<&ApiError>) {
        self.connection.notice(error);
        if let Some(error) = error {
            self.session.notice(error.code);
            if error.code == Code::OtherPerson {
                leptos::task::spawn_local(self.meet_other());
            }
        }
    }

    /// Says who has signed in beside this page, and stops until this page's own person is back or the page is read again.
    async fn meet_other(self) {
        let Ok(there) = self.link.call(Me {}).await else {
            return;
        };
        if there.user.is_some() && there.user == self.session.user() {
            // Back already.
            return;
        }
        self.session.other.set(there.user.map(|user| {
            let name = there.name.filter(|name| !name.is_empty());
            name.unwrap_or_else(|| user.to_string())
        }));
        self.session.expired.set(true);
    }

    /// Asks who is signed in, and reads the district when somebody is.
    pub async fn refresh(self) -> Result<(), ApiError> {
        let profile = self.call(Me {}).await?;
        self.take_profile(profile).await
    }

    /// Takes in a profile.
    pub async fn take_profile(self, profile: Profile) -> Result<(), ApiError> {
        self.link.belongs_to(profile.user.as_ref());
        if profile.locked {
            self.link.forget_photos();
        }
        let must_change = self.session.must_change.get_untracked();
        if profile.user.is_some() && !profile.locked && !must_change {
            match self.call(ReadDistrict { have: None }).await {
                Ok(reply) => {
                    self.lists.set(Lists::of(reply).map(Arc::new));
                    self.tell_zone();
                }
                Err(error) if error.code == Code::MustChangePassword => {}
                Err(error) => return Err(error),
            }
        }
        if let Some(user) = &profile.user {
            self.link.bring_back_photos(user).await;
        }
        if profile.user != self.session.user() {
            self.session.sitting.set(None);
        }
        let was_over = self.session.expired.get_untracked();
        self.session.expired.set(false);
        self.session.other.set(None);
        self.session.profile.set(Some(profile));
        if was_over {
            // What came meanwhile was told to nobody.
            self.touch();
        }
        if self.session.is_open() {
            self.bring_back_forms().await;
        }
        // Photos a reload has interrupted go on being delivered.
        for ticket in self.link.unsent().into_iter().collect::<BTreeSet<_>>() {
            leptos::task::spawn_local(self.deliver(ticket));
        }
        Ok(())
    }

    /// Reads again what waits; lists follow when it became less.
    pub async fn refresh_outbox(self) {
        if let Ok(outbox) = self.call(ReadOutbox {}).await
            && self.connection.take_outbox(outbox)
        {
            self.touch();
        }
    }

    /// Something was written: lists and counts are read again.
    pub fn touch(self) {
        self.changed.update(|n| *n += 1);
    }

    /// Opens a page.
    pub fn go(self, path: String) {
        self.address.open(&path, How::Onward);
    }

    /// The district's lists; pages below the shell are only shown once they are there.
    pub fn district(self) -> Arc<Lists> {
        self.lists
            .get_untracked()
            .expect("pages are shown once the lists are read")
    }

    /// Minutes east of UTC by which every page shows times: the district's, as in its rules and exports; this machine's own
    /// until the district is known.
    pub fn offset(self) -> i32 {
        let known = self.lists.with_untracked(|lists| {
            let lists = lists.as_ref()?;
            Some(lists.district.rules.calendar.utc_offset_minutes)
        });
        known.unwrap_or(self.clock.own_offset)
    }

    /// Says once, not with each page that is loaded, that this machine's zone is another than the district's.
    fn tell_zone(self) {
        let offset = self.offset();
        if self.clock.differs_first(offset)
            && preferences::hears_zone_first(self.clock.own_offset, offset)
        {
            self.toasts.say(w::ZONE_OTHER.with(&[&time::zone(offset)]));
        }
    }

    /// Delivers photos of a ticket, and says so when it fails.
    pub async fn deliver(self, ticket: TicketId) {
        self.connection.unsent.set(self.link.unsent().len());
        if let Err(error) = self.link.send_photos(&ticket).await {
            self.notice(Some(&error));
            self.toasts.complain(&error);
        }
        self.connection.unsent.set(self.link.unsent().len());
        self.touch();
    }

    /// Locks the device when nobody has used it for the chosen time.
    pub async fn lock_when_idle(self) {
        if !self.idle.is_over() {
            return;
        }
        self.idle.touch();
        if self.call(Lock {}).await.is_ok() && self.refresh().await.is_ok() {
            self.connection.outbox.set(None);
            self.idle.set_locked(true);
        }
    }
}
