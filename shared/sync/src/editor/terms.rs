//! What an editor is told before it writes: whose word it has, under which rules, when, and where it may ask.

use super::limits::History;
use model::act::{Act, Action};
use model::decide::{Around, Case, decide};
use model::district::District;
use model::effect::{Effect, State};
use model::person::Person;
use model::ticket::Ticket;
use model::{Denial, DeviceId, EditId, Moment, TicketId, UserName, number};
use std::borrow::Cow;

/// The author named in the pool's own edits.
pub const POOL: &str = "pool";
/// What was done offline counts by the posts held when it was done, at most this many days back.
pub const RIGHTS_DAYS: i64 = 30;

/// Whose word an editor has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Authority {
    /// Rules: writes verdicts, gives numbers, keeps what is void, makes the system's acts.
    Pool,
    /// Judges provisionally, on top of its own events that still wait; writes no rulings and refuses what would not count.
    Device,
}

/// A series of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Series {
    /// 临时编号.
    TempNo,
    /// 工单编号.
    TicketNo,
}

impl Series {
    /// Its name, as counters are kept under.
    pub fn as_str(self) -> &'static str {
        match self {
            Series::TempNo => "temp_no",
            Series::TicketNo => "ticket_no",
        }
    }
}

/// A fault of the store that was asked; handed through as it is.
pub type OutsideError = Box<dyn std::error::Error + Send + Sync>;

/// What an editor asks of the world around its ticket.
pub trait Outside: Around {
    /// An edit id never given before.
    fn next_edit(&self) -> EditId;
    /// The next number of a series on this local day (`2026-11-22`), beginning at 1.
    fn draw(&self, series: Series, day: &str) -> Result<u32, OutsideError>;
    /// How many edits of this ticket stand aside, outside its document, and their bytes.
    fn aside(&self, ticket: &TicketId) -> Result<History, OutsideError>;
    /// How many edits of this ticket's document are this person's, and their bytes.
    fn share(&self, ticket: &TicketId, user: &UserName) -> Result<History, OutsideError>;
}

/// What an editor is told.
pub struct Terms<'a> {
    /// Whose word it has.
    pub authority: Authority,
    /// The district's lists and rules.
    pub district: &'a District,
    /// Name and hash of the rule pack, kept by tickets that enter under it.
    pub rule_tag: &'a str,
    /// Whose store this is; 临时编号 given here carry it.
    pub issuer: &'a DeviceId,
    /// The time, by the clock of the authority.
    pub now: Moment,
    /// How far that clock is ahead of the sender's, in milliseconds; none when they are one.
    pub skew: Option<i64>,
    /// Who writes, at the pool with every post, ended and coming ones too; none for the system.
    pub person: Option<&'a Person>,
    /// Where to ask.
    pub outside: Box<dyn Outside + 'a>,
}

/// One act to be judged.
pub(super) struct Judged<'a> {
    pub actor: Option<&'a Person>,
    pub edit: EditId,
    pub at: Moment,
    pub round: u32,
    pub act: &'a Act,
    pub coming: Coming,
    pub ticket_no: Option<String>,
}

/// What comes along with 提交.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Coming {
    /// Photos that join together with it.
    pub photos: usize,
    /// Somebody can be called back.
    pub reporter: bool,
}

impl<'a> Terms<'a> {
    /// The sender's skew, when it is more than the rules allow.
    pub fn clock_off(&self) -> Option<i64> {
        let allowed = i64::from(self.district.rules.clock_skew_minutes) * 60_000;
        self.skew.filter(|s| s.saturating_abs() > allowed)
    }

    /// The person with the posts that count for a write which claims this time.
    pub(super) fn person_at(&self, claimed: Moment) -> Option<Cow<'a, Person>> {
        let person = self.person?;
        if self.authority == Authority::Device {
            return Some(Cow::Borrowed(person));
        }
        Some(Cow::Owned(
            person.at(self.rights_at(claimed), self.district),
        ))
    }

    /// The moment at which a person's posts count for a write that claims this time.
    pub(super) fn rights_at(&self, claimed: Moment) -> Moment {
        if self.clock_off().is_some() {
            return self.now;
        }
        let oldest = self.now.plus_minutes(-RIGHTS_DAYS * 24 * 60);
        claimed.clamp(oldest, self.now)
    }

    /// The time by which what was written beside the document takes its place in order: at the pool within what is
    /// plausible, and never in the future.
    pub(super) fn counted_at(&self, claimed: Moment) -> Moment {
        match self.authority {
            Authority::Pool => self.rights_at(claimed),
            Authority::Device => claimed,
        }
    }

    /// The time an act is judged by. What may be done without the pool counts when it was done: not before what it follows,
    /// not after it arrived. A clock that is off by more than the rules allow counts for nothing, and the ruling says so.
    pub(super) fn judged_at(&self, action: Action, claimed: Moment, last_ruling: Moment) -> Moment {
        if self.authority == Authority::Device {
            return claimed;
        }
        if !offline(action) || self.clock_off().is_some() {
            return self.now;
        }
        claimed.clamp(last_ruling.min(self.now), self.now)
    }

    /// Asks the model.
    pub(super) fn judge(
        &self,
        ticket: &Ticket,
        state: &State,
        judged: Judged,
    ) -> Result<Vec<Effect>, Denial> {
        let case = Case {
            district: self.district,
            rule_tag: self.rule_tag,
            actor: judged.actor,
            ticket,
            state,
            edit: judged.edit,
            at: judged.at,
            now: match self.authority {
                Authority::Pool => self.now,
                Authority::Device => judged.at,
            },
            round: judged.round,
            photos_coming: judged.coming.photos,
            around: &*self.outside,
            has_reporter: judged.coming.reporter,
            ticket_no: judged.ticket_no,
        };
        decide(&case, judged.act)
    }

    /// The ruled state, and on top of it what the person's own waiting events will do if they count.
    pub fn provisional(&self, ticket: &Ticket, ruled: State) -> State {
        let mut state = ruled;
        for event in ticket.waiting() {
            let own = event.by.as_ref() == self.person.map(|p| &p.user);
            if !own || event.act.action() == Action::Submit {
                continue;
            }
            let judged = Judged {
                actor: self.person,
                edit: event.id,
                at: event.at,
                round: event.round,
                act: &event.act,
                coming: Coming::default(),
                ticket_no: None,
            };
            if let Ok(effects) = self.judge(ticket, &state, judged) {
                effects.iter().for_each(|e| state.apply(e));
            }
        }
        state
    }

    /// The next 临时编号 of this store.
    pub(super) fn next_temp_no(&self) -> Result<String, OutsideError> {
        let day = self.now.civil(self.offset()).date();
        let seq = self.outside.draw(Series::TempNo, &day.to_string())?;
        Ok(number::temp_no(self.issuer, day, seq))
    }

    /// The next 工单编号 of the district.
    pub(super) fn next_ticket_no(&self) -> Result<String, OutsideError> {
        let day = self.now.civil(self.offset()).date();
        let seq = self.outside.draw(Series::TicketNo, &day.to_string())?;
        Ok(number::ticket_no(&self.district.code, day, seq))
    }

    fn offset(&self) -> i32 {
        self.district.rules.calendar.utc_offset_minutes
    }
}

/// Whether an act may be made without the pool.
pub(super) fn offline(action: Action) -> bool {
    model::transition::row(action).is_some_and(|r| r.offline)
}
