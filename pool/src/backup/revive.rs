//! What comes after a backup was unpacked: a new epoch, and nothing comes back that was taken away since.

use crate::store::{Entry, Store, TakenOver, Tx};
use crate::{Error, Result};
use model::{Code, Denial, Moment};
use std::path::{Path, PathBuf};

/// What a restore came to.
#[derive(Debug)]
pub struct Revived {
    pub epoch: u64,
    pub tickets: u64,
    /// What was done about people and devices.
    pub kept: Kept,
}

/// How what was taken away since the backup is kept away.
#[derive(Debug)]
pub enum Kept {
    /// People and devices are as they stood in this folder, that of the pool being replaced.
    From(PathBuf),
    /// There is no such folder: so many devices wait for the administrator.
    Held(usize),
}

/// Brings a pool that was just unpacked into this folder back to life. `instead_of` is the folder of the pool that it
/// replaces; without it, the folder that the backup was made from, when that is still there.
pub fn revive(folder: &Path, instead_of: Option<&Path>, now: Moment) -> Result<Revived> {
    // Asked before the store is opened: opening writes the new folder down.
    let before = crate::store::last_folder(folder)?.filter(|old| old.is_dir());
    let old = instead_of.map(Path::to_path_buf).or(before);
    let named = instead_of.is_some();
    let pool = Store::open(folder)?;
    let keys = pool.clone();
    let done = pool.write_now(move |tx| {
        tx.end_the_open(now)?;
        let taken = old
            .map(|old| taken_over(tx, &keys, old, named))
            .transpose()?;
        let kept = match taken.flatten() {
            Some((old, taken)) => {
                note(tx, now, "restored_over", taken_words(&taken))?;
                Kept::From(old)
            }
            None => {
                let held = tx.hold_devices(now)?;
                note(tx, now, "devices_held", held.to_string())?;
                Kept::Held(held)
            }
        };
        let epoch = tx.raise_epoch(0)?;
        note(tx, now, "restored", epoch.to_string())?;
        Ok(Revived {
            epoch,
            tickets: tx.ticket_count()?,
            kept,
        })
    });
    pool.close();
    done
}

/// A folder that was named must be right; one that was only remembered may be damaged: it is why there is a restore.
fn taken_over(
    tx: &Tx,
    pool: &Store,
    old: PathBuf,
    named: bool,
) -> Result<Option<(PathBuf, TakenOver)>> {
    match tx.savepoint(|tx| tx.take_over(&pool.keys, &old)) {
        Ok(Some(taken)) => Ok(Some((old, taken))),
        Ok(None) if named => Err(wrong(&old, "里面是另一个工单池")),
        Err(_) if named => Err(wrong(&old, "里面没有读得出来的工单池")),
        Ok(None) | Err(_) => Ok(None),
    }
}

fn wrong(folder: &Path, detail: &str) -> Error {
    Denial::new(Code::FileUnreadable)
        .with("name", folder.display())
        .with("detail", detail)
        .into()
}

fn taken_words(taken: &TakenOver) -> String {
    let TakenOver {
        people,
        devices,
        lines,
    } = taken;
    format!("people {people} devices {devices} lines {lines}")
}

fn note(tx: &Tx, at: Moment, what: &'static str, detail: String) -> Result<()> {
    tx.audit(&Entry {
        at,
        what,
        detail,
        ..Entry::default()
    })
}
