//! The district's basemap: one PMTiles pack in the pool's folder, published and taken back by an administrator. A backup
//! names it with its hash and does not carry it.

mod header;

pub use header::bounds;

use crate::store::{Db, Store, Tx, random};
use crate::{Result, brought, clock};
use api::{Basemap, MapDatum};
use model::{Code, Denial, Sha256, text};
use sha2::Digest;
use std::fs::{self, File, OpenOptions};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

const SETTING: &str = "basemap";
const NAME_MAX: usize = 40;
/// Largest pack: a district at street level is far below.
const BYTES_MAX: u64 = 8 * 1024 * 1024 * 1024;
const PIECE: usize = 1024 * 1024;

/// What is said of a pack besides its bytes.
pub struct Label {
    /// Name people see.
    pub name: String,
    /// Datum its tiles were drawn in.
    pub datum: MapDatum,
    /// 审图号.
    pub approval: String,
}

/// Where a pack lies.
pub fn path(folder: &Path, sha256: &Sha256) -> PathBuf {
    folder.join("basemap").join(format!("{sha256}.pmtiles"))
}

/// Copies a pack into the pool's folder and publishes it in place of any other.
pub fn publish(store: &Arc<Store>, file: &Path, label: Label) -> Result<Basemap> {
    text::check_line("name", &label.name, 1, NAME_MAX)?;
    text::check_line("审图号", &label.approval, 1, NAME_MAX)?;
    let unreadable = |detail: String| {
        let name = file.display();
        Denial::new(Code::FileUnreadable)
            .with("name", name)
            .with("detail", detail)
    };
    let mut from = brought::open(file)?;
    let bytes = from
        .metadata()
        .map_err(|e| unreadable(e.to_string()))?
        .len();
    if bytes > BYTES_MAX {
        return Err(unreadable(format!("超过 {} GB", BYTES_MAX >> 30)).into());
    }
    let mut head = [0; header::BYTES];
    from.read_exact(&mut head)
        .map_err(|_| unreadable("不是 PMTiles 文件".into()))?;
    let bounds = header::bounds(&head, bytes).map_err(|e| unreadable(e.into()))?;
    let folder = store.folder().join("basemap");
    fs::create_dir_all(&folder)?;
    let part = folder.join(format!(".{}.part", hex::encode(random::<6>()?)));
    let copied = copy(&head, &mut from, &part).and_then(|(sha256, copied)| {
        if copied != bytes {
            return Err(unreadable("读的时候变了".into()).into());
        }
        fs::rename(&part, path(store.folder(), &sha256))?;
        File::open(&folder)?.sync_all()?;
        Ok(sha256)
    });
    if copied.is_err() {
        let _ = fs::remove_file(&part);
    }
    let basemap = Basemap {
        name: label.name,
        sha256: copied?,
        bytes,
        datum: label.datum,
        bounds,
        approval: label.approval,
    };
    let (json, short) = (
        serde_json::to_string(&basemap)?,
        basemap.sha256.as_str()[..16].to_string(),
    );
    store.write_now(move |tx| {
        tx.set_setting(SETTING, &json)?;
        note(tx, "basemap_published", short)
    })?;
    clear(&folder, Some(&basemap.sha256));
    Ok(basemap)
}

/// Takes the pack back; whether there was one.
pub fn remove(store: &Arc<Store>) -> Result<bool> {
    let gone = store.write_now(|tx| {
        let was = tx.setting(SETTING)?.is_some_and(|s| !s.is_empty());
        if was {
            tx.set_setting(SETTING, "")?;
            note(tx, "basemap_removed", String::new())?;
        }
        Ok(was)
    })?;
    clear(&store.folder().join("basemap"), None);
    Ok(gone)
}

/// The published pack, when one is.
pub fn published(db: &Db) -> Result<Option<Basemap>> {
    let known = db.setting(SETTING)?.filter(|s| !s.is_empty());
    Ok(known.map(|s| serde_json::from_str(&s)).transpose()?)
}

fn note(tx: &Tx, what: &'static str, detail: String) -> Result<()> {
    tx.audit(&crate::store::Entry {
        at: clock::now(),
        what,
        detail,
        ..Default::default()
    })
}

fn copy(head: &[u8], from: &mut File, part: &Path) -> Result<(Sha256, u64)> {
    crate::store::write_private(part, head)?;
    let mut to = OpenOptions::new().append(true).open(part)?;
    let (mut sum, mut bytes) = (sha2::Sha256::new(), head.len() as u64);
    sum.update(head);
    let mut piece = vec![0; PIECE];
    loop {
        let n = from.read(&mut piece)?;
        if n == 0 {
            break;
        }
        bytes += n as u64;
        if bytes > BYTES_MAX {
            return Err(Denial::more_bytes(Code::BodyTooLarge, BYTES_MAX).into());
        }
        sum.update(&piece[..n]);
        to.write_all(&piece[..n])?;
    }
    to.sync_all()?;
    Ok((Sha256::new(hex::encode(sum.finalize()))?, bytes))
}

/// Takes older packs away; one that is being sent just now stays readable to its reader.
fn clear(folder: &Path, except: Option<&Sha256>) {
    let keep = except.map(|sha| format!("{sha}.pmtiles"));
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        if keep.as_deref().is_none_or(|k| name != k) {
            let _ = fs::remove_file(entry.path());
        }
    }
}
