//! The copy of unsent work that lies beside a store which may be lost without its officer's doing, by its keyring or by its
//! district's rules: rescue bundles, kept fresh in small pieces. Only the pool opens it.
//!
//! A piece is named by what is in it and written once. A save writes the last texts, the last photos and a mark; what was
//! written before stays as it lies.

mod found;
mod piece;

pub use found::{Copy, find};

use crate::error::Result;
use crate::files;
use crate::lock::{self, Lock};
use crate::marks::{self, UNSENT as FOLDER};
use crate::photos::vault::Vault;
use crate::rescue::{Picture, Rescue, count};
use crate::store::unsent::{Identity, Unsent};
use model::Moment;
use piece::{Piece, pieces};
use std::collections::BTreeSet;
use std::path::Path;

/// What they hold in all, in numbers.
const STATE: &str = "state.json";
const ENDING: &str = ".zsr";

/// The copy in the hands of whoever makes it fresh: one at a time, from before they read the store.
pub struct Copying<'a> {
    dir: &'a Path,
    /// A wipe may rest on it.
    lasting: bool,
    _one_at_a_time: Lock,
}

/// Begins to make the copy fresh; with `lasting`, for the day of a wipe.
pub fn begin(dir: &Path, lasting: bool) -> Result<Copying<'_>> {
    let one_at_a_time = lock::hold(&dir.join("unsent.lock"), lock::PATIENCE)?;
    let folder = dir.join(FOLDER);
    if lasting && !marks::is_fresh(dir) {
        files::make_private_folder(&folder)?;
        let _nobody_writes = marks::still(dir)?;
        marks::begin_copy(dir)?;
    }
    Ok(Copying {
        dir,
        lasting,
        _one_at_a_time: one_at_a_time,
    })
}

impl Copying<'_> {
    /// Makes the copy what waits now; `rest` records lie aside and are not in it. Nothing is removed before everything is on
    /// disk.
    pub fn keep(
        self,
        identity: &Identity,
        unsent: Unsent,
        vault: &Vault,
        now: Moment,
        rest: u64,
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
        let (mut kept, mut whole) = (BTreeSet::new(), state.lost + rest == 0);
        for piece in pieces {
            let name = format!("{}{ENDING}", piece.name);
            if here.contains(&name) {
                kept.insert(name);
                continue;
            }
            for (name, bytes, lost) in written(piece, identity, vault, now)? {
                put(&folder.join(&name), &bytes)?;
                whole &= lost == 0;
                kept.insert(name);
            }
        }
        let state = serde_json::to_vec(&state)?;
        if files::read(&folder.join(STATE)).ok().as_ref() != Some(&state) {
            put(&folder.join(STATE), &state)?;
        }
        files::sync_folder(&folder)?;
        for name in here {
            // What does not read here now may lie in a piece of before: those go with the next whole copy.
            let piece = whole && name.ends_with(ENDING) && !kept.contains(&name);
            if piece || name.ends_with(".tmp") {
                files::remove(&folder.join(name))?;
            }
        }
        // What does not read here now, another version or another try may still read.
        match self.lasting && whole {
            true => self.end(),
            false => Ok(()),
        }
    }

    /// Says that a wipe may rest on the copy, unless something was written to the store since it was begun.
    fn end(self) -> Result<()> {
        let _nobody_writes = marks::still(self.dir)?;
        marks::end_copy(self.dir)
    }
}

/// A piece as files, with how many of its photos do not read: under another name than a whole one, so that they are asked for
/// again the next time.
fn written(
    piece: Piece,
    identity: &Identity,
    vault: &Vault,
    now: Moment,
) -> Result<Vec<(String, Vec<u8>, u64)>> {
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
        Ok((name, bytes, lost))
    };
    (0..files).map(file).collect()
}

/// On disk under its name once the folder is.
fn put(path: &Path, bytes: &[u8]) -> Result<()> {
    let temporary = path.with_extension("tmp");
    files::write_synced(&temporary, bytes)?;
    Ok(files::rename(&temporary, path)?)
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
