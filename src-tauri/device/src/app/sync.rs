//! Sync as the officer sees it: now, paused, and what the last ones brought. How it goes is the driver's.

use super::{App, Session};
use crate::driver::{self, Host, Tally};
use crate::error::{Error, Result};
use crate::store::news;
use crate::store::setting::{self, key};
use crate::{clock, lock};
use api::{ApiError, Outbox, SyncNews, SyncReport, Topic};
use model::Code;
use std::sync::atomic::Ordering;
use tokio::sync::MutexGuard;

impl App {
    /// Sends what waits and takes what changed. Ends when nothing remains either way; errors lose nothing.
    pub async fn sync(&self) -> Result<SyncReport> {
        let _turn = self.turn().await?;
        let session = self.session()?;
        let _one_at_a_time = lock::hold(&self.inner.dir.join("sync.lock"), lock::PATIENCE)?;
        self.inner.syncing.store(true, Ordering::Relaxed);
        self.notify(Topic::Outbox);
        let host = Host {
            session: &session,
            clock: &|| self.now(),
            notice: &|topic| self.notify(topic),
        };
        let tally = Tally::default();
        let mut outcome = driver::run(host, &tally).await;
        // A smaller picture goes up at once: whoever pressed the button is still in reach of the network.
        while let Ok(first) = &mut outcome
            && self.scale_anew(&session) > 0
            && let Ok(next) = driver::run(host, &tally).await
        {
            join(first, next);
        }
        self.inner.syncing.store(false, Ordering::Relaxed);
        let outcome = keep_trouble(&session, outcome);
        // What the pool has by now needs no copy.
        self.keep_sealed_of(&session);
        self.notify(Topic::Outbox);
        outcome
    }

    /// Waits for a sync of this program that is under way, as long as for one of another.
    async fn turn(&self) -> Result<MutexGuard<'_, ()>> {
        tokio::select! {
            turn = self.inner.turn.lock() => Ok(turn),
            () = clock::sleep(lock::PATIENCE) => Err(Code::StoreBusy.into()),
        }
    }

    /// 暂停同步, or goes on. 立即同步 works all the same.
    pub fn pause_sync(&self, paused: bool) -> Result<Outbox> {
        self.session()?
            .store
            .write(|tx| setting::put(tx, key::PAUSED, &paused))?;
        self.notify(Topic::Outbox);
        if !paused {
            self.inner.engine.wake();
        }
        self.outbox()
    }

    /// Whether the officer paused the sync.
    pub fn is_paused(&self) -> Result<bool> {
        self.session()?
            .store
            .read(|db| Ok(setting::get(db, key::PAUSED)?.unwrap_or(false)))
    }

    /// Signed ends of the pool's audit chain that this device has witnessed, oldest first, as `verify --heads` reads them.
    pub fn audit_heads(&self) -> Result<Vec<String>> {
        self.session()?.store.read(driver::audit_heads)
    }

    /// What the last syncs changed, newest first.
    pub fn news(&self) -> Result<SyncNews> {
        self.session()?.store.read(|db| {
            Ok(SyncNews {
                news: news::all(db)?,
            })
        })
    }
}

/// Two syncs of one call are one to whoever asked; requests and bytes are counted over both already.
fn join(first: &mut SyncReport, next: SyncReport) {
    first.pushed += next.pushed;
    first.pulled += next.pulled;
    first.photos_sent += next.photos_sent;
    first.refused.extend(next.refused);
    first.void.extend(next.void);
    first.requests = next.requests;
    first.bytes_up = next.bytes_up;
    first.bytes_down = next.bytes_down;
}

/// Keeps why the last sync failed, for the outbox.
fn keep_trouble<T>(session: &Session, outcome: Result<T>) -> Result<T> {
    let before: Option<ApiError> = session
        .store
        .read(|db| setting::get::<Option<ApiError>>(db, key::TROUBLE))?
        .flatten();
    let outcome = outcome.map_err(Error::denial);
    let now = outcome.as_ref().err().cloned().map(ApiError::from);
    if before != now {
        // Not to be able to note the trouble must not hide it.
        let _ = session
            .store
            .write(|tx| setting::put(tx, key::TROUBLE, &now));
    }
    Ok(outcome?)
}
