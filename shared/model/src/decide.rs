//! `decide()`: whether an act counts, and what it does. The pool calls it to rule; a device calls it to answer at once.

mod effects;
mod guards;
pub mod transition;
mod writes;

use crate::act::{Act, Action};
use crate::district::District;
use crate::effect::{Effect, State};
use crate::person::{Person, Post};
use crate::rulepack::RulePack;
use crate::scope::{self, ScopeKey};
use crate::ticket::Ticket;
use crate::{Code, Denial, EditId, Moment, Role, Sha256, Status, TicketId, UnitCode, UserName};
pub use effects::press::{escalation_at, escalation_due};
use transition::{Row, TABLE, row};
pub use writes::{check_photo, decide_facts, decide_photo, may_edit_facts, scene_evidence};

/// Everything a decision looks at.
pub struct Case<'a> {
    /// The district's lists and rules.
    pub district: &'a District,
    /// Name and hash of the rule pack, kept by tickets that enter under it.
    pub rule_tag: &'a str,
    /// Who acts; none for the system.
    pub actor: Option<&'a Person>,
    pub ticket: &'a Ticket,
    pub state: &'a State,
    /// The edit that carries the act.
    pub edit: EditId,
    /// The time the act is judged by: the pool's, or the device's where that may count.
    pub at: Moment,
    /// Pool time.
    pub now: Moment,
    /// The round the act names.
    pub round: u32,
    /// Photos joining together with 提交.
    pub photos_coming: usize,
    /// Somebody can be called back.
    pub has_reporter: bool,
    /// 工单编号 the ticket gets when accepted.
    pub ticket_no: Option<String>,
    /// What lies outside the ticket.
    pub around: &'a dyn Around,
}

/// What a decision asks about the world around the ticket. A device that does not know answers none, and the pool rules.
pub trait Around {
    /// Whether the pool holds the full image of this photo.
    fn holds_photo(&self, photo: &Sha256) -> bool;
    /// Another ticket, as far as 并案 and 拆案 need it.
    fn other(&self, id: &TicketId) -> Option<Other>;
    /// Whether this person handles tickets for this unit.
    fn handles(&self, user: &UserName, unit: &UnitCode) -> Option<bool>;
}

/// Another ticket, as far as 并案 and 拆案 need it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Other {
    pub status: Status,
    /// It is itself merged into a third.
    pub merged: bool,
    /// Whoever acts sees it; one that is not seen is like none to whoever names it.
    pub seen: bool,
}

impl<'a> Case<'a> {
    /// The rule pack this ticket keeps; a new ticket takes the one in force.
    pub fn rules(&self) -> &'a RulePack {
        self.district.rules_of(self.state.rule.as_deref())
    }
}

/// Rules on an act: its effects, or why it does not count.
pub fn decide(case: &Case, act: &Act) -> Result<Vec<Effect>, Denial> {
    let action = act.action();
    let row = row(action).ok_or_else(|| Denial::new(Code::CommandUnknown).with("value", action))?;
    act.check(&case.district.rules.texts)?;
    let allowed = match case.actor {
        Some(person) => may(person, row, case.ticket, case.state),
        None => row.system,
    };
    if !allowed {
        return Err(Denial::new(Code::NoRight).with("action", action.label()));
    }
    if case.round != case.state.round {
        return Err(Denial::new(Code::WrongRound)
            .with("round", case.round)
            .with("now", case.state.round));
    }
    let status = if action == Action::Submit {
        Status::Draft
    } else {
        case.state.status
    };
    if !row.from.contains(&status) {
        return Err(Denial::new(Code::WrongStatus)
            .with("status", status.label())
            .with("action", action.label()));
    }
    let mut guards = row.guards.iter();
    guards.try_for_each(|g| guards::check(*g, case, act))?;
    Ok((row.effects)(case, act))
}

