//! Reading: lists and counts from the projection, one ticket from its document.

use super::open_ticket::{self, heal_later};
use super::surroundings::Surroundings;
use super::{App, shown};
use crate::error::Result;
use crate::store::{aside, draft, edit, list, photo, setting, side, ticket};
use api::{
    ApiError, DistrictReply, Draft, DraftSaved, Drafts, Duty, ListTickets, Outbox, OutboxTicket,
    ReadDistrict, ReporterReply, TicketCounts, TicketPage, TicketReply, Topic, WhyDue,
};
use model::locator::Located;
use model::why::{self, Why};
use model::{Code, Moment, TicketId};
use std::collections::BTreeMap;
use std::sync::atomic::Ordering;

/// Days a refusal is shown in the outbox.
const REFUSED_DAYS: i64 = 30;

impl App {
    /// One page of the tickets held here.
    pub fn list(&self, ask: &ListTickets) -> Result<TicketPage> {
        let (session, now) = (self.session()?, self.now());
        let me = session.me();
        session
            .store
            .read(|conn| list::page(conn, ask, &me.person, now))
    }

    /// Tickets per status.
    pub fn counts(&self) -> Result<TicketCounts> {
        let now = self.now();
        self.session()?.store.read(|conn| list::counts(conn, now))
    }

    /// One ticket, whole. A damaged copy is an error of this ticket alone and asked for again.
    pub fn show(&self, id: &TicketId) -> Result<TicketReply> {
        let session = self.session()?;
        let me = session.me();
        let outcome = session.store.read(|db| {
            let row = ticket::expect(db, id)?;
            let around = Surroundings {
                db,
                tx: None,
                session: &session,
                me: &me,
                now: self.now(),
            };
            shown::reply(around, row, &open_ticket::read(db, row)?)
        });
        heal_later(&session, id, outcome)
    }

    /// The district's lists, unless `have` is current.
    pub fn district(&self, ask: &ReadDistrict) -> Result<DistrictReply> {
        let me = self.session()?.me();
        let lists = me.lists()?;
        let current = ask.have.as_ref() == Some(&lists.version);
        Ok(DistrictReply {
            version: lists.version.clone(),
            district: (!current).then(|| lists.district.clone()),
            names: lists.names.clone(),
        })
    }

    /// How a deadline came about, from the rulings in this device's own copy.
    pub fn why_due(&self, ask: &WhyDue) -> Result<Why> {
        let session = self.session()?;
        let me = session.me();
        let district = &me.lists()?.district;
        let outcome = session.store.read(|conn| {
            let ticket = open_ticket::read(conn, ticket::expect(conn, &ask.id)?)?;
            let running = || ticket.state().next_due().map(|d| d.clock);
            let clock = ask.clock.or_else(running).ok_or(Code::ClockNone)?;
            Ok(why::why_due(&ticket, district, clock).ok_or(Code::ClockNone)?)
        });
        heal_later(&session, &ask.id, outcome)
    }

    /// The duty roster, as it came with the district's lists.
    pub fn duty(&self) -> Result<Duty> {
        let me = self.session()?.me();
        Ok(Duty::of(&me.lists()?.district))
    }

    /// The area and grid a position lies in, for a form to propose.
    pub fn locate(&self, lon: f64, lat: f64) -> Result<Located> {
        let session = self.session()?;
        Ok(session.locate(session.me().lists()?, lon, lat))
    }

    /// The reporter in clear while only this device has the record; afterwards the pool answers, and keeps who asked why.
    pub fn reporter(&self, ask: &api::ReadReporter) -> Result<ReporterReply> {
        if ask.reason.trim().is_empty() {
            return Err(Code::ReasonMissing.into());
        }
        let session = self.session()?;
        let found = session
            .store
            .read(|conn| match ticket::find(conn, &ask.id)? {
                Some(no) => side::latest(conn, no),
                None => Ok(None),
            })?;
        match found {
            Some((reporter, false)) => Ok(ReporterReply { reporter }),
            _ => self.forward(ask),
        }
    }

    /// What waits, and how the last sync went.
    pub fn outbox(&self) -> Result<Outbox> {
        let session = self.session()?;
        let since = self.now().plus_minutes(-REFUSED_DAYS * 24 * 60);
        session.store.read(|conn| {
            let mut waiting: BTreeMap<_, (u64, u64, Option<Code>)> = BTreeMap::new();
            for (no, edits, refused) in edit::open_work(conn, since)? {
                waiting.insert(no, (edits, 0, refused));
            }
            for (no, _) in side::waiting(conn)? {
                waiting.entry(no).or_default().0 += 1;
            }
            for no in side::tickets_aside(conn)? {
                waiting.entry(no).or_default().2 = Some(Code::RecordUnreadable);
            }
            let photos = photo::waiting(conn)?;
            for (no, _) in &photos {
                waiting.entry(*no).or_default().1 += 1;
            }
            let mut tickets = Vec::with_capacity(waiting.len());
            for (no, (edits, photos, refused)) in waiting {
                let row = ticket::brief(conn, no)?;
                tickets.push(OutboxTicket {
                    id: row.id,
                    title: row.title,
                    edits,
                    photos,
                    refused,
                });
            }
            let trouble: Option<Option<ApiError>> = setting::get(conn, setting::key::TROUBLE)?;
            Ok(Outbox {
                tickets,
                photos: photos.len() as u64,
                photo_bytes: photos.iter().map(|(_, bytes)| bytes).sum(),
                last_contact: setting::get::<Moment>(conn, setting::key::LAST_CONTACT)?,
                trouble: trouble.flatten(),
                running: self.inner.syncing.load(Ordering::Relaxed),
                paused: setting::get(conn, setting::key::PAUSED)?.unwrap_or(false),
                free_bytes: self.free_bytes(),
                aside: aside::count(conn)?,
            })
        })
    }

    /// All drafts, newest first.
    pub fn drafts(&self) -> Result<Drafts> {
        self.session()?.store.read(|conn| {
            Ok(Drafts {
                drafts: draft::all(conn)?,
            })
        })
    }

    /// 自动保存: on disk when this returns.
    pub fn save_draft(&self, draft: &Draft) -> Result<DraftSaved> {
        let now = self.now();
        self.session()?
            .store
            .write(|tx| draft::save(tx, draft, now))?;
        self.notify(Topic::Drafts);
        Ok(DraftSaved { saved_at: now })
    }

    /// Removes a draft.
    pub fn drop_draft(&self, id: &str) -> Result<()> {
        self.session()?.store.write(|tx| draft::drop(tx, id))?;
        self.notify(Topic::Drafts);
        Ok(())
    }
}
