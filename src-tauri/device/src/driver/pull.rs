//! Down: pages of what changed in this person's scope.

use super::apply::{self, Changed};
use super::news::{self, Done};
use super::round::{Place, Round};
use crate::error::Result;
use crate::store::setting::{self, key};
use crate::store::{document, photo, ticket};
use api::Topic;
use api::sync::PullRequest;
use model::row::Row;
use model::{Code, TicketId};
use rusqlite::Connection;
use std::collections::{BTreeMap, BTreeSet};
use sync::{Document, Page, PageTicket};

/// Whole copies asked for in one request.
const WANTS: u32 = 200;
/// Times wanted copies are asked for in one sync.
const TRIES: usize = 3;

/// Pulls until there is no more.
pub async fn all(round: &mut Round<'_>) -> Result<()> {
    let mut tries = 0;
    // Tickets the pool speaks of that are not here at all.
    let mut strange: BTreeSet<TicketId> = BTreeSet::new();
    loop {
        let mut want = round.session.store.read(|c| ticket::wanted(c, WANTS))?;
        want.extend(std::mem::take(&mut strange));
        let asked = !want.is_empty();
        let Place {
            epoch,
            cursor,
            scope,
        } = round.place.clone();
        let request = serde_json::to_vec(&PullRequest {
            epoch,
            cursor,
            scope: scope.clone(),
            want,
        })?;
        let bytes = round
            .net
            .bytes(reqwest::Method::POST, "pull", "application/json", request)
            .await?;
        let page = sync::decode_page(&bytes).map_err(|_| Code::PoolNotAPool)?;
        let stuck = page.more
            && page.epoch == epoch
            && page.cursor <= cursor
            && page.scope == scope
            && cursor != 0;
        take(round, &page, &mut strange)?;
        let wants = !round
            .session
            .store
            .read(|c| ticket::wanted(c, 1))?
            .is_empty()
            || !strange.is_empty();
        tries += usize::from(asked);
        if stuck || !(page.more || wants && tries < TRIES) {
            return Ok(());
        }
    }
}

/// Takes a page in as one transaction, cursor included.
fn take(round: &mut Round, page: &Page, strange: &mut BTreeSet<TicketId>) -> Result<()> {
    let bundle = match &page.bundle {
        Some(bundle) => bundle.unpack(|_| None).map_err(|_| Code::PoolNotAPool)?,
        None => Vec::new(),
    };
    let session = round.session.clone();
    let mut changed: BTreeMap<TicketId, Done> = BTreeMap::new();
    let mut photos_held = false;
    let mark = round.mark();
    session.store.write(|tx| {
        if round.check_epoch(tx, page.epoch)? {
            return Ok(());
        }
        for (at, (id, edits)) in bundle.iter().enumerate() {
            let hash = page
                .bundle
                .as_ref()
                .and_then(|b| b.tickets.get(at))
                .and_then(|t| t.hash.as_deref());
            let Some(no) = ticket::find(tx, id)? else {
                strange.insert(id.clone());
                continue;
            };
            if Changed::after(Vec::new()).apply(round, tx, no, edits, hash)? {
                changed.insert(id.clone(), news::last_of(edits));
            }
        }
        for entry in &page.tickets {
            whole(round, tx, entry, &mut changed)?;
            entry
                .held
                .iter()
                .try_for_each(|sha| photo::set_held(tx, sha))?;
            photos_held |= !entry.held.is_empty();
        }
        for id in &page.removed {
            if let Some(no) = ticket::find(tx, id)? {
                ticket::set_want(tx, no, false)?;
                ticket::set_leaving(tx, no, true)?;
            }
        }
        round.posts_changed |= !round.place.scope.is_empty() && round.place.scope != page.scope;
        round.place = Place {
            epoch: page.epoch,
            cursor: page.cursor,
            scope: page.scope.clone(),
        };
        round.district = Some(page.district.clone());
        setting::put(tx, key::PLACE, &round.place)?;
        round.report.pulled += changed.len() as u64;
        round.tell(tx, &changed, mark)?;
        round.note_contact(tx, page.now)
    })?;
    if photos_held || !changed.is_empty() || !page.removed.is_empty() {
        round.app.notify(Topic::Tickets);
    }
    Ok(())
}

/// A ticket that comes whole.
fn whole(
    round: &mut Round,
    conn: &Connection,
    entry: &PageTicket,
    changed: &mut BTreeMap<TicketId, Done>,
) -> Result<()> {
    let Some(bytes) = &entry.document else {
        return Ok(());
    };
    // One that does not read is the pool's trouble with this ticket; it must not keep all others away.
    let loaded = Document::load(bytes, []).and_then(|mut d| d.read().map(|read| (d, read)));
    let Some((document, read)) = loaded.ok().filter(|(_, r)| r.id == entry.id) else {
        tracing::warn!(ticket = %entry.id, "a whole document does not read");
        return Ok(());
    };
    let (no, before) = match ticket::find(conn, &entry.id)? {
        Some(no) => (
            no,
            document::load(conn, no)
                .map(|mut d| d.heads())
                .unwrap_or_default(),
        ),
        None => (
            ticket::project(conn, &read, &Row::of(&read, &read.state()))?,
            Vec::new(),
        ),
    };
    // A page may come twice; one that brings what is here already is no news.
    if before != read.heads {
        changed.insert(entry.id.clone(), news::last_in(&read));
    }
    apply::replace(round, conn, no, bytes, document, &read)
}
