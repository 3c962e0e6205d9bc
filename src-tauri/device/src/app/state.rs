//! Where a ticket stands if the events of ours that still wait are confirmed. The rules are `model::decide`'s alone.

use super::Me;
use crate::error::Result;
use crate::store::{Db, photo};
use model::act::Act;
use model::decide::{Around, Case, Other, decide};
use model::effect::{Effect, State};
use model::ticket::Ticket;
use model::{Action, Denial, EditId, Moment, Sha256, TicketId, UnitCode, UserName};

/// What this device knows of the world around a ticket. The pool decides in the end.
struct Here<'a>(&'a Db<'a>);

impl Around for Here<'_> {
    fn holds_photo(&self, photo: &Sha256) -> bool {
        photo::is_held(self.0, photo).unwrap_or(false)
    }
    fn other(&self, _: &TicketId) -> Option<Other> {
        None
    }
    fn handles(&self, _: &UserName, _: &UnitCode) -> Option<bool> {
        None
    }
}

/// One act about to be made, or made and not ruled yet.
pub struct Judged<'a> {
    /// The edit that carries it.
    pub edit: EditId,
    /// When, by this device's clock.
    pub at: Moment,
    /// The round it names.
    pub round: u32,
    pub act: &'a Act,
    /// Photos joining together with 提交.
    pub photos_coming: usize,
    /// Somebody can be called back.
    pub has_reporter: bool,
}

/// Asks the model whether an act would count now. `Err` outside is trouble with the lists, inside the model's refusal.
pub fn judge(
    conn: &Db,
    me: &Me,
    ticket: &Ticket,
    state: &State,
    judged: &Judged,
) -> Result<std::result::Result<Vec<Effect>, Denial>> {
    let lists = me.lists()?;
    let case = Case {
        district: &lists.district,
        rule_tag: &lists.district.rules.name,
        actor: Some(&me.person),
        ticket,
        state,
        edit: judged.edit,
        at: judged.at,
        now: judged.at,
        round: judged.round,
        photos_coming: judged.photos_coming,
        around: &Here(conn),
        has_reporter: judged.has_reporter,
        ticket_no: None,
    };
    Ok(decide(&case, judged.act))
}

/// The ruled state, and on top of it what our own waiting events will do if they count.
pub fn provisional(conn: &Db, me: &Me, ticket: &Ticket) -> Result<(State, State)> {
    let ruled = ticket.state();
    let mut state = ruled.clone();
    if me.lists.is_none() {
        return Ok((ruled, state));
    }
    for event in ticket.waiting() {
        if event.by.as_ref() != Some(&me.person.user) || event.act.action() == Action::Submit {
            continue;
        }
        let judged = Judged {
            edit: event.id,
            at: event.at,
            round: event.round,
            act: &event.act,
            photos_coming: 0,
            has_reporter: state.has_reporter,
        };
        if let Ok(effects) = judge(conn, me, ticket, &state, &judged)? {
            effects.iter().for_each(|e| state.apply(e));
        }
    }
    Ok((ruled, state))
}
