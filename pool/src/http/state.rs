//! What every request may use.

use crate::Result;
use crate::auth::Hasher;
use crate::export::Shelf;
use crate::notices::Notices;
use crate::store::Store;
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
    /// Cookies are marked for TLS only.
    pub tls: bool,
    /// Photos decoded at once.
    pub drawing: Semaphore,
    /// Who is told when something changes.
    pub notices: Arc<Notices>,
    /// Exports that are ready.
    pub exports: Shelf,
}

impl App {
    /// For one open store.
    pub fn new(store: Arc<Store>, frontend: Frontend, tls: bool) -> Result<Arc<Self>> {
        Ok(Arc::new(App {
            hasher: Hasher::new(2)?,
            frontend,
            tls,
            drawing: Semaphore::new(2),
            notices: Notices::new(),
            exports: Shelf::new(store.folder())?,
            store,
        }))
    }
}
