//! `decide()`: whether an act counts, and what it does. The pool calls it to rule; a device calls it to answer at once.

mod effects;
mod guards;
mod standing;
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
pub use standing::Ended;
use std::collections::BTreeSet;
use transition::{Row, TABLE, row};
pub use writes::{check_photo, decide_facts, decide_photo, may_edit_facts, scene_evidence};

/// Everything a decision looks at.
pub struct Case<'a> {
    /// The district's lists and rules.
    pub district: &'a District,
    /// Name and hash of the rule pack, kept by tickets that enter under it.
    pub rule_tag: &'a str,
    /// Who acts, with the posts held when the act counts; none for the system.
    pub actor: Option<&'a Person>,
    /// The same with the posts held when it arrived; none when it is made here and now.
    pub arrived: Option<&'a Person>,
    /// Its rights were looked at when it arrived, and the desk has confirmed it since.
    pub confirmed: bool,
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
    let posts: Vec<&Post> = match case.actor {
        Some(person) => enabling(person, row, case.ticket, case.state).collect(),
        None => Vec::new(),
    };
    let allowed = match case.actor {
        Some(_) => case.confirmed || !posts.is_empty(),
        None => row.system,
    };
    if !allowed {
        return Err(Denial::new(Code::NoRight).with("action", action.label()));
    }
    check_ended(case, row)?;
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
    let mut effects = (row.effects)(case, act);
    effects.extend(in_name(case, &posts));
    Ok(effects)
}

/// Whether the post still stands that an act rests on. What waits to be confirmed is looked at whole only then.
fn check_ended(case: &Case, row: &Row) -> Result<(), Denial> {
    let (Some(then), Some(arrived)) = (case.actor, case.arrived) else {
        return Ok(());
    };
    let life = &case.rules().life;
    let may = |person: &Person| may(person, row, case.ticket, case.state);
    let ended = Ended::between(then, arrived, case.now, life, may);
    match (ended, row.action) {
        (ended, Action::Submit) => Ended::check_write(ended, life),
        (Some(ended), _) if !case.confirmed => Err(ended.denial(life)),
        _ => Ok(()),
    }
}

/// In whose name this was done, beside who did it: kept, so that separation of duty sees both later.
fn in_name(case: &Case, posts: &[&Post]) -> Option<Effect> {
    let user = &case.actor?.user;
    let before = case.state.in_name_of.get(user);
    let mut names: BTreeSet<UserName> = before.cloned().unwrap_or_default();
    names.extend(posts.iter().filter_map(|p| p.stands_for.clone()));
    let more = names.len() > before.map_or(0, BTreeSet::len);
    more.then(|| Effect::InNameOf(user.clone(), names.into_iter().collect()))
}

/// Whether a person has a post that may do this to this ticket, whatever its status and the guards say.
pub fn has_right(person: &Person, action: Action, ticket: &Ticket, state: &State) -> bool {
    row(action).is_some_and(|row| may(person, row, ticket, state))
}

fn may(person: &Person, row: &Row, ticket: &Ticket, state: &State) -> bool {
    enabling(person, row, ticket, state).next().is_some()
}

/// Acts that begin at 采集, before there is a ticket to stand on.
const BEGINS: [Action; 3] = [Action::Submit, Action::SolveOnSpot, Action::PhoneDuty];

/// The posts by which a person may do this to this ticket.
fn enabling<'a>(
    person: &'a Person,
    row: &'a Row,
    ticket: &'a Ticket,
    state: &'a State,
) -> impl Iterator<Item = &'a Post> {
    // A capture belongs to its author before the pool has placed it; everything else is done on tickets one sees.
    let own = BEGINS.contains(&row.action);
    let sees = own || scope::sees(person, &ScopeKey::of(ticket, state));
    let posts = person.posts.iter().filter(move |_| sees);
    let posts = posts.filter(|p| row.actors.contains(&p.role));
    posts.filter(|p| reaches(person, p, row.action, ticket, state))
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
        (Submit | SolveOnSpot | Resubmit | Supplement | PhoneDuty, _) => own,
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
        .filter(|r| !BEGINS.contains(&r.action))
        .filter(|r| r.from.contains(&state.status) && may(person, r, ticket, state))
        .filter(|r| is_asked(r.action, person, ticket, state))
        .map(|r| r.action)
        .collect()
}

/// Whether what this act answers was asked: nobody is offered to grant what nobody wants.
fn is_asked(action: Action, person: &Person, ticket: &Ticket, state: &State) -> bool {
    use Action::*;
    match action {
        ReportIn => is_called(person, state),
        GrantExtension | DenyExtension => state.extension_asked(),
        GrantExclude | DenyExclude => state.exclusion_asked(),
        GrantHang | DenyHang => state.hang_asked(),
        Confirm | Dismiss => ticket.awaiting().next().is_some(),
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
