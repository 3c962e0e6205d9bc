//! A second secret beside the PIN, and a wipe after too many wrong ones: both may take the store from its officer, so a sealed
//! copy of unsent work lies beside it.

use super::App;
use crate::error::{Error, Result};
use crate::keys::{self, Key};
use crate::session::Session;
use crate::store::aside;
use crate::{marks, sealed, tries, wipe};
use api::Topic;
use model::Code;

impl App {
    /// Too many wrong PINs: what lies here goes, but for what was sealed. The answer says so; while something is not in the copy
    /// it is that of any wrong PIN, and nothing goes.
    pub(super) fn wipe(&self) -> Error {
        *self.inner.salvaged.lock() = None;
        self.keep_sealed();
        let dir = &self.inner.dir;
        if !marks::is_fresh(dir) {
            return Code::PinWrong.into();
        }
        let second = keys::second_name(dir);
        self.put_away();
        let done = wipe::wipe(dir);
        self.notify(Topic::Session);
        match done {
            Ok(false) => return Code::PinWrong.into(),
            Err(error) if !marks::is_wiped(dir) => return error,
            // What could not be removed now is removed at the next start.
            Err(error) => tracing::warn!(%error, "what a wipe has left could not be removed"),
            Ok(true) => {}
        }
        if let Some(name) = second {
            self.inner.keyring.forget(&name);
        }
        Code::DeviceWiped.into()
    }

    /// Whether a secret of a keyring guards the open store beside the PIN.
    pub fn is_guarded(&self) -> bool {
        keys::second_name(&self.inner.dir).is_some()
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
        let wipes = wipes_after(&session).is_some();
        let wrap = || {
            let _nobody_wipes = marks::still(dir)?;
            match marks::is_wiped(dir) {
                true => Err(Code::DeviceWiped.into()),
                false => keys::wrap_anew(dir, pin, key, &second),
            }
        };
        let done = self.seal(&session, wipes).and_then(|()| wrap());
        // An error after the key was renamed into its place leaves a store that needs the secret.
        if done.is_err() && keys::second_name(dir).as_ref() != Some(&second.name) {
            keyring.forget(&second.name);
        }
        done
    }

    /// Makes the copy fresh, where there is one to be. The work itself is saved already and does not fail with it.
    pub(super) fn keep_sealed(&self) {
        if let Ok(session) = self.session() {
            self.keep_sealed_of(&session);
        }
    }

    /// The same for whoever works on in a session that was locked meanwhile.
    pub(super) fn keep_sealed_of(&self, session: &Session) {
        if self.is_wiped() {
            return;
        }
        let wipes = wipes_after(session);
        if let Some(lists) = &session.me().lists {
            let free = lists.district.rules.guard.pin_free;
            if let Err(error) = tries::set_rules(&self.inner.dir, free, wipes) {
                tracing::warn!(%error, "what the rules say of wrong PINs could not be kept");
            }
        }
        if (self.is_guarded() || wipes.is_some())
            && let Err(error) = self.seal(session, wipes.is_some())
        {
            tracing::warn!(%error, "the sealed copy of unsent work is not fresh");
        }
    }

    fn seal(&self, session: &Session, lasting: bool) -> Result<()> {
        let copying = sealed::begin(&self.inner.dir, lasting)?;
        let (identity, unsent) = super::rescue::gather(session)?;
        let rest = session.store.read(aside::waiting)?;
        copying.keep(&identity, unsent, &session.vault, self.now(), rest)
    }
}

/// After how many wrong PINs in a row the rules have a device wiped; none where they have not.
fn wipes_after(session: &Session) -> Option<u32> {
    let me = session.me();
    me.lists.as_ref()?.district.rules.guard.pin_wipe
}
