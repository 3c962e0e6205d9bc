//! What every request may use.

use super::refusals::Refusals;
use super::threshold::{Gateways, Limits, Threshold};
use crate::auth::{Hasher, Replays};
use crate::export::Shelf;
use crate::notices::Notices;
use crate::store::Store;
use crate::{Result, clock};
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::Semaphore;

/// Where the browser client comes from.
#[derive(Debug, Clone, Default)]
pub enum Frontend {
    /// A folder with the built client.
    Folder(PathBuf),
    /// Not built: one page says so.
    #[default]
    Missing,
}

/// What every request may use.
pub struct App {
    pub store: Arc<Store>,
    /// Verifies passwords.
    pub hasher: Hasher,
    /// Where the browser client comes from.
    pub frontend: Frontend,
    /// What stands before anybody is known.
    pub threshold: Arc<Threshold>,
    /// Photos decoded at once.
    pub drawing: Semaphore,
    /// Rescue bundles taken in at once.
    pub rescues: Semaphore,
    /// Who is told when something changes.
    pub notices: Arc<Notices>,
    /// Exports that are ready.
    pub exports: Shelf,
    /// Signed requests that came.
    pub replays: Replays,
    /// Refusals of the last minute.
    pub refusals: Arc<Refusals>,
}

impl App {
    /// For one open store, with the usual limits and no gateway in front.
    pub fn new(store: Arc<Store>, frontend: Frontend, tls: bool) -> Result<Arc<Self>> {
        let threshold = Threshold::new(Limits::default(), Gateways::default(), tls);
        Self::behind(threshold, store, frontend)
    }
    /// For one open store, behind a threshold of its own. Reporters that an older pool kept can be found from now on.
    pub fn behind(
        threshold: Threshold,
        store: Arc<Store>,
        frontend: Frontend,
    ) -> Result<Arc<Self>> {
        crate::reporters::settle(&store)?;
        Ok(Arc::new(App {
            threshold: Arc::new(threshold),
            hasher: Hasher::new(2)?,
            frontend,
            drawing: Semaphore::new(2),
            rescues: Semaphore::new(2),
            notices: Notices::new(),
            replays: Replays::begin(&store, clock::now())?,
            refusals: Arc::default(),
            exports: Shelf::new(store.folder())?,
            store,
        }))
    }
}
