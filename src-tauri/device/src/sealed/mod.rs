//! The copy of unsent work that lies beside a store which may be lost without its officer's doing, by its keyring: rescue
//! bundles, kept fresh in small pieces. Only the pool opens it.
//!
//! A piece is named by what is in it and written once. A save writes the last texts and the last photos; what was written before
//! stays as it lies.

mod found;
mod piece;

pub use found::{Copy, find};

use crate::error::Result;
use crate::files;
use crate::lock::{self, Lock};
use crate::photos::vault::Vault;
use crate::rescue::{Picture, Rescue, count};
use crate::store::unsent::{Identity, Unsent};
use model::Moment;
use piece::{Piece, pieces};
use std::collections::BTreeSet;
use std::path::Path;

/// The folder of the pieces. Set aside, it has another ending.
pub const FOLDER: &str = "unsent";
/// What they hold in all, in numbers.
const STATE: &str = "state.json";
const ENDING: &str = ".zsr";

/// The copy in the hands of whoever makes it fresh: one at a time, from before they read the store.
pub struct Copying<'a> {
    dir: &'a Path,
    _one_at_a_time: Lock,
}

/// Begins to make the copy fresh.
pub fn begin(dir: &Path) -> Result<Copying<'_>> {
    Ok(Copying {
        dir,
        _one_at_a_time: lock::hold(&dir.join("unsent.lock"), lock::PATIENCE)?,
    })
}

impl Copying<'_> {
    /// Makes the copy what waits now. Nothing is removed before everything is on disk.
    pub fn keep(
        self,
        identity: &Identity,
        unsent: Unsent,
        vault: &Vault,
        now: Moment,
    ) -> Result<()> {
        let folder = self.dir.join(FOLDER);
        let pictures = Picture::all_of(&unsent);
        let state = count(&unsent, &pictures);
        let pieces = pieces(unsent, pictures)?;
        if !files::exists(&folder) {
            if pieces.is_empty() {
                return Ok(());
            }
            files::make_private_folder(&folder)?;
        }
        let here: BTreeSet<String> = files::names(&folder)?.into_iter().collect();
        let mut kept = BTreeSet::new();
        for piece in pieces {
            let name = format!("{}{ENDING}", piece.name);
            if here.contains(&name) {
                kept.insert(name);
                continue;
            }
            for (name, bytes) in written(piece, identity, vault, now)? {
                put(&folder.join(&name), &bytes)?;
                kept.insert(name);
            }
        }
        let state = serde_json::to_vec(&state)?;
        if files::read(&folder.join(STATE)).ok().as_ref() != Some(&state) {
            put(&folder.join(STATE), &state)?;
        }
        files::sync_folder(&folder)?;
        for name in here {
            let piece = name.ends_with(ENDING) || name.ends_with(".tmp");
            if piece && !kept.contains(&name) {
                files::remove(&folder.join(name))?;
            }
        }
        Ok(())
    }
}

/// A piece as files. One of which photos do not read has another name than a whole one, so that they are asked for again.
fn written(
    piece: Piece,
    identity: &Identity,
    vault: &Vault,
    now: Moment,
) -> Result<Vec<(String, Vec<u8>)>> {
    let Piece {
        name,
        unsent,
        pictures,
    } = piece;
    let rescue = Rescue::pack_with(identity.clone(), unsent, pictures, now)?;
    let files = usize::try_from(rescue.state().files).unwrap_or(usize::MAX);
    let file = |n| {
        let (bytes, lost) = rescue.write(n, vault, now)?;
        let name = match lost == 0 && files == 1 {
            true => format!("{name}{ENDING}"),
            false => format!("{name}-part{n}{ENDING}"),
        };
        Ok((name, bytes))
    };
    (0..files).map(file).collect()
}

/// On disk under its name once the folder is.
fn put(path: &Path, bytes: &[u8]) -> Result<()> {
    let temporary = path.with_extension("tmp");
    files::write_synced(&temporary, bytes)?;
    Ok(files::rename(&temporary, path)?)
}
