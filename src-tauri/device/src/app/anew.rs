//! A photo that the pool, or a gateway in front of it, finds too large is scaled anew and added in its place, as long as a smaller one still shows something.

use super::App;
use super::photo::entry;
use crate::error::Result;
use crate::photos::vault::Size;
use crate::photos::{self, Developed, Rules};
use crate::session::Session;
use crate::store::photo::{self, RefusedPhoto};
use api::{AddPhoto, NewPhoto};
use model::rulepack::PhotoLimits;
use model::{Code, Sha256};

impl App {
    /// Scales anew what was refused as too large, once each; how many were. What cannot be stays refused, with its reason.
    pub(super) fn scale_anew(&self, session: &Session) -> usize {
        let Ok(refused) = session.store.read(photo::refused) else {
            return 0;
        };
        let open = refused.iter().filter(|p| p.is_open() && p.is_too_large());
        open.filter(|photo| {
            let anew = self.replace(session, photo);
            if let Err(error) = &anew {
                tracing::warn!(code = ?error.code(), "a photo could not be scaled anew");
            }
            let anew = anew.ok();
            let noted = session.store.write(|tx| photo.settle(tx, anew.as_ref()));
            anew.is_some() && noted.is_ok()
        })
        .count()
    }

    /// Adds a picture of half the size to the same ticket, with what is known of the first.
    fn replace(&self, session: &Session, refused: &RefusedPhoto) -> Result<Sha256> {
        let ticket = self.show(&refused.ticket)?.ticket;
        let shown = ticket
            .photos
            .into_iter()
            .find(|p| p.sha256 == refused.sha256);
        let shown = shown.ok_or(Code::PhotoNotFound)?;
        let known = session.store.read(|db| photo::find(db, &refused.sha256))?;
        let known = known.ok_or(Code::PhotoNotFound)?;
        let bytes = session.vault.get(&refused.sha256, Size::Full)?;
        let smaller = {
            let edge =
                picture::edge_anew(known.w, known.h).ok_or_else(|| refused.denial.clone())?;
            self.smaller(&bytes.ok_or(Code::PhotoNotFound)?, edge)?
        };
        let new = NewPhoto {
            taken_at: known.taken_at,
            original: known.original,
            caption: shown.caption,
            ..entry(&smaller, shown.kind)
        };
        let now = self.now();
        self.storing_photos(session, std::slice::from_ref(&smaller), |tx| {
            photo::add_local(tx, &new, now)
        })?;
        self.add_photo(&AddPhoto {
            id: refused.ticket.clone(),
            photo: new,
            command_id: None,
        })?;
        Ok(smaller.sha256)
    }

    fn smaller(&self, bytes: &[u8], long_edge: u32) -> Result<Developed> {
        let me = self.session()?.me();
        let rules = &me.lists()?.district.rules;
        let limits = PhotoLimits {
            long_edge: long_edge.min(rules.photos.long_edge),
            // It was opened here before, perhaps under other rules.
            pixels_max: u64::MAX / 16,
            bytes_max: u64::MAX,
            ..rules.photos.clone()
        };
        let rules = Rules {
            limits: &limits,
            offset_minutes: rules.calendar.utc_offset_minutes,
            now: self.now(),
        };
        Ok(photos::take("", bytes, rules)?)
    }
}