/// Whether a person has a post that may do this to this ticket, whatever its status and the guards say.
pub fn has_right(person: &Person, action: Action, ticket: &Ticket, state: &State) -> bool {
    row(action).is_some_and(|row| may(person, row, ticket, state))
}

fn may(person: &Person, row: &Row, ticket: &Ticket, state: &State) -> bool {
    // A capture belongs to its author before the pool has placed it; everything else is done on tickets one sees.
    let own = matches!(row.action, Action::Submit | Action::SolveOnSpot);
    let mut posts = person.posts.iter().filter(|p| row.actors.contains(&p.role));
    posts.any(|post| reaches(person, post, row.action, ticket, state))
        && (own || scope::sees(person, &ScopeKey::of(ticket, state)))
}

/// Whether this post reaches this ticket for this act.
fn reaches(person: &Person, post: &Post, action: Action, ticket: &Ticket, state: &State) -> bool {
    use Action::*;
    let own = ticket.created_by == person.user;
    let handles = state
        .handler
        .as_ref()
        .is_some_and(|h| post.acts_for(person, h));
    let leads = state.lead_unit.as_ref() == Some(&post.unit);
    match (action, post.role) {
        // Whoever may capture may capture anywhere in the district: a broken cover across the border is still broken.
        (Submit | SolveOnSpot | Resubmit | Supplement, _) => own,
        (Void, Role::Collector | Role::VillageHead | Role::Handler) => own,
        (ReportIn, _) => state.units().contains(&post.unit),
        (_, Role::Collector) => own,
        (_, Role::VillageHead) => handles,
        // Only the leading unit acts; co-units see.
        (_, Role::Handler) => leads && (handles || state.handler.is_none()),
        (_, Role::UnitLeader) => leads,
        _ => {
            let key = ScopeKey::of(ticket, state);
            let clauses = scope::clauses_of(&person.user, post);
            clauses.iter().any(|c| c.matches(&key))
        }
    }
}

/// When the pool itself has something to do with a ticket: 归档 once it was closed long enough, 提级督办 once an order went
/// without its reply. None when only people can move it.
pub fn wake(state: &State, rules: &RulePack) -> Option<Moment> {
    if state.status == Status::Closed {
        let days = i64::from(rules.life.archive_days);
        return state.closed_at.map(|t| t.plus_minutes(days * 24 * 60));
    }
    escalation_at(state)
}

/// The acts that lie open to a person on a ticket now, by status, role, place and what was asked for; guards speak when the
/// act is made.
pub fn open_acts(person: &Person, ticket: &Ticket, state: &State) -> Vec<Action> {
    TABLE
        .iter()
        .filter(|r| !matches!(r.action, Action::Submit | Action::SolveOnSpot))
        .filter(|r| r.from.contains(&state.status) && may(person, r, ticket, state))
        .filter(|r| is_asked(r.action, person, state))
        .map(|r| r.action)
        .collect()
}

/// Whether what this act answers was asked: nobody is offered to grant what nobody wants.
fn is_asked(action: Action, person: &Person, state: &State) -> bool {
    use Action::*;
    match action {
        ReportIn => is_called(person, state),
        GrantExtension | DenyExtension => state.extension_asked(),
        GrantExclude | DenyExclude => state.exclusion_asked(),
        GrantHang | DenyHang => state.hang_asked(),
        _ => true,
    }
}

/// Whether a whistle calls a unit of this person's that has not reported in.
fn is_called(person: &Person, state: &State) -> bool {
    let mut units = state.whistles.values().flat_map(|w| &w.units);
    units.any(|(unit, at)| at.is_none() && person.belongs_to(unit))
}

/// The unit of the town desk that acts, when it is the town the ticket lies in.
fn town_desk<'a>(case: &'a Case) -> Option<&'a UnitCode> {
    let area = case.state.area.as_ref()?;
    let town = &case.district.town_unit(area)?.code;
    let desk = case
        .actor?
        .posts_as(Role::DeskTown)
        .any(|p| p.unit == *town);
    desk.then_some(town)
}
