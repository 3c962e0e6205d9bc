//! What was sealed, when it is asked for.

use super::{ENDING, FOLDER, STATE};
use crate::error::Result;
use crate::files;
use crate::rescue::count;
use crate::store::unsent::Unsent;
use api::RescueState;
use model::{Code, Denial};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// What lies here: of the store, and of those before it that were set aside or are gone. None where there is nothing.
pub fn find(dir: &Path) -> Option<Copy> {
    let mut all = Copy {
        state: count(&Unsent::default(), &[]),
        paths: Vec::new(),
    };
    let names = files::names(dir).unwrap_or_default();
    // A browser names what is in a folder with it.
    let folders = names.iter().filter_map(|name| name.split('/').next());
    let before = format!("{FOLDER}.");
    let folders: BTreeSet<&str> = folders
        .filter(|name| *name == FOLDER || name.starts_with(&before))
        .collect();
    for folder in folders {
        all.add(&dir.join(folder));
    }
    (!all.paths.is_empty()).then_some(all)
}

/// Pieces of unsent work, each a rescue bundle of its own.
pub struct Copy {
    /// What they hold.
    pub state: RescueState,
    paths: Vec<PathBuf>,
}

impl Copy {
    fn add(&mut self, folder: &Path) {
        let names = files::names(folder).unwrap_or_default();
        let mut found: Vec<_> = names.into_iter().filter(|n| n.ends_with(ENDING)).collect();
        // Texts before photos: so they are named.
        found.sort();
        let told = files::read(&folder.join(STATE)).ok();
        let told = told.and_then(|bytes| serde_json::from_slice::<RescueState>(&bytes).ok());
        if let Some(told) = told.filter(|_| !found.is_empty()) {
            self.state.edits += told.edits;
            self.state.sides += told.sides;
            self.state.photos += told.photos;
            self.state.papers += told.papers;
            self.state.lost += told.lost;
        }
        self.state.files += found.len() as u64;
        self.paths
            .extend(found.iter().map(|name| folder.join(name)));
    }

    /// One of them, from 0 on.
    pub fn read(&self, file: usize) -> Result<Vec<u8>> {
        let none = || Denial::new(Code::ValueUnknown).with("field", "file");
        let path = self.paths.get(file);
        Ok(files::read(
            path.ok_or_else(|| none().with("value", file))?,
        )?)
    }
}
