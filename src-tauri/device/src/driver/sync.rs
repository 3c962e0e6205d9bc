//! One sync from its beginning to its end: push, pull, lists, photos, papers, what is carried for others, until
//! nothing remains either way.

use super::pass::{Host, SyncPass};
use super::tally::Tally;
use super::{carried, lists, papers, photos, pull, push};
use crate::error::{Error, Result};
use crate::store::removal;
use api::{SyncReport, Topic};
use model::Class;

/// Times a sync begins again because an answer made new work; what is left after that waits for the next one.
const TURNS: usize = 5;

/// Sends what waits and takes what changed. An error ends the sync and loses nothing: what was taken in before stays.
pub(crate) async fn run(host: Host<'_>, tally: &Tally) -> Result<SyncReport> {
    let mut pass = SyncPass::begin(host, tally)?;
    let mut asked = None;
    for _ in 0..TURNS {
        asked = asked_to_wait(push::all(&mut pass).await)?;
        // What came down meanwhile is no reason to wait.
        pull::all(&mut pass).await?;
        lists::refresh(&mut pass).await?;
        if asked.is_some() || !pass.errands.take_again() {
            break;
        }
    }
    if asked.is_none() {
        asked = asked_to_wait(photos::send_all(&mut pass).await)?;
    }
    papers::fetch(&mut pass).await?;
    if asked.is_none() {
        asked = asked_to_wait(carried::hand_over(&mut pass).await)?;
    }
    remove_left(host)?;
    let report = pass.close()?;
    asked.map_or(Ok(report), Err)
}

/// The pool's word that more may come later, set apart from what ends a sync.
fn asked_to_wait(outcome: Result<()>) -> Result<Option<Error>> {
    match outcome {
        Ok(()) => Ok(None),
        Err(error) if error.code().is_some_and(|c| c.class() == Class::Wait) => Ok(Some(error)),
        Err(error) => Err(error),
    }
}

/// Removes tickets that left the scope, once nothing of ours on them is unanswered.
fn remove_left(host: Host) -> Result<()> {
    let session = host.session;
    if session.store.read(removal::any_left)? {
        let gone = session.store.write(removal::remove_left)?;
        gone.iter().try_for_each(|sha| session.vault.remove(sha))?;
        host.notify(Topic::Tickets);
    }
    Ok(())
}
