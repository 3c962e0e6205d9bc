//! What is put in order when a store is opened: photos whose ticket was never stored, photos nobody used, and what another
//! version had set aside.

use super::Session;
use crate::error::Result;
use crate::lock;
use crate::store::{aside, photo, removal};
use model::Moment;
use std::path::Path;
use std::time::Duration;

/// Days a photo waits for its ticket.
const DAYS: i64 = 30;

pub fn at_opening(session: &Session, now: Moment) -> Result<()> {
    let left = session.vault.fresh_ones()?;
    if !left.is_empty() {
        settle_left(session, &left)?;
    }
    // Nobody is kept from the store because this could not be done, as on a full disk.
    if session.store.read(aside::any_readable)?
        && let Err(error) = session.store.write(aside::take_up)
    {
        tracing::warn!(%error, "what lies aside could not be taken up again");
    }
    let before = now.plus_minutes(-DAYS * 24 * 60);
    if session.store.read(|db| removal::any_forsaken(db, before))? {
        let gone = session
            .store
            .write(|tx| removal::remove_forsaken(tx, before))?;
        gone.iter().try_for_each(|sha| session.vault.remove(sha))?;
    }
    Ok(())
}

fn settle_left(session: &Session, left: &[model::Sha256]) -> Result<()> {
    // Somebody else is just storing photos: they will look after them.
    let Ok(_at_work) = lock::hold(&lock_file(session), Duration::ZERO) else {
        return Ok(());
    };
    for sha in left {
        if session
            .store
            .read(|db| Ok(photo::find(db, sha)?.is_some()))?
        {
            session.vault.settle(sha)?;
        } else {
            session.vault.drop_new(sha)?;
        }
    }
    Ok(())
}

fn lock_file(session: &Session) -> std::path::PathBuf {
    session.store.dir().join(Path::new("photos.lock"))
}
