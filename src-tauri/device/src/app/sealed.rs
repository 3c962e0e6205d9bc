//! A second secret beside the PIN: it may take the store from its officer, so a sealed copy of unsent work lies beside it.

use super::App;
use crate::error::Result;
use crate::keys::{self, Key};
use crate::sealed;
use crate::session::Session;
use std::sync::atomic::Ordering;

impl App {
    /// Whether a secret of a keyring guards the open store beside the PIN.
    pub fn is_guarded(&self) -> bool {
        self.inner.guarded.load(Ordering::Relaxed)
    }

    /// A store from before there was a keyring is guarded by it from now on, once a copy of its unsent work lies beside it.
    /// Nobody is kept from the store because this could not be done.
    pub(super) fn guard(&self, pin: &str, key: &Key) {
        // What was cut off before its copy was written has one now.
        self.keep_sealed();
        if !self.is_guarded()
            && let Err(error) = self.try_guard(pin, key)
        {
            tracing::warn!(%error, "the store stays guarded by the PIN alone");
        }
    }

    fn try_guard(&self, pin: &str, key: &Key) -> Result<()> {
        let (dir, keyring) = (&self.inner.dir, &*self.inner.keyring);
        let session = self.session()?;
        let Some(second) = keyring.make(session.me().device.as_str()) else {
            return Ok(());
        };
        let sealed = self.seal(&session);
        if let Err(error) = sealed.and_then(|()| keys::wrap_anew(dir, pin, key, &second)) {
            keyring.forget(&second.name);
            return Err(error);
        }
        self.inner.guarded.store(true, Ordering::Relaxed);
        Ok(())
    }

    /// Makes the copy fresh, where there is one to be. The work itself is saved already and does not fail with it.
    pub(super) fn keep_sealed(&self) {
        let Ok(session) = self.session() else { return };
        if self.is_guarded()
            && let Err(error) = self.seal(&session)
        {
            tracing::warn!(%error, "the sealed copy of unsent work is not fresh");
        }
    }

    fn seal(&self, session: &Session) -> Result<()> {
        let copying = sealed::begin(&self.inner.dir)?;
        let (identity, unsent) = super::rescue::gather(session)?;
        copying.keep(&identity, unsent, &session.vault, self.now())
    }
}
