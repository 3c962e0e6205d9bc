//! What is put in order when a store is opened: photos whose ticket was never stored, and photos nobody used.

use super::App;
use super::session::Session;
use crate::error::Result;
use crate::lock;
use crate::store::ticket::No;
use crate::store::{draft, photo};
use api::Draft;
use model::Moment;
use model::issue::Issue;
use rusqlite::Connection;
use std::path::Path;
use std::time::Duration;

/// Days a photo waits for its ticket.
const DAYS: i64 = 30;

pub fn at_opening(session: &Session, now: Moment) -> Result<()> {
    let left = session.vault.fresh_ones()?;
    if !left.is_empty() {
        settle_left(session, &left)?;
    }
    let before = now.plus_minutes(-DAYS * 24 * 60);
    // Looked for with a reader first: most openings have nothing to do and must not write.
    let any = session.store.read(|conn| {
        let mut statement = conn.prepare_cached(
            "SELECT 1 FROM photo p WHERE local = 1 AND held = 0 AND added_at < ? AND NOT EXISTS (SELECT 1 FROM photo_ref r WHERE r.sha = p.sha) AND NOT EXISTS (SELECT 1 FROM note_photo n WHERE n.sha = p.sha) LIMIT 1",
        )?;
        Ok(statement.exists([before.0])?)
    })?;
    if any {
        let gone = session.store.write(|tx| photo::forsaken(tx, before))?;
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
            .read(|conn| Ok(photo::find(conn, sha)?.is_some()))?
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

/// Keeps a ticket the pool refused as a draft too, so that its officer can put right what was wrong and hand it in anew.
pub(crate) fn keep_as_draft(app: &App, conn: &Connection, no: No) -> Result<()> {
    let read = super::work::read(conn, no)?;
    let mut issue = Issue::from_facts(&read.facts);
    issue.reporter = crate::store::side::latest(conn, no)?.map(|(reporter, _)| reporter);
    let mut photos = Vec::new();
    for entry in &read.photos {
        photos.extend(
            photo::find(conn, &entry.photo.sha256)?.map(|p| api::NewPhoto {
                kind: entry.photo.kind,
                ..p
            }),
        );
    }
    let draft = Draft {
        id: format!("refused-{}", read.id),
        fields: serde_json::to_value(issue)?,
        photos,
        saved_at: None,
    };
    draft::save(conn, &draft, app.now())
}
