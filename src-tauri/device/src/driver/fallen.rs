//! A ticket the pool did not take at all: it stays visible here with all its text, nothing of it waits any longer, and its
//! officer finds it as a draft to put right.

use super::intake::Intake;
use crate::error::Result;
use crate::store::edit::{self, Own, State};
use crate::store::{TicketRowId, Tx, document, draft, photo, side};
use api::{Draft, NewPhoto};
use model::edit::{Photo, Write};
use model::facts::Facts;
use model::issue::Issue;
use model::{Denial, TicketId};

/// Keeps a ticket whose opening was refused for this reason.
pub fn keep(intake: &mut Intake, row: TicketRowId, id: &TicketId, denial: &Denial) -> Result<()> {
    let tx = intake.tx;
    let own = edit::of_ticket(tx, row)?;
    for waiting in own.iter().filter(|o| o.state.waits()) {
        edit::set_state(tx, &waiting.edit.id, State::Refused, Some(denial))?;
        photo::unrefer(tx, row, &waiting.edit.id)?;
    }
    let Some((facts, photos)) = contents(tx, row, &own) else {
        return Ok(());
    };
    let mut issue = Issue::from_facts(&facts);
    issue.reporter = side::latest(tx, row)?.map(|(reporter, _)| reporter);
    let mut known = Vec::new();
    for photo in photos {
        known.extend(photo::find(tx, &photo.sha256)?.map(|found| NewPhoto {
            sha256: found.sha256,
            kind: photo.kind,
            bytes: found.bytes,
            w: found.w,
            h: found.h,
            taken_at: found.taken_at,
            original: found.original,
            caption: None,
        }));
    }
    let draft = Draft {
        id: format!("refused-{id}"),
        fields: serde_json::to_value(issue)?,
        photos: known,
        saved_at: None,
    };
    draft::save(tx, &draft, intake.now)
}

/// What its officer had written: as the copy says, or by the edits when it does not read.
fn contents(tx: &Tx, row: TicketRowId, own: &[Own]) -> Option<(Facts, Vec<Photo>)> {
    if let Ok(Ok(read)) = document::load(tx, row).map(|mut document| document.read()) {
        let photos = read.photos.into_iter().map(|entry| entry.photo);
        return Some((read.facts, photos.collect()));
    }
    let mut photos = Vec::new();
    let mut facts = None;
    for edit in own.iter().map(|o| &o.edit) {
        match &edit.write {
            Write::Open(opened) => facts = Some(opened.facts.clone()),
            Write::Photo(photo) => photos.push((**photo).clone()),
            _ => {}
        }
    }
    facts.map(|facts| (facts, photos))
}
