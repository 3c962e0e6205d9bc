//! Files of the origin's private file system, one access handle each for as long as it is used. It cannot rename everywhere:
//! which file a name means is a row of the table of files.

use crate::{files, keys};
use js_sys::{Object, Promise, Reflect};
use std::cell::RefCell;
use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use tokio::sync::Mutex;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    FileSystemDirectoryHandle, FileSystemFileHandle, FileSystemGetDirectoryOptions,
    FileSystemGetFileOptions, FileSystemReadWriteOptions, FileSystemSyncAccessHandle,
    WorkerGlobalScope,
};

/// Where they lie, beside the pool of access handles.
const FOLDER: &str = "zs12345-packs";

thread_local! {
    /// A browser gives each file one access handle: all that read and write a pack share it, until it is removed.
    static OPEN: RefCell<HashMap<String, Rc<Handle>>> = RefCell::default();
    /// Two that open a file at once would be in each other's way.
    static OPENING: Rc<Mutex<()>> = Rc::default();
}

/// The packs of one device.
pub struct Packs {
    named: PathBuf,
    folder: FileSystemDirectoryHandle,
}

impl Packs {
    /// Opens the folder, made when it is not there.
    pub async fn open(folder: &Path) -> io::Result<Self> {
        let scope: WorkerGlobalScope = js_sys::global().unchecked_into();
        let root = scope.navigator().storage().get_directory();
        let root: FileSystemDirectoryHandle = answered(root).await?;
        let make = FileSystemGetDirectoryOptions::new();
        make.set_create(true);
        let inside = root.get_directory_handle_with_options(FOLDER, &make);
        Ok(Packs {
            named: folder.to_path_buf(),
            folder: answered(inside).await?,
        })
    }

    /// Bytes of this pack; none when it is not there.
    pub async fn length(&self, name: &str) -> u64 {
        match self.handle(name, false).await {
            Ok(handle) => length(&handle),
            Err(_) => 0,
        }
    }

    /// At most `length` bytes from `offset` on; what lies behind the end is left out.
    pub async fn read(&self, name: &str, offset: u64, most: u64) -> io::Result<Vec<u8>> {
        let handle = self.handle(name, false).await?;
        let left = length(&handle).saturating_sub(offset).min(most);
        let mut bytes = vec![0; usize::try_from(left).unwrap_or(0)];
        let read = handle.read_with_u8_array_and_options(&mut bytes, &at(offset));
        bytes.truncate(count(read.map_err(|e| told(&e))?));
        Ok(bytes)
    }

    /// Opens a pack to go on writing it, made when it is not there.
    pub async fn append(&self, name: &str) -> io::Result<Pack> {
        let handle = self.handle(name, true).await?;
        let end = length(&handle);
        Ok(Pack { handle, end })
    }

    /// Gives a pack another name, durably, over whatever had it.
    pub async fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        if self.place(to).is_ok() {
            self.remove(to).await?;
        }
        files::rename(&self.named.join(from), &self.named.join(to))
    }

    /// Removes a pack.
    pub async fn remove(&self, name: &str) -> io::Result<()> {
        let place = self.place(name)?;
        drop(OPEN.with_borrow_mut(|open| open.remove(&place)));
        // The file first: a name without one is made again, a file without a name would lie there for ever.
        let gone: io::Result<JsValue> = answered(self.folder.remove_entry(&place)).await;
        match gone {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        files::remove(&self.named.join(name))
    }

    /// Every name here.
    pub fn names(&self) -> io::Result<Vec<String>> {
        files::names(&self.named)
    }

    fn place(&self, name: &str) -> io::Result<String> {
        let place = files::read(&self.named.join(name))?;
        String::from_utf8(place).map_err(|_| io::ErrorKind::InvalidData.into())
    }

    async fn handle(&self, name: &str, make: bool) -> io::Result<Rc<Handle>> {
        let opening = OPENING.with(Rc::clone);
        let _one_at_a_time = opening.lock().await;
        let place = match self.place(name) {
            Err(error) if make && error.kind() == io::ErrorKind::NotFound => {
                let random = keys::random::<16>().map_err(|e| io::Error::other(e.to_string()))?;
                let place = hex::encode(random);
                files::write_durably(&self.named.join(name), place.as_bytes())?;
                place
            }
            place => place?,
        };
        if let Some(open) = OPEN.with_borrow(|open| open.get(&place).cloned()) {
            return Ok(open);
        }
        let options = FileSystemGetFileOptions::new();
        options.set_create(make);
        let file = self.folder.get_file_handle_with_options(&place, &options);
        let file: FileSystemFileHandle = answered(file).await?;
        let handle = Rc::new(Handle(answered(file.create_sync_access_handle()).await?));
        OPEN.with_borrow_mut(|open| open.insert(place, handle.clone()));
        Ok(handle)
    }
}

/// A pack that is being written.
pub struct Pack {
    handle: Rc<Handle>,
    end: u64,
}

impl Pack {
    /// Cuts it off.
    pub fn cut(&mut self, length: u64) -> io::Result<()> {
        #[allow(clippy::cast_precision_loss)] // packs are far below 2^53 bytes
        let cut = self.handle.truncate_with_f64(length as f64);
        self.end = length;
        cut.map_err(|e| told(&e))
    }
    /// Writes behind its end.
    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let written = self
            .handle
            .write_with_u8_array_and_options(bytes, &at(self.end));
        if count(written.map_err(|e| told(&e))?) < bytes.len() {
            return Err(io::ErrorKind::StorageFull.into());
        }
        self.end += bytes.len() as u64;
        Ok(())
    }
    /// Waits until all of it is on disk.
    pub fn finish(self) -> io::Result<()> {
        self.handle.flush().map_err(|e| told(&e))
    }
}

/// An access handle is exclusive until it is closed, when the last that uses it lets go.
struct Handle(FileSystemSyncAccessHandle);

impl std::ops::Deref for Handle {
    type Target = FileSystemSyncAccessHandle;
    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.0.close();
    }
}

fn length(handle: &FileSystemSyncAccessHandle) -> u64 {
    handle.get_size().map_or(0, |size| count(size) as u64)
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a browser counts bytes in doubles, without fractions
fn count(bytes: f64) -> usize {
    bytes.max(0.0) as usize
}

fn at(offset: u64) -> FileSystemReadWriteOptions {
    let options = FileSystemReadWriteOptions::new();
    #[allow(clippy::cast_precision_loss)] // packs are far below 2^53 bytes
    options.set_at(offset as f64);
    options
}

async fn answered<T: JsCast>(promise: Promise) -> io::Result<T> {
    let value = JsFuture::from(promise).await.map_err(|e| told(&e))?;
    Ok(value.unchecked_into())
}

/// The browser's exceptions in the words of a disk.
fn told(error: &JsValue) -> io::Error {
    let name = Reflect::get(error, &"name".into()).ok();
    match name.and_then(|n| n.as_string()).as_deref() {
        Some("NotFoundError") => io::ErrorKind::NotFound.into(),
        Some("QuotaExceededError") => io::ErrorKind::StorageFull.into(),
        _ => io::Error::other(String::from(Object::from(error.clone()).to_string())),
    }
}
