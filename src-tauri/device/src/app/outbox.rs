//! 待同步: what waits for the pool, ticket by ticket, and how the last sync went.

use super::App;
use crate::driver::Refusals;
use crate::error::Result;
use crate::marks;
use crate::store::setting::{self, key};
use crate::store::{Db, TicketRowId, aside, edit, photo, side, ticket};
use api::{ApiError, Outbox, OutboxTicket};
use model::{Code, Moment};
use std::collections::BTreeMap;
use std::sync::atomic::Ordering;

/// Days a refusal is shown.
const REFUSED_DAYS: i64 = 30;

/// What waits of one ticket.
#[derive(Default)]
struct Waiting {
    edits: u64,
    photos: u64,
    refused: Option<Code>,
}

impl App {
    /// Notes how many tickets wait, to be told in [`App::profile`] before the PIN is asked for. For shells that keep no such
    /// note themselves; it costs a durable write whenever the number has changed.
    pub fn note_waiting(&self) -> Result<()> {
        let since = self.refusals_since();
        let count = self
            .session()?
            .store
            .read(|db| Ok(waiting(db, since, &photo::waiting(db)?)?.len()))?;
        marks::note_waiting(&self.inner.dir, count as u64)
    }

    fn refusals_since(&self) -> Moment {
        self.now().plus_minutes(-REFUSED_DAYS * 24 * 60)
    }

    /// What waits, and how the last sync went.
    pub fn outbox(&self) -> Result<Outbox> {
        let since = self.refusals_since();
        self.session()?.store.read(|db| {
            let photos = photo::waiting(db)?;
            let mut tickets = Vec::new();
            for (row, waiting) in waiting(db, since, &photos)? {
                let ticket = ticket::brief(db, row)?;
                tickets.push(OutboxTicket {
                    id: ticket.id,
                    title: ticket.title,
                    edits: waiting.edits,
                    photos: waiting.photos,
                    refused: waiting.refused,
                });
            }
            Ok(Outbox {
                tickets,
                photos: photos.len() as u64,
                photo_bytes: photos.iter().map(|(_, bytes)| bytes).sum(),
                last_contact: setting::get::<Moment>(db, key::LAST_CONTACT)?,
                fetching: match setting::get(db, key::FETCHED)? {
                    Some(false) => Some(ticket::count(db)?),
                    _ => None,
                },
                trouble: setting::get::<Option<ApiError>>(db, key::TROUBLE)?.flatten(),
                running: self.inner.syncing.load(Ordering::Relaxed),
                paused: setting::get(db, key::PAUSED)?.unwrap_or(false),
                free_bytes: self.free_bytes(),
                aside: aside::count(db)?,
                carried: self.carried()?,
                carried_refused: setting::get::<Refusals>(db, key::CARRIED)?
                    .and_then(|refusals| refusals.into_values().next().map(|r| r.code)),
            })
        })
    }
}

/// What waits, in the order in which the tickets came here; refusals since a moment among it.
fn waiting(
    db: &Db,
    since: Moment,
    photos: &[(TicketRowId, u64)],
) -> Result<BTreeMap<TicketRowId, Waiting>> {
    let mut all: BTreeMap<TicketRowId, Waiting> = BTreeMap::new();
    for (row, edits, refused) in edit::open_work(db, since)? {
        let ticket = all.entry(row).or_default();
        (ticket.edits, ticket.refused) = (edits, refused);
    }
    for side::Waiting { row, .. } in side::waiting(db)? {
        all.entry(row).or_default().edits += 1;
    }
    for row in side::tickets_aside(db)? {
        all.entry(row).or_default().refused = Some(Code::RecordUnreadable);
    }
    for (row, _) in photos {
        all.entry(*row).or_default().photos += 1;
    }
    for lost in photo::refused(db)? {
        if lost.is_told(since) {
            all.entry(lost.row).or_default().refused = Some(lost.denial.code);
        }
    }
    Ok(all)
}
