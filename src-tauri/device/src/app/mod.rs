//! What can be done on one device. `App` is safe to share between threads; what talks to the pool is
//! async, and a thread that may block waits for it.

mod anew;
mod background;
mod basemap;
mod call;
mod capture;
mod command;
mod doors;
mod draft;
mod enrol;
mod forward;
mod note;
mod open_ticket;
mod outbox;
mod photo;
mod qr;
mod read;
mod rescue;
mod sealed;
mod shown;
mod space;
mod surroundings;
mod sync;
mod today;
mod upkeep;
#[cfg(not(target_family = "wasm"))]
mod waiting;
mod window;
mod write;

#[cfg(test)]
pub(crate) mod tests;

pub use crate::session::{Lists, Me};
#[cfg(not(target_family = "wasm"))]
pub use background::Background;
pub use basemap::PIECE_MAX;
pub use doors::Reply;
pub use qr::enrolment;
pub use space::Measure;
pub use window::{Claim, Waits};

use crate::error::Result;
use crate::keys::{self, Keyring, NoKeyring};
use crate::session::{self, Session};
use crate::{clock, driver, files, marks, store};
use crate::{tries, wipe};
use api::{Capabilities, Profile, Topic};
use model::{Code, Moment};
use parking_lot::{Mutex, RwLock};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Reads the clock; tests and simulations bring their own.
pub type Clock = Arc<dyn Fn() -> Moment + Send + Sync>;
type Notice = Arc<dyn Fn(Topic) + Send + Sync>;

/// One officer's device. Clones share everything.
#[derive(Clone)]
pub struct App {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    dir: PathBuf,
    keyring: Box<dyn Keyring>,
    clock: Clock,
    session: RwLock<Option<Arc<Session>>>,
    notice: Mutex<Option<Notice>>,
    engine: driver::Engine,
    syncing: AtomicBool,
    /// One sync of this program at a time; the next waits for its turn.
    turn: tokio::sync::Mutex<()>,
    /// What still reads of a store that was set aside, until it is forgotten again.
    salvaged: Mutex<Option<rescue::Salvaged>>,
    space: RwLock<Measure>,
    /// When the pool was asked for its basemap last.
    basemap_asked: Mutex<Option<clock::Stopwatch>>,
}

impl App {
    /// Takes the folder of a device's data; it need not exist yet. Nothing is read before [`App::unlock`].
    pub fn open(dir: &Path) -> Self {
        Self::with(dir, Box::new(NoKeyring), Arc::new(clock::now))
    }

    /// Like [`App::open`], with a keyring of the system or the browser.
    pub fn open_with(dir: &Path, keyring: Box<dyn Keyring>) -> Self {
        Self::with(dir, keyring, Arc::new(clock::now))
    }

    /// Like [`App::open_with`], with another clock.
    pub fn with(dir: &Path, keyring: Box<dyn Keyring>, clock: Clock) -> Self {
        // A wipe that was cut off ends before anything is opened; what cannot be removed has lost its key.
        if let Err(error) = wipe::finish(dir) {
            tracing::warn!(%error, "what a wipe has left could not be removed");
        }
        App {
            inner: Arc::new(Inner {
                dir: dir.to_path_buf(),
                keyring,
                clock,
                session: RwLock::default(),
                notice: Mutex::default(),
                engine: driver::Engine::default(),
                syncing: AtomicBool::new(false),
                turn: tokio::sync::Mutex::default(),
                salvaged: Mutex::default(),
                space: RwLock::new(space::measured()),
                basemap_asked: Mutex::default(),
            }),
        }
    }

    /// Whether this folder belongs to an enrolled device.
    pub fn is_enrolled(&self) -> bool {
        keys::exists(&self.inner.dir)
    }

    /// Whether the rules had this device wiped after too many wrong PINs, and nobody enrolled it since.
    pub fn is_wiped(&self) -> bool {
        marks::is_wiped(&self.inner.dir)
    }

