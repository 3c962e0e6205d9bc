//! Reading: lists and counts from the projection, one ticket from its document.

use super::open_ticket::{self, heal_later};
use super::surroundings::Surroundings;
use super::{App, shown};
use crate::error::Result;
use crate::store::{side, ticket};
use api::{
    DistrictReply, Duty, ListTickets, ReadDistrict, ReporterReply, TicketCounts, TicketPage,
    TicketReply, WhyDue,
};
use lists::Filter;
use model::locator::Located;
use model::scope::Clause;
use model::why::{self, Why};
use model::{Code, TicketId};

impl App {
    /// One page of the tickets held here.
    pub fn list(&self, ask: &ListTickets) -> Result<TicketPage> {
        let (session, now) = (self.session()?, self.now());
        let me = session.me();
        let all = vec![Clause::All];
        let filter = Filter::new(&me.person, all, ask.clone(), false, now)?;
        session.store.list(&filter)
    }

    /// Tickets per status.
    pub fn counts(&self) -> Result<TicketCounts> {
        let now = self.now();
        let store = &self.session()?.store;
        store.with_columns(|lists| Ok(lists.columns.counts(&[Clause::All], now)))
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
        let outcome = session.store.read(|db| {
            let ticket = open_ticket::read(db, ticket::expect(db, &ask.id)?)?;
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
    pub async fn reporter(&self, ask: &api::ReadReporter) -> Result<ReporterReply> {
        if ask.reason.trim().is_empty() {
            return Err(Code::ReasonMissing.into());
        }
        let session = self.session()?;
        let found = session.store.read(|db| match ticket::find(db, &ask.id)? {
            Some(row) => side::latest(db, row),
            None => Ok(None),
        })?;
        match found {
            Some((reporter, false)) => Ok(ReporterReply { reporter }),
            _ => self.forward(ask).await,
        }
    }
}
