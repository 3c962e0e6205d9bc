//! The copy of unsent work that lies beside a store whose key does not hang on the PIN alone: the rescue bundle, kept fresh in
//! small pieces, so that a keyring that is gone costs no work. Only the pool opens it.

use crate::error::Result;
use crate::photos::vault::Vault;
use crate::rescue::Rescue;
use crate::{files, lock};
use api::RescueState;
use model::{Code, Denial, Moment};
use std::path::{Path, PathBuf};

/// The folder of the pieces.
const FOLDER: &str = "unsent";
/// What they hold in all, in numbers.
const STATE: &str = "state.json";
const ENDING: &str = ".zsr";
/// Copies of stores before this one are looked for up to this number.
const ASIDE_MAX: u32 = 20;

/// Makes the copy what this rescue is now: texts anew, photos that lie here already not again. Nothing is removed before
/// everything is on disk.
pub fn keep(dir: &Path, rescue: &Rescue, vault: &Vault, now: Moment) -> Result<()> {
    let folder = dir.join(FOLDER);
    let state = rescue.state();
    if state.files == 0 && !files::exists(&folder) {
        return Ok(());
    }
    files::make_private_folder(&folder)?;
    let _one_at_a_time = lock::hold(&dir.join("unsent.lock"), lock::PATIENCE)?;
    let mut kept = vec![STATE.to_string()];
    for file in 0..usize::try_from(state.files).unwrap_or(usize::MAX) {
        let (name, anew) = rescue.name(file);
        let path = folder.join(format!("{name}{ENDING}"));
        if anew || !files::exists(&path) {
            let (bytes, _) = rescue.write(file, vault, now)?;
            files::write_durably(&path, &bytes)?;
        }
        kept.push(format!("{name}{ENDING}"));
    }
    files::write_durably(&folder.join(STATE), &serde_json::to_vec(state)?)?;
    for name in files::names(&folder)? {
        if !kept.contains(&name) {
            files::remove(&folder.join(name))?;
        }
    }
    Ok(())
}

/// Waits until the copy is on disk as it stands.
pub fn settle(dir: &Path) -> Result<()> {
    let folder = dir.join(FOLDER);
    match files::exists(&folder) {
        true => Ok(files::sync_folder(&folder)?),
        false => Ok(()),
    }
}

/// Makes room for the copy of a new store, whatever has become of the one before.
pub fn move_away(dir: &Path) -> Result<()> {
    let folder = dir.join(FOLDER);
    if !files::exists(&folder) {
        return Ok(());
    }
    let named = |n: &u32| dir.join(format!("{FOLDER}.wiped-{n}"));
    let free = (1..).find(|n| !files::exists(&named(n))).unwrap_or(1);
    files::rename(&folder, &named(&free))?;
    Ok(files::sync_folder(dir)?)
}

/// What lies here: of the store, and of those before it that were set aside or are gone. None where there is nothing.
pub fn find(dir: &Path) -> Option<Copy> {
    let before = ["broken", "gone", "wiped"]
        .map(|word| (1..=ASIDE_MAX).map(move |n| format!("{FOLDER}.{word}-{n}")));
    let mut all = Copy {
        state: RescueState {
            files: 0,
            edits: 0,
            sides: 0,
            photos: 0,
            papers: 0,
            lost: 0,
        },
        paths: Vec::new(),
    };
    for folder in std::iter::once(FOLDER.to_string()).chain(before.into_iter().flatten()) {
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
