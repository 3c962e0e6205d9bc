//! Files that are ready: kept for a few minutes, each for the person who asked for it, and never longer than the pool runs.

use crate::Result;
use crate::store::random;
use api::ExportFormat;
use model::{Code, Moment, UserName};
use parking_lot::{Mutex, MutexGuard};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use tokio::sync::Semaphore;

/// How long a file waits to be fetched.
pub const KEPT_MINUTES: i64 = 10;
/// Files made at once.
const TOGETHER: usize = 2;
const FOLDER: &str = "exports";

/// Takes every waiting file away, also while a pool serves: whoever comes for one is told to ask again.
pub fn clear(pool: &Path) -> Result<()> {
    let folder = pool.join(FOLDER);
    if !folder.is_dir() {
        return Ok(());
    }
    for entry in fs::read_dir(folder)? {
        fs::remove_file(entry?.path())?;
    }
    Ok(())
}

/// Where files wait.
pub struct Shelf {
    folder: PathBuf,
    ready: Mutex<BTreeMap<String, (UserName, Moment)>>,
    /// Turns to make a file.
    pub turns: Semaphore,
}

impl Shelf {
    /// An empty shelf: what an earlier run left is taken away.
    pub fn new(pool: &Path) -> Result<Self> {
        let folder = pool.join(FOLDER);
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        Ok(Shelf {
            folder,
            ready: Mutex::default(),
            turns: Semaphore::new(TOGETHER),
        })
    }
    /// A new name that nobody can guess, and where its file goes.
    pub fn place(&self, format: ExportFormat, day: &str) -> Result<(String, PathBuf)> {
        fs::create_dir_all(&self.folder)?;
        #[cfg(unix)]
        fs::set_permissions(
            &self.folder,
            std::os::unix::fs::PermissionsExt::from_mode(0o700),
        )?;
        let ending = match format {
            ExportFormat::Csv => "csv",
            ExportFormat::Xlsx => "xlsx",
        };
        let name = format!("tickets-{day}-{}.{ending}", hex::encode(random::<12>()?));
        let path = self.folder.join(&name);
        Ok((name, path))
    }
    /// Keeps a finished file for its person.
    pub fn keep(&self, name: &str, user: &UserName, now: Moment) {
        let until = now.plus_minutes(KEPT_MINUTES);
        self.ready().insert(name.to_string(), (user.clone(), until));
    }
    /// The file, for whoever asked for it and in time.
    pub fn find(&self, name: &str, user: &UserName, now: Moment) -> Result<PathBuf, Code> {
        self.sweep(now);
        match self.ready().get(name) {
            Some((owner, _)) if owner == user => {
                let path = self.folder.join(name);
                path.is_file().then_some(path).ok_or(Code::ExportGone)
            }
            _ => Err(Code::ExportGone),
        }
    }
    /// Takes away what waited too long.
    pub fn sweep(&self, now: Moment) {
        self.ready().retain(|name, (_, until)| {
            let stays = *until > now;
            if !stays {
                self.drop_file(name);
            }
            stays
        });
    }
    /// Takes a file away that did not become whole.
    pub fn drop_file(&self, name: &str) {
        if let Err(e) = fs::remove_file(self.folder.join(name)) {
            tracing::warn!(error = %e, "an export stays on disk");
        }
    }
    fn ready(&self) -> MutexGuard<'_, BTreeMap<String, (UserName, Moment)>> {
        self.ready.lock()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_waits_for_its_owner_and_not_for_long() {
        let dir = tempfile::TempDir::new().unwrap();
        let shelf = Shelf::new(dir.path()).unwrap();
        let (me, other) = (
            UserName::new("me").unwrap(),
            UserName::new("other").unwrap(),
        );
        let (name, path) = shelf.place(ExportFormat::Csv, "20261122").unwrap();
        fs::write(&path, "x").unwrap();
        shelf.keep(&name, &me, Moment(0));
        let at = |minutes| Moment(0).plus_minutes(minutes);
        assert_eq!(shelf.find(&name, &me, at(9)), Ok(path.clone()));
        assert_eq!(shelf.find(&name, &other, at(9)), Err(Code::ExportGone));
        assert_eq!(
            shelf.find("../pool.sqlite", &me, at(9)),
            Err(Code::ExportGone)
        );
        assert!(path.exists());
        assert_eq!(shelf.find(&name, &me, at(10)), Err(Code::ExportGone));
        assert!(!path.exists(), "gone from the disk too");
        // What a crash left is gone with the next start.
        let (_, path) = shelf.place(ExportFormat::Xlsx, "20261122").unwrap();
        fs::write(&path, "x").unwrap();
        Shelf::new(dir.path()).unwrap();
        assert!(!path.exists());
    }
}
