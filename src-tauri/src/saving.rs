//! Files that leave the app: into the person's own folder for downloads, never over another.

use api::{ApiError, Code, Denial};
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use tauri::{AppHandle, Manager};

/// Names tried for one file.
const TRIES: u32 = 100;

/// Keeps bytes under this name, or one like it; where they lie now.
pub fn keep(app: &AppHandle, name: &str, bytes: &[u8]) -> Result<PathBuf, ApiError> {
    let path = app.path();
    let folder = path.download_dir().or_else(|_| path.document_dir());
    let folder = folder.or_else(|_| path.home_dir());
    let folder = folder.map_err(|e| failed(Path::new(name), e))?;
    write(&folder, name, bytes)
}

fn failed(place: &Path, detail: impl ToString) -> ApiError {
    Denial::new(Code::FileUnreadable)
        .with("name", place.display())
        .with("detail", detail.to_string())
        .into()
}

fn write(folder: &Path, name: &str, bytes: &[u8]) -> Result<PathBuf, ApiError> {
    // A name, and no way to another folder.
    let name = Path::new(name).file_name().and_then(|n| n.to_str());
    let name = name.filter(|n| !n.starts_with('.')).unwrap_or("rescue.zsr");
    std::fs::create_dir_all(folder).map_err(|e| failed(folder, e))?;
    for n in 1..=TRIES {
        let place = folder.join(match n {
            1 => name.to_string(),
            n => format!("{n}-{name}"),
        });
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let written = options
            .open(&place)
            .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()));
        match written {
            Ok(()) => return Ok(place),
            Err(e) if e.kind() == ErrorKind::AlreadyExists => {}
            Err(e) => {
                // Half a file would look like a whole one.
                let _ = std::fs::remove_file(&place);
                return Err(match e.kind() {
                    ErrorKind::StorageFull => Code::DiskFull.into(),
                    _ => failed(&place, e),
                });
            }
        }
    }
    Err(failed(&folder.join(name), "同名的文件太多"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_written_over_and_nothing_lies_elsewhere() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("下载");
        let first = write(&folder, "救援包.zsr", b"1").unwrap();
        let second = write(&folder, "救援包.zsr", b"2").unwrap();
        assert_eq!(std::fs::read(&first).unwrap(), b"1");
        assert_eq!(std::fs::read(&second).unwrap(), b"2");
        for name in ["../../out.zsr", "/etc/passwd", "..", "", ".bashrc"] {
            let place = write(&folder, name, b"3").unwrap();
            assert_eq!(place.parent(), Some(folder.as_path()), "{name}");
        }
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
    }
}
