//! Tickets as a person sees them: masked where the model says so, with what the person may do.

use crate::store::{Db, DistrictFile, Keys};
use crate::{Result, reporters, texts};
use api::TicketReply;
use api::over::Related;
use api::shown::{Flag, Shown};
use model::effect::State;
use model::issue::Reporter;
use model::person::Person;
use model::row::Row;
use model::scope::{self, ScopeKey};
use model::ticket::Ticket;
use model::{Moment, Role, decide};

/// Whether this person sees addresses and reporters masked only: all posts that see tickets at all are 考核员.
pub fn masked(person: &Person) -> bool {
    let mut seeing = person
        .posts
        .iter()
        .filter(|p| !scope::clauses_of(&person.user, p).is_empty())
        .peekable();
    seeing.peek().is_some() && seeing.all(|p| p.role == Role::Assessor)
}

/// The row as this person sees it in a list.
pub fn row(person: &Person, mut row: Row) -> Row {
    if masked(person) {
        row.address = row.address.as_deref().map(model::mask::address);
        (row.lon, row.lat) = (None, None);
    }
    row
}

/// One person's view of tickets.
pub struct TicketView<'a> {
    /// Where to look things up.
    pub db: &'a Db,
    /// Keys that open side records.
    pub keys: &'a Keys,
    pub district: &'a DistrictFile,
    /// Who looks.
    pub person: &'a Person,
    pub now: Moment,
}

impl TicketView<'_> {
    /// The whole ticket, with the texts kept beside its document that this person may read; of how many acts. Each such
    /// reading is to be written down.
    pub fn whole(&self, n: i64, ticket: &Ticket, state: &State) -> Result<(TicketReply, usize)> {
        let mut reply = self.ticket(n, ticket, state)?;
        let key = ScopeKey::of(ticket, state);
        let shown = &mut reply.ticket;
        let texts = texts::put_back(self.db, self.keys, self.person, &key, n, shown)?;
        Ok((reply, texts))
    }

    /// 主单 or a merged ticket: number and status; title and masked reporter only for whoever sees it or calls its reporter.
    fn relate(&self, related: &mut Related, calls: bool) -> Result<()> {
        let Some(other) = self.db.ticket(&related.id)? else {
            return Ok(());
        };
        let sees = scope::sees(self.person, &other.scope()) || calls && related.call;
        let number = other.row.ticket_no.unwrap_or(other.row.temp_no);
        related.number = Some(number);
        related.status = Some(other.row.status);
        related.title = Some(other.row.title).filter(|_| sees);
        if related.call && sees {
            let sealed = self.db.sealed_reporter(other.n)?;
            let reporter = sealed.map(|s| reporters::open(self.keys, &related.id, &s));
            related.reporter = reporter.transpose()?.as_ref().map(Reporter::masked);
        }
        Ok(())
    }

    /// Puts the masked reporters back into a reply that was kept without them.
    pub fn put_reporters(&self, reply: &mut TicketReply) -> Result<()> {
        let Some(place) = self.db.ticket(&reply.ticket.id)? else {
            return Ok(());
        };
        let calls = scope::calls_carried_over(self.person, &place.scope());
        let over = &mut reply.ticket.over;
        for related in over.parent.iter_mut().chain(&mut over.children) {
            self.relate(related, calls)?;
        }
        let sealed = self.db.sealed_reporter(place.n)?;
        let reporter = sealed.map(|s| reporters::open(self.keys, &reply.ticket.id, &s));
        reply.reporter = reporter.transpose()?.as_ref().map(Reporter::masked);
        Ok(())
    }

    /// The ticket as its document says; answers to writes are this, since they are kept for repeats.
    pub fn ticket(&self, n: i64, ticket: &Ticket, state: &State) -> Result<TicketReply> {
        let held = self.db.held_photos(n)?;
        let mut shown = Shown::of(
            ticket,
            state,
            |sha| held.contains(sha),
            flags(self.district, ticket, state),
        );
        if masked(self.person) {
            hide_place(&mut shown);
        }
        let key = ScopeKey::of(ticket, state);
        let calls = scope::calls_carried_over(self.person, &key);
        let related = shown.over.parent.iter_mut().chain(&mut shown.over.children);
        for related in related {
            self.relate(related, calls)?;
        }
        let sealed = self.db.sealed_reporter(n)?;
        let reporter = sealed
            .map(|s| reporters::open(self.keys, &ticket.id, &s))
            .transpose()?;
        let life = &self.district.district.rules.life;
        let fresh = scope::is_fresh(state.received_at, self.now, life);
        Ok(TicketReply {
            ticket: shown,
            reporter_open: reporter.is_some() && scope::sees_reporter(self.person, &key, fresh),
            reporter: reporter.as_ref().map(Reporter::masked),
            may: decide::open_acts(self.person, ticket, state),
            may_edit: decide::may_edit_facts(self.person, ticket, state).is_ok(),
            turns: model::turn::turns(self.person, ticket, state),
        })
    }
}

/// A reply as it may be kept: what is erased with a side record must not lie in a copy of it.
#[must_use]
pub fn without_reporters(mut reply: TicketReply) -> TicketReply {
    let over = &mut reply.ticket.over;
    let related = over.parent.iter_mut().chain(&mut over.children);
    related.for_each(|r| r.reporter = None);
    TicketReply {
        reporter: None,
        ..reply
    }
}

fn hide_place(shown: &mut Shown) {
    let place = &mut shown.facts.r#where;
    place.address = place.address.as_deref().map(model::mask::address);
    (place.lon, place.lat, place.poi) = (None, None, None);
    if let Some(claims) = shown.conflicts.get_mut(&model::Group::Where) {
        for claim in claims {
            let address = claim
                .value
                .get("address")
                .and_then(|a| a.as_str())
                .map(model::mask::address);
            let area = claim.value.get("area_code").cloned();
            claim.value = serde_json::json!({ "address": address, "area_code": area });
        }
    }
}

/// Things a person should look at.
pub fn flags(district: &DistrictFile, ticket: &Ticket, state: &State) -> Vec<Flag> {
    let mut flags = Vec::new();
    if let Some((lon, lat)) = ticket.facts.place.position() {
        let named = &ticket.facts.place.area_code;
        let odd = district.locator.oddity(named, lon, lat);
        flags.extend(odd.map(Flag::from));
    }
    let skew = i64::from(district.district.rules.clock_skew_minutes);
    if state.clock_off
        || state
            .received_at
            .is_some_and(|at| ticket.captured_at > at.plus_minutes(skew))
    {
        flags.push(Flag::ClockOff);
    }
    flags
}
