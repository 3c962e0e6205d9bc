//! A photo on its way in: a private file that is gone unless it is taken.

use crate::Result;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

const FOLDER: &str = "arriving";

/// A file that nobody knows yet; removed when it is dropped.
pub struct Draft {
    path: PathBuf,
}

impl Draft {
    /// A new empty one beside the photos, open for writing.
    pub fn begin(folder: &Path) -> Result<(Self, File)> {
        let dir = folder.join(FOLDER);
        fs::create_dir_all(&dir)?;
        let path = dir.join(hex::encode(crate::store::random::<12>()?));
        let mut options = File::options();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&path)?;
        Ok((Draft { path }, file))
    }
    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }
    /// Forgets what was on its way when a pool was stopped.
    pub fn sweep(folder: &Path) {
        // What cannot be removed now is in nobody's way.
        let _ = fs::remove_dir_all(folder.join(FOLDER));
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}
