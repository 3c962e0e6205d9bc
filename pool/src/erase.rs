//! What a reporter leaves in the pool beside one ticket's document goes for good, wherever it lies: the side record, the
//! texts of visits, supervision and exclusions, those of appeals against its verdicts and of 通报, the reasons why somebody
//! looked, files waiting on the shelf, and the database's own log of changes. The document and its rulings stay; they hold
//! none of it.

use crate::store::{Entry, Store};
use crate::{Result, export};
use model::{Code, Moment, TicketId};
use std::sync::Arc;

/// What an erasure came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Erased {
    /// Records taken away.
    pub records: usize,
    /// The database's log of changes could be emptied; false when somebody read for too long.
    pub log_empty: bool,
}

/// Erases what stands beside one ticket. Blocks.
pub fn erase(store: &Arc<Store>, id: &TicketId, now: Moment) -> Result<Erased> {
    let id = id.clone();
    let records = store.write_now(move |tx| {
        let place = tx.ticket(&id)?.ok_or(Code::NotFound)?;
        let beside =
            tx.erase_personal(place.n)? + tx.erase_appeals(place.n)? + tx.erase_notices(place.n)?;
        let reasons = tx.erase_reasons(place.n, &id, now)?;
        tx.audit(&Entry {
            at: now,
            what: "personal_erased",
            ticket: id.to_string(),
            detail: (beside + reasons).to_string(),
            ..Entry::default()
        })?;
        Ok(beside + reasons)
    })?;
    // A file made before may show the reporter masked; whoever waits for it asks again.
    export::clear_shelf(store.folder())?;
    let log_empty = store.empty_log()?;
    Ok(Erased { records, log_empty })
}
