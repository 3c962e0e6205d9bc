//! What the officer decides about sync and notices, and what the last syncs brought.

use super::App;
use crate::error::Result;
use crate::store::news;
use crate::store::setting::{self, key};
use api::{Outbox, SyncNews, Topic};

impl App {
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
            .read(|conn| Ok(setting::get(conn, key::PAUSED)?.unwrap_or(false)))
    }

    /// What the last syncs changed, newest first.
    pub fn news(&self) -> Result<SyncNews> {
        self.session()?.store.read(|conn| {
            Ok(SyncNews {
                news: news::all(conn)?,
            })
        })
    }

    /// Whether the operating system may show notices of what waits.
    pub fn may_notify(&self) -> Result<bool> {
        self.session()?
            .store
            .read(|conn| Ok(setting::get(conn, key::NOTIFY)?.unwrap_or(true)))
    }

    /// Allows notices of the operating system, or not.
    pub fn set_notify(&self, on: bool) -> Result<()> {
        self.session()?
            .store
            .write(|tx| setting::put(tx, key::NOTIFY, &on))
    }
}
