//! An unlocked store with what is read from it once.

use crate::error::Result;
use crate::keys::{self, Key};
use crate::photos::vault::Vault;
use crate::signer::Signer;
use crate::store::setting::{self, key};
use crate::store::{self, Db, Store, salvage};
use ed25519_dalek::SigningKey;
use model::district::District;
use model::locator::{Locator, Oddity};
use model::person::{Person, Post};
use model::{AreaCode, Code, Denial, DeviceId, EditId, Opening, UserName};
use parking_lot::RwLock;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};

/// The district's lists as this device holds them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Lists {
    /// Changes whenever anything in them does.
    pub version: String,
    /// Areas, units, categories, rules.
    pub district: District,
    pub names: BTreeMap<UserName, String>,
}

/// Whose device this is and where it belongs.
#[derive(Debug, Clone)]
pub struct Me {
    /// The 8 bytes its edits begin with.
    pub device: DeviceId,
    /// Whose device.
    pub person: Person,
    /// Address of the pool.
    pub pool_url: String,
    /// PEM of the district's own certificate authority.
    pub ca: Option<String>,
    /// The district's lists; none when enrolment was cut off before they came.
    pub lists: Option<Lists>,
}

impl Me {
    /// The district's lists; `NeedsPool` before the first sync has brought them.
    pub fn lists(&self) -> Result<&Lists> {
        self.lists.as_ref().ok_or_else(|| Code::NeedsPool.into())
    }
}

pub(crate) struct Session {
    pub store: Store,
    pub vault: Vault,
    pub signing: SigningKey,
    /// Signs requests.
    pub signer: Arc<Signer>,
    me: RwLock<Arc<Me>>,
    locator: RwLock<Arc<OnceLock<Locator>>>,
    opening: Opening,
    counter: AtomicU32,
}

impl Session {
    /// Opens the store and reads whose it is; one that does not read is set aside.
    pub fn open(dir: &Path, key: &Key) -> Result<Self> {
        let store = Store::open(dir, key)?;
        Self::of(dir, key, store).map_err(|error| store::set_aside_broken(dir, error))
    }

    fn of(dir: &Path, key: &Key, store: Store) -> Result<Self> {
        if let Some(person) = store.read(salvaged)? {
            store.write(|tx| {
                setting::put(tx, key::PERSON, &person)?;
                setting::put(tx, key::POSTS_OLD, &true)
            })?;
        }
        let (me, signing, photo_key) = store.read(|db| {
            let signing: String = setting::require(db, key::SIGNING_KEY)?;
            let photo: String = setting::require(db, key::PHOTO_KEY)?;
            Ok((read_me(db)?, bytes32(&signing)?, bytes32(&photo)?))
        })?;
        // Nobody is kept from the store because this could not be written, as on a full disk.
        if let Err(error) = store.read(|db| salvage::keep_identity(dir, key, db)) {
            tracing::warn!(%error, "whose store this is could not be kept beside it");
        }
        Ok(Session {
            vault: Vault::new(dir, &photo_key)?,
            signer: Arc::new(Signer::new(
                me.device.clone(),
                SigningKey::from_bytes(&signing),
            )),
            signing: SigningKey::from_bytes(&signing),
            // Drawn at each opening: a cloned folder or a restored tablet never uses an edit's id twice.
            opening: Opening::new(&me.device, keys::random()?),
            counter: AtomicU32::new(0),
            me: RwLock::new(Arc::new(me)),
            locator: RwLock::default(),
            store,
        })
    }

    /// The token of this moment: another window may have got a newer one.
    pub fn token(&self) -> Result<String> {
        self.store.read(|db| setting::require(db, key::TOKEN))
    }

    /// The next edit's id.
    pub fn next_id(&self) -> EditId {
        self.opening
            .edit(self.counter.fetch_add(1, Ordering::Relaxed))
    }

    pub fn me(&self) -> Arc<Me> {
        self.me.read().clone()
    }

    /// Reads again what a sync or a command has changed about this device.
    pub fn reload(&self) -> Result<()> {
        let me = self.store.read(read_me)?;
        *self.me.write() = Arc::new(me);
        *self.locator.write() = Arc::default();
        Ok(())
    }

    /// Finds places; made when first needed.
    pub fn locate(&self, lists: &Lists, lon: f64, lat: f64) -> model::locator::Located {
        let cell = self.locator.read().clone();
        cell.get_or_init(|| Locator::new(&lists.district))
            .locate(lon, lat)
    }

    /// What is odd about a position that is said to lie in an area.
    pub fn oddity(&self, lists: &Lists, named: &AreaCode, lon: f64, lat: f64) -> Option<Oddity> {
        let cell = self.locator.read().clone();
        cell.get_or_init(|| Locator::new(&lists.district))
            .oddity(named, lon, lat)
    }
}

fn read_me(db: &Db) -> Result<Me> {
    Ok(Me {
        device: setting::require(db, key::DEVICE)?,
        person: setting::require(db, key::PERSON)?,
        pool_url: setting::require(db, key::POOL_URL)?,
        ca: setting::get::<Option<String>>(db, key::CA)?.flatten(),
        lists: setting::get(db, key::DISTRICT)?,
    })
}

/// The person, when another version stored it in a form that this one cannot read: with those posts that do read. The next
/// sync brings the others.
fn salvaged(db: &Db) -> Result<Option<Person>> {
    if setting::get::<Person>(db, key::PERSON)?.is_some() {
        return Ok(None);
    }
    let stored: Option<Value> = setting::get(db, key::PERSON)?;
    Ok(stored.and_then(|stored| {
        let posts = stored["posts"].as_array().into_iter().flatten();
        let posts = posts.filter_map(|post| Post::deserialize(post).ok());
        Some(Person {
            user: UserName::deserialize(&stored["user"]).ok()?,
            name: stored["name"].as_str().unwrap_or_default().to_string(),
            posts: posts.collect(),
        })
    }))
}

fn bytes32(text: &str) -> Result<[u8; 32]> {
    let bytes = hex::decode(text).ok().and_then(|b| b.try_into().ok());
    let broken = || Denial::new(Code::StoreFailed).with("detail", "setting key");
    Ok(bytes.ok_or_else(broken)?)
}
