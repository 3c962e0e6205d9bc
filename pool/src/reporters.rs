//! Reporters (诉求人): sealed with the data key and bound to their ticket; shown masked unless somebody may see them; found by
//! a MAC of a whole name or number, from which neither can be had back without the pool's key.

use crate::store::{Db, Keys, Projection, Store, Tx};
use crate::{Result, sealed};
use model::issue::Reporter;
use model::person::Person;
use model::rulepack::LifeRules;
use model::scope;
use model::sought::Sought;
use model::{EditId, Moment, TicketId};
use std::sync::Arc;
use zeroize::Zeroizing;

/// Records given their keys in one transaction.
const PAGE: u32 = 500;

/// Seals a record; it opens only beside the same ticket.
pub fn seal(keys: &Keys, ticket: &TicketId, reporter: &Reporter) -> Result<Vec<u8>> {
    let text = Zeroizing::new(serde_json::to_vec(reporter)?);
    sealed::seal(keys, ticket.as_str(), &text)
}

/// Opens a record.
pub fn open(keys: &Keys, ticket: &TicketId, sealed: &[u8]) -> Result<Reporter> {
    let text = sealed::open(keys, ticket.as_str(), sealed)?;
    Ok(serde_json::from_slice(&text)?)
}

/// Keeps the record of a ticket, unless a later one is there, with what it is found by.
pub fn keep(
    tx: &Tx,
    keys: &Keys,
    (n, ticket): (i64, &TicketId),
    (side, at): (&EditId, Moment),
    reporter: &Reporter,
) -> Result<()> {
    let sealed = seal(keys, ticket, reporter)?;
    if tx.put_reporter(n, side, at, &sealed)? {
        tx.put_reporter_keys(n, &found_by(tx, reporter))?;
    }
    Ok(())
}

/// What finds this record.
pub fn found_by(db: &Db, reporter: &Reporter) -> Vec<[u8; 32]> {
    let all = Sought::of(reporter).into_iter();
    all.map(|sought| key(db, &sought)).collect()
}

fn key(db: &Db, sought: &Sought) -> [u8; 32] {
    let (what, text) = sought.parts();
    db.mac(&[b"reporter", what.as_bytes(), text.as_bytes()])
}

/// The newest tickets whose reporter is whom somebody looks for, as far as `may`; at most `most`, and one more when there are.
pub fn find(
    db: &Db,
    keys: &Keys,
    sought: &Sought,
    most: usize,
    may: impl Fn(&Projection) -> Result<bool>,
) -> Result<Vec<(Projection, Reporter)>> {
    let mut found = Vec::new();
    for n in db.with_reporter_key(&key(db, sought))? {
        if found.len() > most {
            break;
        }
        let Some(place) = db.tickets_from(n, 1)?.pop().filter(|place| place.n == n) else {
            continue;
        };
        if !may(&place)? {
            continue;
        }
        let Some(sealed) = db.sealed_reporter(n)? else {
            continue;
        };
        let reporter = open(keys, &place.row.id, &sealed)?;
        if Sought::of(&reporter).contains(sought) {
            found.push((place, reporter));
        }
    }
    Ok(found)
}

/// Whether this person may read the reporter of a ticket: by its own scope, or since it is carried over to the visit of the
/// 主单 (并案). None when the person does not see that there is such a ticket.
pub fn opens(
    db: &Db,
    person: &Person,
    place: &Projection,
    life: &LifeRules,
    now: Moment,
) -> Result<Option<bool>> {
    let parent = place.row.parent.as_ref().map(|id| db.ticket(id));
    let parent = parent.transpose()?.flatten();
    if parent.is_some_and(|p| scope::calls_carried_over(person, &p.scope())) {
        return Ok(Some(true));
    }
    let key = place.scope();
    let fresh = scope::is_fresh(place.row.received_at, now, life);
    let opens = scope::sees_reporter(person, &key, fresh);
    Ok(scope::sees(person, &key).then_some(opens))
}

/// Gives records of an older pool what they are found by, a page at a time; how many. Blocks. One that does not open is found
/// by nobody, and named by `verify`.
pub fn settle(store: &Arc<Store>) -> Result<usize> {
    let mut done = 0;
    loop {
        let keys = store.clone();
        let page = store.write_now(move |tx| {
            let page = tx.unkeyed_reporters(PAGE)?;
            for (n, ticket, sealed) in &page {
                let reporter = open(&keys.keys, ticket, sealed).ok();
                let found = reporter.map(|reporter| found_by(tx, &reporter));
                tx.put_reporter_keys(*n, &found.unwrap_or_default())?;
            }
            Ok(page.len())
        })?;
        if page == 0 {
            return Ok(done);
        }
        done += page;
    }
}
