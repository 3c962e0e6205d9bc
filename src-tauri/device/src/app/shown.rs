//! A ticket as this device shows it.

use super::state::provisional;
use super::{Me, Session};
use crate::error::Result;
use crate::store::ticket::No;
use crate::store::{Db, photo, side};
use api::TicketReply;
use api::shown::{Flag, Shown};
use model::Moment;
use model::decide;
use model::issue::Reporter;
use model::mask;
use model::scope::{self, ScopeKey};
use model::ticket::Ticket;

/// The ticket with what this person may do next and, masked, who reported it.
pub fn reply(
    conn: &Db,
    session: &Session,
    me: &Me,
    no: No,
    ticket: &Ticket,
    now: Moment,
) -> Result<TicketReply> {
    let (ruled, state) = provisional(conn, me, ticket)?;
    let delivered = |sha: &model::Sha256| photo::is_held(conn, sha).unwrap_or(false);
    let mut shown = Shown::of(ticket, &ruled, delivered, flags(session, me, ticket));
    shown.status_pending = (state.status != ruled.status).then_some(state.status);
    let reporter = side::latest(conn, no)?.map(|(reporter, _)| masked(&reporter));
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
        ticket: shown,
    })
}

fn flags(session: &Session, me: &Me, ticket: &Ticket) -> Vec<Flag> {
    let place = &ticket.facts.place;
    let (Some(lists), Some((lon, lat))) = (&me.lists, place.position()) else {
        return Vec::new();
    };
    let found = session.locate(lists, lon, lat);
    if !found.inside_district {
        vec![Flag::OutsideDistrict]
    } else if found.area.is_some_and(|a| !place.area_code.covers(&a)) {
        vec![Flag::OutsideArea]
    } else {
        Vec::new()
    }
}

/// What of a reporter is shown without a reason.
fn masked(reporter: &Reporter) -> Reporter {
    Reporter {
        name: reporter.name.as_deref().map(mask::name),
        phone: reporter.phone.as_deref().map(mask::phone),
        org_code: reporter.org_code.as_deref().map(mask::code),
        ..reporter.clone()
    }
}
