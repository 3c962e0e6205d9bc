//! A ticket as this device shows it.

use super::surroundings::Surroundings;
use super::{Me, Session};
use crate::error::Result;
use crate::store::{TicketRowId, photo, side};
use api::TicketReply;
use api::shown::{Flag, Shown};
use model::decide;
use model::scope::{self, ScopeKey};
use model::ticket::Ticket;

/// The ticket with what this person may do next and, masked, who reported it.
pub fn reply(around: Surroundings, row: TicketRowId, ticket: &Ticket) -> Result<TicketReply> {
    let (db, me, now) = (around.db, around.me, around.now);
    let ruled = ticket.state();
    let state = match me.lists {
        Some(_) => around.terms()?.provisional(ticket, ruled.clone()),
        None => ruled.clone(),
    };
    let delivered = |sha: &model::Sha256| photo::is_held(db, Some(row), sha).unwrap_or(false);
    let flags = flags(around.session, me, ticket);
    let mut shown = Shown::of(ticket, &ruled, delivered, flags);
    shown.status_pending = (state.status != ruled.status).then_some(state.status);
    let reporter = side::latest(db, row)?.map(|(reporter, _)| reporter.masked());
    let key = ScopeKey::of(ticket, &state);
    let fresh = me
        .lists
        .as_ref()
        .is_none_or(|lists| scope::is_fresh(ruled.received_at, now, &lists.district.rules.life));
    Ok(TicketReply {
        reporter_open: (reporter.is_some() || ruled.has_reporter)
            && scope::sees_reporter(&me.person, &key, fresh),
        reporter,
        may: decide::open_acts(&me.person, ticket, &state),
        may_edit: decide::may_edit_facts(&me.person, ticket, &state).is_ok(),
        turns: model::turn::turns(&me.person, ticket, &state),
        ticket: shown,
    })
}

fn flags(session: &Session, me: &Me, ticket: &Ticket) -> Vec<Flag> {
    let place = &ticket.facts.place;
    let (Some(lists), Some((lon, lat))) = (&me.lists, place.position()) else {
        return Vec::new();
    };
    let odd = session.oddity(lists, &place.area_code, lon, lat);
    odd.map(Flag::from).into_iter().collect()
}
