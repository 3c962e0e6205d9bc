//! The rescue bundle: what has not been sent, as files that only the pool can read.

use super::App;
use crate::error::{Error, Result};
use crate::photos::vault::Vault;
use crate::rescue::{self, Rescue};
use crate::store::setting::{self, key};
use crate::store::{self, unsent};
use crate::{courier, keys, tries};
use api::{RescueState, SPACE_FOR_PHOTO, Topic};
use model::Code;

/// A store that was set aside, as far as it reads.
pub(super) struct Salvaged {
    rescue: Rescue,
    vault: Vault,
}

impl App {
    /// What a rescue would hold now: of the open store, or of one that was salvaged.
    pub fn rescue(&self) -> Result<RescueState> {
        if let Some(salvaged) = self.inner.salvaged.lock().as_ref() {
            return Ok(salvaged.rescue.state().clone());
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
            return salvaged.rescue.write(file, &salvaged.vault, now);
        }
        let session = self.session()?;
        self.pack_rescue()?.write(file, &session.vault, now)
    }

    /// Whether a store that did not open any more lies here set aside.
    pub fn is_set_aside(&self) -> bool {
        store::aside_count(&self.inner.dir) > 0
    }

    /// Reads, with the PIN it had, what still reads of the store that was set aside last; it stays as it is.
    pub fn salvage(&self, pin: &str) -> Result<RescueState> {
        let (dir, n) = (&self.inner.dir, store::aside_count(&self.inner.dir));
        if n == 0 {
            return Err(Code::NotEnrolled.into());
        }
        let word = store::broken(n);
        let open = || keys::open_aside(dir, &word, pin, &*self.inner.keyring);
        let key = tries::attempt(dir, open)?;
        let (identity, unsent) = store::salvage::salvage(dir, n, &key)?;
        let vault = Vault::at(
            &dir.join(format!("photos.{word}")),
            &rescue::key_of(&identity.photo)?,
        )?;
        let rescue = Rescue::pack(identity, unsent, self.now())?;
        let state = rescue.state().clone();
        *self.inner.salvaged.lock() = Some(Salvaged { rescue, vault });
        Ok(state)
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
        let store = &session.store;
        let identity = store.read(unsent::identity)?;
        let unsent = match store.read(unsent::all) {
            // Something in it does not read: row by row, what does.
            Err(Error::Sql(_)) => store::salvage::salvage_open(store),
            unsent => unsent?,
        };
        Rescue::pack(identity, unsent, self.now())
    }
}
