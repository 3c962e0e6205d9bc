//! A folder of the system's.

use crate::files;
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// The packs of one device.
pub struct Packs(PathBuf);

impl Packs {
    /// Opens the folder, made when it is not there.
    pub async fn open(folder: &Path) -> io::Result<Self> {
        files::make_private_folder(folder)?;
        Ok(Packs(folder.to_path_buf()))
    }

    /// Bytes of this pack; none when it is not there.
    pub async fn length(&self, name: &str) -> u64 {
        fs::metadata(self.0.join(name)).map_or(0, |m| m.len())
    }

    /// At most `length` bytes from `offset` on; what lies behind the end is left out.
    pub async fn read(&self, name: &str, offset: u64, length: u64) -> io::Result<Vec<u8>> {
        let mut file = File::open(self.0.join(name))?;
        file.seek(SeekFrom::Start(offset))?;
        let mut bytes = Vec::new();
        file.take(length).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// Opens a pack to go on writing it, made when it is not there.
    pub async fn append(&self, name: &str) -> io::Result<Pack> {
        let options = File::options().create(true).append(true).clone();
        Ok(Pack(options.open(self.0.join(name))?))
    }

    /// Gives a pack another name, durably, over whatever had it.
    pub async fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        fs::rename(self.0.join(from), self.0.join(to))?;
        files::sync_folder(&self.0)
    }

    /// Removes a pack.
    pub async fn remove(&self, name: &str) -> io::Result<()> {
        fs::remove_file(self.0.join(name))
    }

    /// Every name here.
    pub fn names(&self) -> io::Result<Vec<String>> {
        files::names(&self.0)
    }
}

/// A pack that is being written.
pub struct Pack(File);

impl Pack {
    /// Cuts it off.
    pub fn cut(&mut self, length: u64) -> io::Result<()> {
        self.0.set_len(length)
    }
    /// Writes behind its end.
    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.write_all(bytes)
    }
    /// Waits until all of it is on disk.
    pub fn finish(self) -> io::Result<()> {
        self.0.sync_all()
    }
}
