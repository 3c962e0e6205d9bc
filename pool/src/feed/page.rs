//! One page. A device's first pull brings whole documents: the tickets that changed last come with its first page, so that
//! their owner can work, and the whole scope follows in feed order; `whole_until` remembers on the pool's side how far that
//! reaches, so that a lost reply or an older copy of the device simply gets them again.

use crate::Result;
use crate::store::{Before, Concerned, Db, Device, DistrictFile, Projection, Snapshot};
use api::sync::PullRequest;
use model::edit::Edit;
use model::person::Person;
use model::scope::{self, Clause};
use model::{DeviceId, Head, Moment, TicketId};
use sync::{Bundle, Outgoing, Page, PageTicket};

/// A page ends after this many tickets, or so many bytes before compression.
const TICKETS: usize = 500;
const BYTES: usize = 512 * 1024;
/// Of the first page, the share for what changed last when not all of the scope fits.
const AHEAD: usize = 2;

/// Where a page starts from.
pub struct Start<'a> {
    pub device: Device,
    pub person: &'a Person,
    pub request: PullRequest,
    pub tag: String,
    pub district: &'a DistrictFile,
    /// Proof for the device that it was told the pool's time.
    pub told: String,
}

#[derive(Default)]
struct Filling {
    edits: Vec<(TicketId, Vec<(Edit, Head)>)>,
    tickets: Vec<PageTicket>,
    removed: Vec<TicketId>,
    bytes: usize,
    items: usize,
}

impl Start<'_> {
    /// The page, and the device as it is to be remembered.
    pub fn page(mut self, snapshot: Snapshot, now: Moment) -> Result<(Page, Device)> {
        let (epoch, head) = (snapshot.epoch()?, snapshot.feed_head()?);
        let same = self.request.epoch == epoch
            && self.request.scope == self.tag
            && self.device.scope == self.tag;
        let cursor = if same {
            self.request.cursor.min(head)
        } else {
            0
        };
        // A device that was done with an empty pool has nothing, and lacks nothing.
        let done_empty = cursor == 0 && self.device.whole_until == 0 && self.device.pulled == 0;
        if !same || cursor == 0 && !done_empty {
            self.device.whole_until = u64::MAX;
            self.device.scope = self.tag.clone();
        } else if cursor < self.device.pulled {
            // It came back older than it was: what it once sent or got in an answer, it may not have any more.
            self.device.fresh_until = self.device.fresh_until.max(head);
        }
        let clauses = scope::clauses(self.person);
        let concerned = snapshot.concerned(cursor, &clauses)?;
        let db = snapshot.release();
        let mut page = Filling::default();
        let mut end = None;
        let first = cursor == 0 && self.device.whole_until == u64::MAX;
        // When all of it fits there is nothing to walk.
        let cursor = match first && self.add_last(db, &clauses, &concerned, &mut page)? {
            true => head,
            false => cursor,
        };
        db.changed_after(cursor, &concerned, |ticket| {
            if page.items >= TICKETS || page.bytes >= BYTES {
                return Ok(false);
            }
            end = Some(ticket.pos);
            let id = ticket.row.id.clone();
            let added = self.add(db, &clauses, cursor, ticket, &mut page);
            set_aside(&id, added).map(|()| true)
        })?;
        self.add_wanted(db, &clauses, &mut page)?;
        let full = page.items >= TICKETS || page.bytes >= BYTES;
        let next = if full { end.unwrap_or(head) } else { head };
        let more = next < head;
        if self.device.whole_until == u64::MAX && !more {
            self.device.whole_until = next;
        }
        self.device.pulled = if first { 0 } else { cursor };
        let bundle = (!page.edits.is_empty()).then(|| pack(&page.edits));
        let page = Page {
            epoch,
            cursor: next,
            more,
            scope: self.tag,
            district: self.district.version.clone(),
            now,
            told: self.told,
            bundle,
            tickets: page.tickets,
            removed: page.removed,
        };
        Ok((page, self.device))
    }

    /// Brings what changed last, and says whether that was all that the person sees. Otherwise half of the page is left for
    /// the walk, which brings these tickets once more when it comes to them.
    fn add_last(
        &self,
        db: &Db,
        clauses: &[Clause],
        concerned: &Concerned,
        page: &mut Filling,
    ) -> Result<bool> {
        let mut all = true;
        let mut halves = Vec::new();
        db.changed_last(concerned, |ticket| {
            if !clauses.iter().any(|c| c.matches(&ticket.scope())) {
                return Ok(true);
            }
            all = page.items < TICKETS && page.bytes < BYTES;
            if all {
                let id = ticket.row.id.clone();
                set_aside(&id, page.whole(db, &ticket))?;
                halves.push(page.bytes);
            }
            Ok(all)
        })?;
        if !all {
            let kept = halves
                .iter()
                .filter(|bytes| **bytes < BYTES / AHEAD)
                .count();
            page.cut(kept.min(TICKETS / AHEAD));
        }
        Ok(all)
    }

    fn add(
        &self,
        db: &Db,
        clauses: &[Clause],
        cursor: u64,
        ticket: Projection,
        page: &mut Filling,
    ) -> Result<()> {
        let key = ticket.scope();
        let sees = |key: &scope::ScopeKey| clauses.iter().any(|c| c.matches(key));
        let now = sees(&key);
        if cursor < self.device.whole_until {
            if now {
                return page.whole(db, &ticket);
            }
            // A page before may have brought it, the first one also from beyond its cursor.
            if cursor > 0 && db.was_since(ticket.n, cursor, sees)? {
                page.remove(&ticket);
            }
            return Ok(());
        }
        let carried = db.carried_after(ticket.n, cursor)?;
        let has = |(pos, via): &(u64, Option<DeviceId>)| self.has(via.as_ref(), *pos);
        let before = match db.seen_before(ticket.n, cursor)? {
            Before::Same => now,
            Before::Key(key) => sees(&key),
            // Who opened it has it already.
            Before::Nobody => now && carried.first().is_some_and(has),
        };
        match (now, before) {
            (true, true) => self.edits(db, &ticket, cursor, !carried.iter().all(has), page),
            (true, false) => page.whole(db, &ticket),
            (false, true) => {
                page.remove(&ticket);
                Ok(())
            }
            (false, false) => Ok(()),
        }
    }

    /// Whether the device sent this, or got it in the answer to its push.
    fn has(&self, via: Option<&DeviceId>, pos: u64) -> bool {
        via == Some(&self.device.id) && pos > self.device.fresh_until
    }

    fn edits(
        &self,
        db: &Db,
        ticket: &Projection,
        cursor: u64,
        news: bool,
        page: &mut Filling,
    ) -> Result<()> {
        let id = &ticket.row.id;
        if news {
            let stored = db.edits_after(ticket.n, id, cursor)?;
            let new: Vec<(Edit, Head)> = stored
                .into_iter()
                .filter(|s| !self.has(s.via.as_ref(), s.pos))
                .filter_map(|s| s.head.map(|h| (s.edit, h)))
                .collect();
            if !new.is_empty() {
                page.items += 1;
                page.bytes += new.len() * 300;
                page.edits.push((id.clone(), new));
            }
        }
        let not_via = (self.device.fresh_until == 0).then_some(&self.device.id);
        let held = db.held_since(ticket.n, cursor, not_via)?;
        if !held.is_empty() {
            page.bytes += 70 * held.len();
            page.tickets.push(PageTicket {
                id: id.clone(),
                document: None,
                held,
            });
        }
        Ok(())
    }

    /// Whether the person ever saw the ticket, or wrote in it.
    fn had(&self, db: &Db, ticket: &Projection) -> Result<bool> {
        let user = &self.person.user;
        // With every post, ended ones too: what somebody had under them is on their device.
        let whole = db.user(user.as_str())?.map(|u| u.person);
        let sees = |key: &scope::ScopeKey| whole.as_ref().is_some_and(|p| scope::sees(p, key));
        Ok(ticket.row.created_by == *user
            || sees(&ticket.scope())
            || db.was_since(ticket.n, 0, sees)?
            || db.share(ticket.n, user)?.changes > 0)
    }

    fn add_wanted(&self, db: &Db, clauses: &[Clause], page: &mut Filling) -> Result<()> {
        for id in self.request.want.iter().take(TICKETS) {
            if page
                .tickets
                .iter()
                .any(|t| t.id == *id && t.document.is_some())
            {
                continue;
            }
            let found = match db.ticket(id) {
                Err(e) if e.is_unreadable() => None,
                found => found?,
            };
            match found {
                Some(ticket) if clauses.iter().any(|c| c.matches(&ticket.scope())) => {
                    page.edits.retain(|(e, _)| e != id);
                    page.tickets.retain(|t| t.id != *id);
                    set_aside(id, page.whole(db, &ticket))?;
                }
                // Told only to whoever had it: to others it is like one that does not exist.
                Some(ticket) if self.had(db, &ticket)? && !page.removed.contains(id) => {
                    page.remove(&ticket)
                }
                _ => {}
            }
        }
        Ok(())
    }
}

