//! 记事本: notes that stay on this device until they become a ticket.

use super::App;
use crate::error::Result;
use crate::store::{note, photo};
use api::{DraftSaved, Note, Notes, Topic};
use model::{Code, Denial, geo, text};

/// Notes on one device, at most.
const NOTES_MAX: usize = 1_000;
/// Characters of an id made by a page, at most.
const ID_MAX: usize = 64;

impl App {
    /// All notes, newest first.
    pub fn notes(&self) -> Result<Notes> {
        self.session()?.store.read(|db| {
            Ok(Notes {
                notes: note::all(db)?,
            })
        })
    }

    /// Saves a note: on disk when this returns. Its photos were taken before, on this device.
    pub fn save_note(&self, asked: &Note) -> Result<DraftSaved> {
        let (session, now) = (self.session()?, self.now());
        check(asked)?;
        let photos_max = session
            .me()
            .lists
            .as_ref()
            .map_or(usize::MAX, |l| l.district.rules.photos.count_max);
        if asked.photos.len() > photos_max {
            return Err(Denial::new(Code::PhotoTooMany)
                .with("max", photos_max)
                .into());
        }
        session.store.write(|tx| {
            for named in &asked.photos {
                photo::find(tx, &named.sha256)?.ok_or(Code::PhotoNotFound)?;
            }
            if !note::exists(tx, &asked.id)? && note::count(tx)? >= NOTES_MAX {
                return Err(Denial::new(Code::TooMany)
                    .with("field", "记事")
                    .with("max", NOTES_MAX)
                    .with("count", NOTES_MAX + 1)
                    .into());
            }
            note::save(tx, asked, now)
        })?;
        self.keep_sealed();
        self.notify(Topic::Notes);
        Ok(DraftSaved { saved_at: now })
    }

    /// Removes a note, and photos of it that no ticket, draft or other note needs.
    pub fn drop_note(&self, id: &str) -> Result<()> {
        let session = self.session()?;
        let gone = session.store.write(|tx| note::drop(tx, id))?;
        gone.iter().try_for_each(|sha| session.vault.remove(sha))?;
        self.keep_sealed();
        self.notify(Topic::Notes);
        Ok(())
    }
}

fn check(note: &Note) -> Result<()> {
    text::check("编号", &note.id, 1, ID_MAX)?;
    // Kept as typed: somebody may still be typing.
    text::check("内容", &text::clean(&note.text), 0, text::NOTE_MAX)?;
    if let Some(spot) = &note.spot {
        if !geo::in_world(spot.lon, spot.lat) || !spot.accuracy_m.is_finite() {
            return Err(Code::PlaceOutOfWorld.into());
        }
        if geo::is_zero(spot.lon, spot.lat) {
            return Err(Code::PlaceZero.into());
        }
    }
    Ok(())
}