    /// Opens the store with the officer's PIN. `PinWrong`, `NotEnrolled`, or `StoreBroken` when the file does not open;
    /// `DeviceWiped` when the rules had it wiped after too many wrong ones.
    pub fn unlock(&self, pin: &str) -> Result<()> {
        let dir = &self.inner.dir;
        if self.is_wiped() {
            return Err(Code::DeviceWiped.into());
        }
        // Before a try is counted and its turn taken: a person may be asked for the keyring.
        let guarded = keys::guarded(dir, &*self.inner.keyring)?;
        let key = match tries::attempt(dir, tries::OPEN, || guarded.open(pin)) {
            Err(error) if error.code() == Some(Code::PinWrong) && tries::is_spent(dir) => {
                return Err(self.wipe());
            }
            key => key?,
        };
        // A second opening beside one that still works would write over it, where a body has one connection.
        self.put_away();
        let session = Session::open(dir, &key)?;
        // A damaged page may be met by whatever reads it first.
        if let Err(error) = upkeep::at_opening(&session, self.now()) {
            session.store.close();
            return Err(store::set_aside_broken(dir, error));
        }
        if let Some(lists) = &session.me().lists {
            let guard = &lists.district.rules.guard;
            tries::set_rules(dir, guard.pin_free, guard.pin_wipe)?;
        }
        self.begin(session);
        self.guard(pin, &key);
        Ok(())
    }

    /// Forgets keys and store until the next [`App::unlock`].
    pub fn lock(&self) {
        *self.inner.salvaged.lock() = None;
        self.keep_sealed();
        self.put_away();
        self.notify(Topic::Session);
    }

    /// Gives up what nobody can open any more: store, key and photos get other names and are never deleted, and the device can
    /// be enrolled again. `AlreadyEnrolled` while the store is open: whoever can read it has no reason to.
    pub fn start_over(&self) -> Result<()> {
        if self.session().is_ok() {
            return Err(Code::AlreadyEnrolled.into());
        }
        if self.is_enrolled() {
            store::set_aside(&self.inner.dir)?;
        }
        self.notify(Topic::Session);
        Ok(())
    }

    fn put_away(&self) {
        if let Some(open) = self.inner.session.write().take() {
            open.store.close();
        }
    }

    /// Who is called when something on the device has changed.
    pub fn on_notice(&self, notice: impl Fn(Topic) + Send + Sync + 'static) {
        *self.inner.notice.lock() = Some(Arc::new(notice));
    }

    /// Who this is and what can be done here; also answers while locked.
    pub fn profile(&self) -> Profile {
        let session = self.session().ok();
        let me = session.as_ref().map(|s| s.me());
        let district = me.as_ref().and_then(|m| m.lists.as_ref());
        Profile {
            user: me.as_ref().map(|m| m.person.user.clone()),
            name: me.as_ref().map(|m| m.person.name.clone()),
            posts: me
                .as_ref()
                .map(|m| m.person.posts.clone())
                .unwrap_or_default(),
            district: district.map(|l| l.district.name.clone()),
            demo: district.is_some_and(|l| l.district.demo),
            capabilities: Capabilities {
                offline: true,
                desk: false,
                password: false,
            },
            locked: session.is_none(),
            enrolled: self.is_enrolled(),
            set_aside: self.is_set_aside(),
            keyring: session.is_some() && self.is_guarded(),
            waiting: (session.is_none() && self.is_enrolled())
                .then(|| marks::waiting(&self.inner.dir))
                .flatten(),
        }
    }

    /// Transactions committed since the store was opened.
    pub fn commits(&self) -> u64 {
        self.session().map_or(0, |s| s.store.commits())
    }

    pub(crate) fn now(&self) -> Moment {
        (self.inner.clock)()
    }

    pub(crate) fn session(&self) -> Result<Arc<Session>> {
        let session = self.inner.session.read().clone();
        session.ok_or_else(|| {
            if self.is_enrolled() {
                Code::SignedOut.into()
            } else {
                Code::NotEnrolled.into()
            }
        })
    }

    fn begin(&self, session: Session) {
        *self.inner.salvaged.lock() = None;
        *self.inner.session.write() = Some(Arc::new(session));
        self.notify(Topic::Session);
        // The first sync after 登记 or 解锁 begins by itself.
        self.inner.engine.wake();
    }

    fn make_folder(&self) -> Result<()> {
        Ok(files::make_private_folder(&self.inner.dir)?)
    }

    pub(crate) fn notify(&self, topic: Topic) {
        let notice = self.inner.notice.lock().clone();
        if let Some(notice) = notice {
            notice(topic);
        }
    }

    /// Something waits to be sent: says so, and wakes the driver.
    fn written(&self) {
        self.keep_sealed();
        self.notify(Topic::Tickets);
        self.notify(Topic::Outbox);
        self.inner.engine.wake();
    }
}
