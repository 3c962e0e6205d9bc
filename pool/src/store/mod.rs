//! The pool's store: SQLite behind functions in domain words. rusqlite appears nowhere else, so that another engine can
//! take its place.

mod appeals;
mod audit;
mod bulk;
#[cfg(test)]
mod bulk_tests;
mod chain;
mod codes;
mod columns;
mod commands;
mod consents;
mod db;
mod devices;
mod districts;
mod documents;
mod edits;
mod failures;
mod feed;
mod instances;
mod key;
mod keys;
pub(crate) mod lists;
mod named;
mod papers;
mod people;
mod periods;
mod photos;
mod private;
mod record_events;
mod reporters;
mod restored;
mod rulebook;
mod search;
mod sessions;
mod settings;
mod standing;
mod tickets;
mod views;
mod wakes;
mod writer;
#[cfg(test)]
mod writer_tests;

pub use appeals::{Appeal, Hand};
pub use audit::{AuditLine, Entry, FOUND, HeadFit, READ, SOUGHT};
pub use bulk::Filling;
pub use chain::ChainKey;
pub use codes::EnrolCode;
pub use consents::Asked;
pub use db::{Db, Tx};
pub use devices::{Device, Standing};
pub use districts::{DistrictFile, tag_of};
pub use documents::Stored;
pub use edits::{Known, StoredEdit};
pub use feed::{Before, Concerned};
pub use instances::{Place, Told};
pub use keys::{FILE as KEYS_FILE, Keys, random, write_private};
pub use lists::{Candidate, Search, Snapshot};
pub use named::{KeptItem, KeptNotice};
pub use papers::SealedPaper;
pub use people::User;
pub use periods::{KeptPeriod, ToFreeze};
pub use photos::HeldPhoto;
pub use record_events::RecordEvent;
pub use restored::{TakenOver, last_folder};
pub use sessions::Session;
pub use standing::Which;
pub use tickets::{Projection, Stored as StoredRow};
pub use writer::Parts;

use crate::arrivals::Arrivals;
use crate::budget::Accounts;
use crate::{Error, Result};
use columns::Index;
use model::{EditId, Opening};
use parking_lot::{Mutex, RwLock};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use tokio::sync::watch;
use writer::Writer;

/// Name of the database file in the pool's folder.
pub const DATABASE: &str = "pool.sqlite";
const READERS: usize = 8;
/// Pages that are made at once for devices that begin anew, each some fifteen megabytes: what was read, the page, its packer, and
/// a reader's cache.
const PAGES: usize = 2;

/// An open pool folder.
pub struct Store {
    /// Identity and keys.
    pub keys: Keys,
    folder: PathBuf,
    opening: Opening,
    counter: AtomicU32,
    writer: Writer,
    head: watch::Receiver<u64>,
    index: Arc<Index>,
    chain: ChainKey,
    idle: Mutex<Vec<Db>>,
    turns: tokio::sync::Semaphore,
    /// A device that begins anew waits for one of these.
    pub pages: tokio::sync::Semaphore,
    district: RwLock<Arc<DistrictFile>>,
    /// What devices and people brought lately.
    pub accounts: Accounts,
    /// Frames on their way in.
    pub arrivals: Arrivals,
}

/// Makes a new pool folder with its keys and empty tables, and puts the district in. The folder must hold no pool yet.
pub fn create(folder: &Path, district: &model::district::District) -> Result<()> {
    fs::create_dir_all(folder)?;
    #[cfg(unix)]
    fs::set_permissions(folder, std::os::unix::fs::PermissionsExt::from_mode(0o700))?;
    let keys = Keys::create(folder)?;
    let db = Db::open(&folder.join(DATABASE), ChainKey::of(&keys))?;
    let tx = db.begin()?;
    tx.set_setting("epoch", "1")?;
    tx.put_district(&DistrictFile::new(district.clone())?)?;
    tx.commit()?;
    db.close();
    Ok(())
}

/// Whether the folder holds a pool.
pub fn exists(folder: &Path) -> bool {
    folder.join(DATABASE).exists()
}

