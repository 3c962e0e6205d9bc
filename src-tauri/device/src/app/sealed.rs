//! The second secret and what it asks for: a sealed copy of unsent work beside the store, for the day on which the keyring is
//! gone.

use super::App;
use super::Session;
use crate::error::{Error, Result};
use crate::keys::{self, Key};
use crate::{sealed, tries, wipe};
use api::Topic;
use model::Code;
use std::sync::atomic::Ordering;

impl App {
    /// Too many wrong PINs: what lies here goes, but for what was sealed. The answer says so.
    pub(super) fn wipe(&self) -> Error {
        *self.inner.salvaged.lock() = None;
        self.keep_sealed();
        if !tries::is_spent(&self.inner.dir) {
            // What is open could not be sealed just now.
            return Code::PinWrong.into();
        }
        self.put_away();
        let done = wipe::wipe(&self.inner.dir);
        self.notify(Topic::Session);
        done.map_or_else(|error| error, |()| Code::DeviceWiped.into())
    }

    /// Whether unsent work has to outlive the store: a keyring may go, or the rules may have it wiped.
    fn keeps_copy(&self, session: &Session) -> bool {
        let rules = session.me();
        let lists = rules.lists.as_ref();
        self.is_guarded() || lists.is_some_and(|l| l.district.rules.guard.pin_wipe.is_some())
    }

    /// Whether a secret of a keyring guards the open store beside the PIN.
    pub fn is_guarded(&self) -> bool {
        self.inner.guarded.load(Ordering::Relaxed)
    }

    /// A store from before there was a keyring is guarded by it from now on, once a copy of its unsent work lies beside it.
    /// Nobody is kept from the store because this could not be done.
    pub(super) fn guard(&self, pin: &str, key: &Key) {
        if let Err(error) = self.try_guard(pin, key) {
            tracing::warn!(%error, "the store stays guarded by the PIN alone");
        }
    }

    fn try_guard(&self, pin: &str, key: &Key) -> Result<()> {
        let (dir, keyring) = (&self.inner.dir, &*self.inner.keyring);
        let device = self.device()?;
        // What was cut off before its copy was written has one now.
        self.keep_sealed();
        if self.is_guarded() {
            return Ok(());
        }
        if keyring.secret(device.as_str(), true).is_none() {
            return Ok(());
        }
        self.seal()?;
        keys::wrap_anew(dir, pin, key, keyring, device.as_str())?;
        self.inner
            .guarded
            .store(keys::is_guarded(dir), Ordering::Relaxed);
        Ok(())
    }

    /// Makes the copy fresh, where there is one to be. The work itself is saved already and does not fail with it.
    pub(super) fn keep_sealed(&self) {
        let Ok(session) = self.session() else { return };
        if !self.keeps_copy(&session) {
            return;
        }
        let kept = self.seal();
        let me = session.me();
        if let Some(lists) = &me.lists {
            // A device whose copy is not fresh is not wiped.
            let guard = &lists.district.rules.guard;
            let wipe = guard.pin_wipe.filter(|_| kept.is_ok());
            if let Err(error) = tries::set_rules(&self.inner.dir, guard.pin_free, wipe) {
                tracing::warn!(%error, "what the rules say of wrong PINs could not be kept");
            }
        }
        if let Err(error) = kept {
            tracing::warn!(%error, "the sealed copy of unsent work is not fresh");
        }
    }

    fn seal(&self) -> Result<()> {
        let session = self.session()?;
        let rescue = self.pack_rescue()?.in_pieces();
        sealed::keep(&self.inner.dir, &rescue, &session.vault, self.now())
    }
}
