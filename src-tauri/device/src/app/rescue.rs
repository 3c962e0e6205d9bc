//! The rescue bundle: what has not been sent, as files that only the pool can read.

use super::App;
use crate::error::{Error, Result};
use crate::photos::vault::Vault;
use crate::rescue::{self, Rescue};
use crate::session::Session;
use crate::store::setting::{self, key};
use crate::store::unsent::{Identity, Unsent};
use crate::store::{self, unsent};
use crate::{courier, keys, sealed, tries};
use api::{RescueState, SPACE_FOR_PHOTO, Topic};
use model::Code;

/// A store that was set aside.
pub(super) enum Salvaged {
    /// As far as it reads.
    Read(Box<Rescue>, Vault),
    /// It does not; the copy that was sealed before.
    Kept(sealed::Copy),
}

impl Salvaged {
    fn state(&self) -> &RescueState {
        match self {
            Salvaged::Read(rescue, _) => rescue.state(),
            Salvaged::Kept(copy) => &copy.state,
        }
    }
}

impl App {
    /// What a rescue would hold now: of the open store, or of one that was salvaged.
    pub fn rescue(&self) -> Result<RescueState> {
        if let Some(salvaged) = self.inner.salvaged.lock().as_ref() {
            return Ok(salvaged.state().clone());
        }
        Ok(self.pack_rescue()?.state().clone())
    }

    /// One bundle of it, from 0 on, as bytes of a file. `RescueKeyless` where the pool's key is not known.
    pub fn save_rescue(&self, file: usize) -> Result<Vec<u8>> {
        Ok(self.write_rescue(file)?.0)
    }

    /// The same, with how many photos do not read here and are not in it.
    pub fn write_rescue(&self, file: usize) -> Result<(Vec<u8>, u64)> {
        let now = self.now();
        if let Some(salvaged) = self.inner.salvaged.lock().as_ref() {
            return match salvaged {
                Salvaged::Read(rescue, vault) => rescue.write(file, vault, now),
                Salvaged::Kept(copy) => Ok((copy.read(file)?, 0)),
            };
        }
        let session = self.session()?;
        self.pack_rescue()?.write(file, &session.vault, now)
    }

    /// Whether a store that did not open any more lies here set aside, or what was sealed of one that is gone.
    pub fn is_set_aside(&self) -> bool {
        let dir = &self.inner.dir;
        store::aside_count(dir) > 0 || (!self.is_enrolled() && sealed::find(dir).is_some())
    }

    /// Reads, with the PIN it had, what still reads of the store that was set aside last; it stays as it is. Without a PIN, where
    /// the keyring is gone, or after a wipe, it is the copy that was sealed: a wiped store is the last one, whatever was set
    /// aside before it.
    pub fn salvage(&self, pin: &str) -> Result<RescueState> {
        let (dir, n) = (&self.inner.dir, store::aside_count(&self.inner.dir));
        if n == 0 || self.is_wiped() {
            match sealed::find(dir) {
                Some(copy) => return Ok(self.take_copy(copy)),
                None if n == 0 => return Err(Code::NotEnrolled.into()),
                None => {}
            }
        }
        let word = store::broken(n);
        let key = match pin.is_empty() {
            true => Err(Code::PinWrong.into()),
            false => keys::guarded_aside(dir, &word, &*self.inner.keyring)
                .and_then(|guarded| tries::attempt(dir, &word, || guarded.open(pin))),
        };
        let key = match key {
            Ok(key) => key,
            // Nobody can open it: what was sealed while it could be opened is what there is.
            Err(error) if pin.is_empty() || error.code() == Some(Code::KeyringGone) => {
                let copy = sealed::find(dir).ok_or(error)?;
                return Ok(self.take_copy(copy));
            }
            Err(error) => return Err(error),
        };
        let (identity, unsent) = store::salvage::salvage(dir, n, &key)?;
        let vault = Vault::at(
            &dir.join(format!("photos.{word}")),
            &rescue::key_of(&identity.photo)?,
        )?;
        let rescue = Rescue::pack(identity, unsent, self.now())?;
        let state = rescue.state().clone();
        *self.inner.salvaged.lock() = Some(Salvaged::Read(Box::new(rescue), vault));
        Ok(state)
    }

    /// Takes the copy of unsent work that was sealed beside a store that nobody can open, without any PIN: it opens nowhere but
    /// at the pool. `StoreGone` where there is none.
    pub fn salvage_sealed(&self) -> Result<RescueState> {
        let copy = sealed::find(&self.inner.dir);
        Ok(self.take_copy(copy.ok_or(Code::StoreGone)?))
    }

    fn take_copy(&self, copy: sealed::Copy) -> RescueState {
        let state = copy.state.clone();
        *self.inner.salvaged.lock() = Some(Salvaged::Kept(copy));
        state
    }

    /// Takes a colleague's bundle along (代送): it goes to the pool with the next sync. How many are carried now.
    pub fn carry_rescue(&self, bytes: Vec<u8>) -> Result<u64> {
        let session = self.session()?;
        if self
            .free_bytes()
            .is_some_and(|free| free < bytes.len() as u64 + SPACE_FOR_PHOTO)
        {
            return Err(Code::DiskFull.into());
        }
        let pool = session.store.read(|db| setting::require(db, key::POOL))?;
        courier::take(session.store.dir(), &pool, bytes)?;
        self.notify(Topic::Outbox);
        self.inner.engine.wake();
        self.carried()
    }

    /// Bundles that are carried for colleagues.
    pub(super) fn carried(&self) -> Result<u64> {
        Ok(courier::carried(&self.inner.dir)?.len() as u64)
    }

    fn pack_rescue(&self) -> Result<Rescue> {
        let session = self.session()?;
        let (identity, unsent) = gather(&session)?;
        Rescue::pack(identity, unsent, self.now())
    }
}

/// Everything that waits in an open store, and whose it is.
pub(super) fn gather(session: &Session) -> Result<(Identity, Unsent)> {
    let store = &session.store;
    let identity = store.read(unsent::identity)?;
    let unsent = match store.read(unsent::all) {
        // Something in it does not read: row by row, what does.
        Err(Error::Sql(_)) => store::salvage::salvage_open(store),
        unsent => unsent?,
    };
    Ok((identity, unsent))
}
