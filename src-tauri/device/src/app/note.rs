//! 记事本 and 今日.

use super::App;
use crate::error::Result;
use crate::store::{note, photo, today};
use api::{DraftSaved, Note, Notes, Today, Topic};
use model::{Code, Denial, Moment, geo, text};

/// Characters of a note, at most.
const TEXT_MAX: usize = 2_000;
/// Notes on one device, at most.
const NOTES_MAX: usize = 1_000;
/// Characters of an id made by a page, at most.
const ID_MAX: usize = 64;
/// The zone before the district's lists have come: Beijing time.
const OFFSET_MINUTES: i32 = 480;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

impl App {
    /// What waits for this officer now.
    pub fn today(&self) -> Result<Today> {
        let (session, now) = (self.session()?, self.now());
        let me = session.me();
        let offset = me.lists.as_ref().map_or(OFFSET_MINUTES, |l| {
            l.district.rules.calendar.utc_offset_minutes
        });
        let midnight = midnight(now, offset);
        session
            .store
            .read(|conn| today::read(conn, &me.person, now, midnight))
    }

    /// All notes, newest first.
    pub fn notes(&self) -> Result<Notes> {
        self.session()?.store.read(|conn| {
            Ok(Notes {
                notes: note::all(conn)?,
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
        self.notify(Topic::Notes);
        Ok(DraftSaved { saved_at: now })
    }

    /// Removes a note, and photos of it that no ticket, draft or other note needs.
    pub fn drop_note(&self, id: &str) -> Result<()> {
        let session = self.session()?;
        let gone = session.store.write(|tx| note::drop(tx, id))?;
        gone.iter().try_for_each(|sha| session.vault.remove(sha))?;
        self.notify(Topic::Notes);
        Ok(())
    }
}

fn check(note: &Note) -> Result<()> {
    text::check("编号", &note.id, 1, ID_MAX)?;
    text::check("内容", &note.text, 0, TEXT_MAX)?;
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

/// When the day of this moment began, minutes east of UTC.
fn midnight(now: Moment, offset: i32) -> Moment {
    let shift = i64::from(offset) * 60_000;
    Moment((now.0 + shift).div_euclid(DAY_MS) * DAY_MS - shift)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_local_midnight() {
        for (now, offset, begin) in [
            (
                "2026-11-22T00:00:00+08:00",
                480,
                "2026-11-22T00:00:00+08:00",
            ),
            (
                "2026-11-22T23:59:59+08:00",
                480,
                "2026-11-22T00:00:00+08:00",
            ),
            (
                "2026-11-22T07:00:00+08:00",
                480,
                "2026-11-22T00:00:00+08:00",
            ),
            ("2026-11-22T07:00:00Z", 0, "2026-11-22T00:00:00Z"),
            ("1969-12-31T23:00:00Z", 0, "1969-12-31T00:00:00Z"),
        ] {
            let (now, begin): (Moment, Moment) = (now.parse().unwrap(), begin.parse().unwrap());
            assert_eq!(midnight(now, offset), begin, "{now:?}");
        }
    }
}