impl Store {
    /// Opens the folder's pool. Each opening draws four random bytes, so that the pool's edits never share an id.
    pub fn open(folder: &Path) -> Result<Arc<Store>> {
        let keys = Keys::read(folder)?;
        let chain = ChainKey::of(&keys);
        let db = Db::open(&folder.join(DATABASE), chain.clone())?;
        let none = || Error::Damaged("no district".into());
        let district = db.district()?.ok_or_else(none)?;
        let tx = db.begin()?;
        tx.settle_packs(&district)?;
        tx.seal_audit(crate::clock::now())?;
        // Those that an older pool gave have no end yet.
        let hours = district.district.rules.access.one_time_hours;
        tx.end_one_time(crate::clock::now().plus_minutes(i64::from(hours) * 60))?;
        // Where a restore finds what was taken away since its backup.
        if let Some(here) = fs::canonicalize(folder)?.to_str()
            && tx.setting(restored::FOLDER)?.as_deref() != Some(here)
        {
            tx.set_setting(restored::FOLDER, here)?;
        }
        tx.commit()?;
        let district = db.district()?.ok_or_else(none)?;
        let (send, head) = watch::channel(db.feed_head()?);
        Ok(Arc::new(Store {
            opening: Opening::new(&keys.pool, random()?),
            counter: AtomicU32::new(0),
            keys,
            folder: folder.to_path_buf(),
            index: db.index.clone(),
            chain,
            writer: Writer::start(db, send)?,
            head,
            idle: Mutex::new(Vec::new()),
            turns: tokio::sync::Semaphore::new(READERS),
            pages: tokio::sync::Semaphore::new(PAGES),
            district: RwLock::new(Arc::new(district)),
            accounts: Accounts::default(),
            arrivals: Arrivals::default(),
        }))
    }
    /// The pool's folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }
    /// The district in force.
    pub fn district(&self) -> Arc<DistrictFile> {
        self.district.read().clone()
    }
    /// Reads the district again when it was changed, here or by another process.
    pub fn refresh_district(&self) -> Result<()> {
        let stored = self.read_now(|db| db.district_version())?;
        if stored.as_deref() == Some(self.district().stored.as_str()) {
            return Ok(());
        }
        // The lock is held while reading, so that the newest is what stays.
        let mut place = self.district.write();
        if let Some(mut fresh) = self.read_now(|db| db.district())? {
            // What enters at this very moment may still do so under the rules before.
            if fresh.rule_tag != place.rule_tag {
                let stored = std::mem::take(&mut fresh.stored);
                let mut district = fresh.district;
                let before = place.district.rules.clone();
                district.packs.insert(place.rule_tag.clone(), before);
                fresh = DistrictFile::new(district)?;
                fresh.stored = stored;
            }
            *place = Arc::new(fresh);
        }
        Ok(())
    }
    /// The last position in the feed, announced again after each commit that moved it.
    pub fn head(&self) -> watch::Receiver<u64> {
        self.head.clone()
    }
    /// An edit id of the pool's own, never given before.
    pub fn next_edit(&self) -> EditId {
        self.opening
            .edit(self.counter.fetch_add(1, Ordering::Relaxed))
    }
    /// Runs a write and waits until it is durable.
    pub async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Tx) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (send, receive) = tokio::sync::oneshot::channel();
        self.writer.ask(work, move |done| drop(send.send(done)));
        receive
            .await
            .unwrap_or_else(|_| Err(Error::Bug("the writer gave no answer".into())))
    }
    /// Runs a write in parts, between which others go ahead, and waits until all of it is durable. What was done before a part
    /// that failed stays.
    pub async fn write_in_parts<P: Parts>(&self, parts: P) -> Result<P::Done> {
        let (send, receive) = tokio::sync::oneshot::channel();
        self.writer
            .ask_in_parts(parts, move |done| drop(send.send(done)));
        receive
            .await
            .unwrap_or_else(|_| Err(Error::Bug("the writer gave no answer".into())))
    }
    /// Like `write`, for callers outside the async runtime.
    pub fn write_now<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Tx) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (send, receive) = std::sync::mpsc::channel();
        self.writer.ask(work, move |done| drop(send.send(done)));
        receive
            .recv()
            .unwrap_or_else(|_| Err(Error::Bug("the writer gave no answer".into())))
    }
    /// Queues a write nobody waits for.
    pub fn write_later(&self, work: impl FnOnce(&Tx) -> Result<()> + Send + 'static) {
        self.writer.ask(work, |done| {
            if let Err(e) = done {
                tracing::warn!(error = %e, "a background write failed");
            }
        });
    }
    /// Runs a read on a thread of its own.
    pub async fn read<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Db) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let turn = self
            .turns
            .acquire()
            .await
            .map_err(|e| Error::Bug(e.to_string()))?;
        let store = self.clone();
        let done = tokio::task::spawn_blocking(move || store.read_now(work)).await;
        drop(turn);
        done.unwrap_or_else(|_| Err(Error::Bug("a read panicked".into())))
    }
    /// Empties the database's log of changes. Waits a while for whoever reads; false when somebody still does.
    pub fn empty_log(&self) -> Result<bool> {
        Db::open(&self.folder.join(DATABASE), self.chain.clone())?.empty_log()
    }
    /// Runs a read here and now.
    pub fn read_now<T>(&self, work: impl FnOnce(&Db) -> Result<T>) -> Result<T> {
        let idle = self.idle.lock().pop();
        let db = match idle {
            Some(db) => db,
            None => Db::open_reader(&self.folder.join(DATABASE), &self.index, &self.chain)?,
        };
        let done = work(&db);
        let mut idle = self.idle.lock();
        if idle.len() < READERS {
            idle.push(db);
        }
        done
    }
    /// Finishes all writes and closes the database.
    pub fn close(&self) {
        self.idle.lock().clear();
        self.writer.stop();
    }
}