impl Filling {
    fn whole(&mut self, db: &Db, ticket: &Projection) -> Result<()> {
        let document = db.document(ticket.n)?.whole();
        let held: Vec<_> = db.held_photos(ticket.n)?.into_iter().collect();
        self.items += 1;
        self.bytes += document.len() + 70 * held.len() + 40;
        self.tickets.push(PageTicket {
            id: ticket.row.id.clone(),
            document: Some(document),
            held,
        });
        Ok(())
    }
    /// Leaves the first so many of whole tickets.
    fn cut(&mut self, kept: usize) {
        self.tickets.truncate(kept);
        self.items = self.tickets.len();
        let size =
            |t: &PageTicket| t.document.as_ref().map_or(0, Vec::len) + 70 * t.held.len() + 40;
        self.bytes = self.tickets.iter().map(size).sum();
    }
    fn remove(&mut self, ticket: &Projection) {
        self.items += 1;
        self.bytes += 40;
        self.removed.push(ticket.row.id.clone());
    }
}

/// A ticket of which something cannot be read is left out of the page and named: it holds up nobody's pull.
fn set_aside(id: &TicketId, added: Result<()>) -> Result<()> {
    match added {
        Err(trouble) if trouble.is_unreadable() => {
            tracing::error!(ticket = %id, error = %trouble, "set aside: a ticket cannot be read");
            Ok(())
        }
        added => added,
    }
}

fn pack(edits: &[(TicketId, Vec<(Edit, Head)>)]) -> Bundle {
    let outgoing: Vec<Outgoing> = edits
        .iter()
        .map(|(id, e)| Outgoing {
            id: Some(id.clone()),
            before: &[],
            edits: e,
        })
        .collect();
    Bundle::pack(&outgoing)
}

/// Whether the next pull depends on what changed about the device.
pub fn must_keep(before: &Device, after: &Device) -> bool {
    before.whole_until != after.whole_until
        || before.scope != after.scope
        || before.fresh_until != after.fresh_until
        || after.pulled < before.pulled
}
