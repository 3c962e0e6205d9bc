//! One sync under way: with whom it talks, how far it has come, what it has done, and what that made necessary.

use super::cursor::SyncCursor;
use super::findings::Findings;
use super::intake::Intake;
use super::net::Net;
use super::news::Record;
use super::tally::Tally;
use crate::error::Result;
use crate::session::Session;
use crate::store::setting::{self, key};
use crate::store::told::{self, Told};
use crate::store::{Tx, edit};
use api::{SyncReport, Topic};
use model::{Denial, Moment, TicketId};

/// What a sync needs of the device it runs on.
#[derive(Clone, Copy)]
pub(crate) struct Host<'a> {
    pub session: &'a Session,
    pub clock: &'a dyn Fn() -> Moment,
    pub notice: &'a dyn Fn(Topic),
}

impl Host<'_> {
    pub fn now(&self) -> Moment {
        (self.clock)()
    }
    pub fn notify(&self, topic: Topic) {
        (self.notice)(topic);
    }
}

/// What answers of the pool have made necessary before the sync may end.
#[derive(Default)]
pub struct Errands {
    /// The version of the district's lists that the pool has.
    pub lists: Option<String>,
    /// The person's posts have changed.
    pub posts: bool,
    /// Papers of the person's earlier device wait at the pool.
    pub papers: bool,
    /// Own work waits that did not when it was last looked for.
    again: bool,
}

impl Errands {
    /// Whether push and pull have to run again; asking settles it.
    pub fn take_again(&mut self) -> bool {
        std::mem::take(&mut self.again)
    }
}

/// A sync under way.
pub struct SyncPass<'a> {
    pub host: Host<'a>,
    pub net: Net<'a>,
    pub cursor: SyncCursor,
    pub errands: Errands,
    record: Record,
    /// The first fetch of this device has not come to its end.
    first: bool,
}

impl<'a> SyncPass<'a> {
    /// Begins where the last sync ended.
    pub fn begin(host: Host<'a>, tally: &'a Tally) -> Result<Self> {
        let net = Net::of(host.session, tally)?;
        let (cursor, posts, first) = host.session.store.read(|db| {
            Ok((
                setting::get::<SyncCursor>(db, key::CURSOR)?.unwrap_or_default(),
                setting::get(db, key::POSTS_OLD)?.unwrap_or(false),
                setting::get(db, key::FETCHED)? == Some(false),
            ))
        })?;
        Ok(SyncPass {
            host,
            net,
            record: Record::begin(cursor.position == 0),
            cursor,
            errands: Errands {
                posts,
                ..Errands::default()
            },
            first,
        })
    }

    /// Whether this device has not yet fetched all that its person sees.
    pub fn is_first(&self) -> bool {
        self.first
    }

    /// Everything the person sees is here; noted once.
    pub fn fetched(&mut self) -> Result<()> {
        if std::mem::take(&mut self.first) {
            let store = &self.host.session.store;
            store.write(|tx| setting::put(tx, key::FETCHED, &true))?;
            self.host.notify(Topic::Outbox);
        }
        Ok(())
    }

    /// Takes in an answer that the pool gave in this epoch, told at a time of its clock: all of it is on disk and counted
    /// when this returns, or nothing. An answer of another epoch is not taken in: that pool may have lost what it had,
    /// so everything is offered and asked for again.
    pub fn take_in(
        &mut self,
        epoch: u64,
        told: (Moment, &str),
        work: impl FnOnce(&mut Intake) -> Result<()>,
    ) -> Result<Findings> {
        if self.cursor.is_lost_in(epoch) {
            return self.start_over(epoch);
        }
        let (session, before) = (self.host.session, &self.cursor);
        let (me, now) = (session.me(), self.host.now());
        let (found, next, news) = session.store.write(|tx| {
            let mut intake = Intake {
                tx,
                device: &me.device,
                now,
                found: Findings::default(),
                next: None,
            };
            work(&mut intake)?;
            let Intake { found, next, .. } = intake;
            if let Some(next) = &next {
                setting::put(tx, key::CURSOR, next)?;
                if before.changes_scope(next) {
                    setting::put(tx, key::POSTS_OLD, &true)?;
                }
            }
            let news = self.record.keep(tx, &found, now)?;
            note_contact(tx, told, now)?;
            Ok((found, next, news))
        })?;
        self.record.count(&found, news);
        self.errands.again |= found.rewritten;
        if let Some(next) = next {
            self.errands.posts |= self.cursor.changes_scope(&next);
            self.cursor = next;
        }
        Ok(found)
    }

    fn start_over(&mut self, epoch: u64) -> Result<Findings> {
        let start = SyncCursor {
            epoch,
            ..SyncCursor::default()
        };
        self.host.session.store.write(|tx| {
            edit::offer_again(tx)?;
            setting::put(tx, key::CURSOR, &start)
        })?;
        self.cursor = start;
        self.errands.again = true;
        Ok(Findings::default())
    }

    /// Counts a photo the pool has confirmed.
    pub fn count_photo(&mut self) {
        self.record.report.photos_sent += 1;
    }

    /// Counts a photo that the pool will never take, as news of its ticket.
    pub fn count_refused_photo(&mut self, ticket: &TicketId, denial: &Denial) -> Result<()> {
        let mut found = Findings::default();
        found.add_refused(ticket, denial);
        let (store, now) = (&self.host.session.store, self.host.now());
        let news = store.write(|tx| self.record.keep(tx, &found, now))?;
        self.record.count(&found, news);
        self.host.notify(Topic::Outbox);
        Ok(())
    }

    /// Ends the sync; its report, which stays as news when anything changed.
    pub fn close(self) -> Result<SyncReport> {
        let report = self.net.tally().counted(self.record.report.clone());
        if !self.record.is_quiet() {
            let now = self.host.now();
            let store = &self.host.session.store;
            store.write(|tx| self.record.close(tx, &report, now))?;
        }
        Ok(report)
    }
}

/// Notes that the pool answered, and how far its clock is from ours.
fn note_contact(tx: &Tx, (at, proof): (Moment, &str), now: Moment) -> Result<()> {
    let (proof, ours) = (proof.to_string(), now);
    told::note(tx, &Told { at, proof, ours })?;
    setting::put(tx, key::SKEW, &at.since(now))?;
    setting::put(tx, key::LAST_CONTACT, &now)
}
