//! Down: pages of what changed in this person's scope.

use super::copy::{self, Incoming};
use super::cursor::SyncCursor;
use super::findings::{self, Findings};
use super::intake::Intake;
use super::pass::SyncPass;
use super::witness;
use crate::error::Result;
use crate::store::setting::{self, key};
use crate::store::{document, photo, ticket};
use api::Topic;
use api::sync::PullRequest;
use model::row::Row;
use model::{Code, TicketId};
use std::collections::BTreeSet;
use sync::{Document, LooseEdit, Page, PageTicket};

/// Whole copies asked for in one request.
const WANTS: u32 = 200;
/// Times wanted copies are asked for in one sync.
const TRIES: usize = 3;

/// Pulls until there is no more.
pub async fn all(pass: &mut SyncPass<'_>) -> Result<()> {
    let store = &pass.host.session.store;
    let mut tries = 0;
    // Tickets the pool mentions that are not here at all.
    let mut missing: BTreeSet<TicketId> = BTreeSet::new();
    loop {
        let mut want = store.read(|db| ticket::wanted(db, WANTS))?;
        want.extend(std::mem::take(&mut missing));
        tries += usize::from(!want.is_empty());
        let before = pass.cursor.clone();
        let page = ask(pass, want).await?;
        missing = take(pass, &page)?.missing;
        let wants = !missing.is_empty() || !store.read(|db| ticket::wanted(db, 1))?.is_empty();
        if stands_still(&page, &before) || !(page.more || wants && tries < TRIES) {
            return pass.fetched();
        }
    }
}

async fn ask(pass: &mut SyncPass<'_>, want: Vec<TicketId>) -> Result<Page> {
    let SyncCursor {
        epoch,
        position,
        scope,
    } = pass.cursor.clone();
    let request = serde_json::to_vec(&PullRequest {
        epoch,
        cursor: position,
        scope,
        want,
    })?;
    let store = &pass.host.session.store;
    let held = store.read(witness::held)?;
    let most = sync::Limits::PAGE.bytes;
    let pulled = pass.net.pull(request, held.as_deref(), most).await?;
    let page = sync::decode_page(&pulled.page).map_err(|_| Code::PoolNotAPool)?;
    pass.errands.papers |= pulled.papers;
    if let Some(token) = pulled.token {
        // On disk before it is used: the pool takes its first use for the end of the old one.
        store.write(|tx| setting::put(tx, key::TOKEN, &token))?;
        pass.net.set_token(token);
    }
    if let Some(head) = pulled.head {
        store.write(|tx| witness::keep(tx, &head))?;
    }
    Ok(page)
}

/// A pool that promises more and does not move on would be asked for ever.
fn stands_still(page: &Page, before: &SyncCursor) -> bool {
    page.more
        && page.epoch == before.epoch
        && page.scope == before.scope
        && page.cursor <= before.position
        && before.position != 0
}

/// Takes a page in as one transaction, cursor included.
fn take(pass: &mut SyncPass, page: &Page) -> Result<Findings> {
    let bundle = match &page.bundle {
        Some(bundle) => bundle.unpack(|_| None).map_err(|_| Code::PoolNotAPool)?,
        None => Vec::new(),
    };
    let hashes = page.bundle.iter().flat_map(|b| &b.tickets);
    let hashes = hashes.map(|t| t.hash.as_deref());
    let found = pass.take_in(page.epoch, (page.now, &page.told), |intake| {
        for ((id, edits), hash) in bundle.iter().zip(hashes) {
            changes(intake, id, edits, hash)?;
        }
        for entry in &page.tickets {
            whole(intake, entry)?;
            let row = ticket::find(intake.tx, &entry.id)?;
            for sha in entry.held.iter().filter(|_| row.is_some()) {
                photo::set_held(intake.tx, row, sha)?;
            }
        }
        for id in &page.removed {
            if let Some(row) = ticket::find(intake.tx, id)? {
                ticket::set_want(intake.tx, row, false)?;
                ticket::set_leaving(intake.tx, row, true)?;
            }
        }
        intake.next = Some(SyncCursor {
            epoch: page.epoch,
            position: page.cursor,
            scope: page.scope.clone(),
        });
        Ok(())
    })?;
    pass.errands.lists = Some(page.district.clone());
    if pass.is_first() {
        // Whoever looks at a new tablet sees how far it is.
        pass.host.notify(Topic::Outbox);
    }
    let held = page.tickets.iter().any(|entry| !entry.held.is_empty());
    if held || !found.changed.is_empty() || !page.removed.is_empty() {
        pass.host.notify(Topic::Tickets);
    }
    Ok(found)
}

/// A ticket of which the page brings what is new.
fn changes(
    intake: &mut Intake,
    id: &TicketId,
    edits: &[LooseEdit],
    hash: Option<&str>,
) -> Result<()> {
    let Some(row) = ticket::find(intake.tx, id)? else {
        intake.found.missing.insert(id.clone());
        return Ok(());
    };
    let incoming = Incoming {
        became: Vec::new(),
        edits,
        hash,
    };
    if copy::extend(intake, row, incoming)? {
        let done = findings::last_of(edits);
        intake.found.changed.insert(id.clone(), done);
    }
    Ok(())
}

/// A ticket that comes whole.
fn whole(intake: &mut Intake, entry: &PageTicket) -> Result<()> {
    let Some(bytes) = &entry.document else {
        return Ok(());
    };
    // One that does not read is the pool's trouble with this ticket; it must not keep all others away.
    let loaded = Document::load(bytes, []).and_then(|mut d| d.read().map(|read| (d, read)));
    let Some((document, read)) = loaded.ok().filter(|(_, r)| r.id == entry.id) else {
        tracing::warn!(ticket = %entry.id, "a whole document does not read");
        return Ok(());
    };
    let tx = intake.tx;
    let (row, before) = match ticket::find(tx, &entry.id)? {
        Some(row) => {
            let here = document::load(tx, row).map(|mut d| d.heads());
            (row, here.unwrap_or_default())
        }
        None => {
            let row = ticket::project(tx, &read, &Row::of(&read, &read.state()))?;
            (row, Vec::new())
        }
    };
    // A page may come twice; one that brings what is here already is no news.
    if before != read.heads {
        let done = findings::last_in(&read);
        intake.found.changed.insert(entry.id.clone(), done);
    }
    copy::replace(intake, row, bytes, document, &read)
}
