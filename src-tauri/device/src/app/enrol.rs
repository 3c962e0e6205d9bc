//! A device becomes somebody's: with a one-time code, once.

use super::App;
use super::Session;
use crate::driver::{Net, Tally, above, check_address, is_elsewhere, pasted, store_lists};
use crate::error::Result;
use crate::keys::{self, Key, Stretch};
use crate::store::setting::{self, key};
use crate::store::told::{self, Told};
use crate::store::{self, Store};
use crate::{lock, pin, sealed, wipe};
use api::ReadDistrict;
use api::sync::{EnrolReply, EnrolRequest};
use ed25519_dalek::{Signer, SigningKey};
use model::{Class, Code, DeviceId, text};
use reqwest::Url;
use zeroize::Zeroizing;

/// What the proof of the device's key is said over, before the code.
const PROOF: &str = "zs12345-enrol";

/// A code as people copy it: with the word before it, or a full stop behind.
fn only_code(typed: &str) -> String {
    let code = text::code(typed);
    let last = code.rsplit([':', '：']).next().unwrap_or_default();
    last.trim_end_matches(['。', '.', ',', '，']).to_string()
}

impl App {
    /// Enrols this folder: makes its keys, has the pool accept them, keeps everything encrypted under the PIN. `ca` is PEM.
    pub async fn enrol(&self, pool: &str, code: &str, pin: &str, ca: Option<&str>) -> Result<()> {
        pin::check_pin(pin)?;
        let both = pasted(pool).or_else(|| pasted(code));
        let (pool, code) = match &both {
            Some((pool, code)) => (pool.as_str(), code.as_str()),
            None => (pool, code),
        };
        let (address, code) = (check_address(pool)?, only_code(code));
        self.make_folder()?;
        let dir = &self.inner.dir;
        let _one_at_a_time = lock::hold(&dir.join("sync.lock"), lock::PATIENCE)?;
        if self.is_enrolled() {
            return Err(Code::AlreadyEnrolled.into());
        }
        let signing = SigningKey::from_bytes(&keys::random()?);
        let request = EnrolRequest {
            code: code.clone(),
            public_key: hex::encode(signing.verifying_key().to_bytes()),
            proof: hex::encode(signing.sign(format!("{PROOF}{code}").as_bytes()).to_bytes()),
        };
        let tally = Tally::default();
        let ask = async |address: &Url| {
            let net = Net::new(address.as_str(), ca, &tally)?;
            net.json::<EnrolReply>("enrol", &request).await
        };
        let (address, reply) = at_pool(&address, ask).await?;
        let session = self.keep(&reply, &signing, address.as_str(), pin, ca)?;
        // The code is used up: from here on a cut line must not undo the enrolment. The next sync brings what is missing.
        let lists = Net::of(&session, &tally)?
            .call(&ReadDistrict { have: None })
            .await;
        match lists {
            Ok(lists) => {
                store_lists(&session, &lists)?;
                session.reload()?;
            }
            Err(error) => {
                tracing::warn!(code = ?error.code(), "enrolled, but the district's lists did not come")
            }
        }
        self.begin(session);
        self.keep_sealed();
        Ok(())
    }

    /// Makes the store of a device the pool has accepted; `device.json`, written last, makes it count.
    fn keep(
        &self,
        reply: &EnrolReply,
        signing: &SigningKey,
        address: &str,
        pin: &str,
        ca: Option<&str>,
    ) -> Result<Session> {
        let dir = &self.inner.dir;
        store::clear_unfinished(dir)?;
        sealed::move_away(dir)?;
        wipe::forget(dir)?;
        let store_key: Key = Zeroizing::new(keys::random()?);
        let store = Store::create(dir, &store_key)?;
        store.write(|tx| {
            setting::put(tx, key::DEVICE, &reply.device)?;
            setting::put(tx, key::PERSON, &reply.person)?;
            setting::put(tx, key::TOKEN, &reply.token)?;
            setting::put(tx, key::SIGNING_KEY, &hex::encode(signing.to_bytes()))?;
            setting::put(tx, key::PHOTO_KEY, &hex::encode(keys::random::<32>()?))?;
            setting::put(tx, key::POOL_URL, &address.to_string())?;
            setting::put(tx, key::POOL, &reply.pool)?;
            setting::put(tx, key::POOL_KEY, &reply.pool_key)?;
            setting::put(tx, key::CA, &ca.map(String::from))?;
            setting::put(tx, key::FETCHED, &false)?;
            let (at, proof, ours) = (reply.now, reply.told.clone(), self.now());
            told::note(tx, &Told { at, proof, ours })?;
            setting::put(tx, key::SKEW, &reply.now.since(self.now()))
        })?;
        drop(store);
        let second = self.inner.keyring.make(reply.device.as_str());
        keys::create(dir, pin, &store_key, Stretch::DEFAULT, second.as_ref())?;
        Session::open(dir, &store_key)
    }

    /// An enrolled device for tests, without a pool.
    #[cfg(test)]
    pub(crate) fn enrol_for_test(
        &self,
        reply: &EnrolReply,
        lists: &api::DistrictReply,
        address: &str,
        pin: &str,
    ) -> Result<()> {
        self.make_folder()?;
        let signing = SigningKey::from_bytes(&keys::random()?);
        let session = self.keep(reply, &signing, address, pin, None)?;
        store_lists(&session, lists)?;
        session.reload()?;
        self.begin(session);
        Ok(())
    }

    /// Moves to another address of the same pool. A pool that answers but does not know this device is `PoolDifferent`; an
    /// address that cannot be reached yet is kept all the same, and `Ok(false)` says so.
    pub async fn set_pool(&self, pool: &str) -> Result<bool> {
        let session = self.session()?;
        let address = check_address(pool)?;
        let mut me = (*session.me()).clone();
        let tally = Tally::default();
        let ask = async |address: &Url| {
            let net = Net::at(&session, address.as_str(), &tally)?;
            net.call(&api::Me {}).await
        };
        let asked = at_pool(&address, ask).await;
        me.pool_url = asked.as_ref().map_or(&address, |(at, _)| at).to_string();
        let reached = match asked.map(|(_, profile)| profile) {
            Ok(profile) if profile.user.as_ref() == Some(&me.person.user) => true,
            Ok(_) => return Err(Code::PoolDifferent.into()),
            Err(error) => match error.code() {
                Some(Code::DeviceRevoked) => return Err(Code::PoolDifferent.into()),
                // Something answers, and it is not a pool: a mistyped address or a network that wants a sign-in page.
                Some(Code::PoolNotAPool) => return Err(error),
                Some(code) if code.class() == Class::Network => false,
                _ => return Err(error),
            },
        };
        session
            .store
            .write(|tx| setting::put(tx, key::POOL_URL, &me.pool_url))?;
        session.reload()?;
        Ok(reached)
    }

    /// The 8 bytes this device's edits begin with.
    pub fn device(&self) -> Result<DeviceId> {
        Ok(self.session()?.me().device.clone())
    }
}

/// Asks at an address; where something else answers that is no pool, at those above it.
async fn at_pool<T>(address: &Url, ask: impl AsyncFn(&Url) -> Result<T>) -> Result<(Url, T)> {
    for address in above(address) {
        match ask(&address).await {
            Ok(answer) => return Ok((address, answer)),
            Err(error) if is_elsewhere(&error) => {}
            Err(error) => return Err(error),
        }
    }
    // Whatever answered, it was not a pool: what it said of calls helps nobody.
    Err(Code::PoolNotAPool.into())
}
