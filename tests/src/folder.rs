//! Looking through a folder's bytes.

use std::path::{Path, PathBuf};

/// Every file below a folder.
pub fn files(dir: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    let mut open = vec![dir.to_path_buf()];
    while let Some(d) = open.pop() {
        for entry in std::fs::read_dir(d).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path)
            } else {
                all.push(path)
            }
        }
    }
    all.sort();
    all
}

/// The files below a folder that hold these bytes.
pub fn holding(dir: &Path, needle: &[u8]) -> Vec<PathBuf> {
    let finder = memchr::memmem::Finder::new(needle);
    let holds = |p: &PathBuf| std::fs::read(p).is_ok_and(|b| finder.find(&b).is_some());
    files(dir).into_iter().filter(holds).collect()
}
