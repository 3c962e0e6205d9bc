//! The second secret and what it asks for: a sealed copy of unsent work beside the store, for the day on which the keyring is
//! gone.

use super::App;
use crate::error::Result;
use crate::keys::{self, Key};
use crate::sealed;
use std::sync::atomic::Ordering;

impl App {
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
        if self.is_guarded() {
            // What was cut off before its copy was written has one now.
            return self.seal();
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
        if self.is_guarded()
            && self.session().is_ok()
            && let Err(error) = self.seal()
        {
            tracing::warn!(%error, "the sealed copy of unsent work is not fresh");
        }
    }

    fn seal(&self) -> Result<()> {
        let session = self.session()?;
        let rescue = self.pack_rescue()?.in_pieces();
        sealed::keep(&self.inner.dir, &rescue, &session.vault, self.now())
    }
}
