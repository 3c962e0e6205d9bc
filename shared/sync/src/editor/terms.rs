//! What an editor is told before it writes: whose word it has, under which rules, when, and where it may ask.

use super::limits::History;
use model::act::{Act, Action};
use model::dating::Dating;
use model::decide::{Around, Case, Ended, decide};
use model::district::District;
use model::effect::{Effect, State};
use model::person::Person;
use model::rulepack::LifeRules;
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
    /// Somebody with every post, ended and coming ones too; none where people are not known.
    fn author(&self, _: &UserName) -> Option<Person> {
        None
    }
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
    /// What is known of the device that sent the write; none when it is made here, by this clock.
    pub sent: Option<Sent>,
    /// Who writes, at the pool with every post, ended and coming ones too; none for the system.
    pub person: Option<&'a Person>,
    /// Where to ask.
    pub outside: Box<dyn Outside + 'a>,
}

/// What the pool knows of a device whose writes come in a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sent {
    /// How far the pool's clock is ahead of the device's, in milliseconds.
    pub skew: i64,
    /// The newest pool time that the device had proof of when the writes were made.
    pub told: Moment,
}

/// One act to be judged.
pub(super) struct Judged<'a> {
    pub actor: Option<&'a Person>,
    /// The actor with the posts held at its arrival, when it came from a device.
    pub arrived: Option<&'a Person>,
    pub confirmed: bool,
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

/// Who writes.
pub(super) struct Author<'a> {
    /// With the posts of the moment at which the write counts; where its clock was off, of all the time it may have been.
    pub then: Cow<'a, Person>,
    /// With those of its arrival; none when it is made here and now.
    pub arrived: Option<Cow<'a, Person>>,
}

impl Author<'_> {
    /// Whether the right to a write rests on a post that ended before it arrived.
    pub fn ended(
        &self,
        now: Moment,
        life: &LifeRules,
        allowed: impl Fn(&Person) -> bool,
    ) -> Option<Ended> {
        Ended::between(&self.then, self.arrived.as_deref()?, now, life, allowed)
    }
}

impl<'a> Terms<'a> {
    /// What is known of the time of a write that claims this one.
    pub(super) fn dating(&self, claimed: Moment) -> Dating {
        let Some(sent) = self.sent else {
            return Dating::here(match self.authority {
                Authority::Device => claimed,
                Authority::Pool => self.now,
            });
        };
        Dating {
            claimed,
            received: self.now,
            seen: sent.told,
            skew: sent.skew,
            allowed: i64::from(self.district.rules.clock_skew_minutes) * 60_000,
        }
    }

    /// The person with the posts held now.
    pub(super) fn person_now(&self) -> Option<Cow<'a, Person>> {
        self.person_within((self.now, self.now))
    }

    /// The person with the posts held in a span, at most [`RIGHTS_DAYS`] back.
    fn person_within(&self, (from, until): (Moment, Moment)) -> Option<Cow<'a, Person>> {
        let person = self.person?;
        if self.authority == Authority::Device {
            return Some(Cow::Borrowed(person));
        }
        let oldest = self.now.plus_minutes(-RIGHTS_DAYS * 24 * 60);
        let within = |at: Moment| at.clamp(oldest, self.now);
        let then = person.between(within(from), within(until), self.district);
        Some(Cow::Owned(then))
    }

    /// Who writes, with the posts of the moment at which the write counts, not before `earliest`, and those of its arrival
    /// when it came from a device.
    pub(super) fn author(&self, dating: &Dating, earliest: Moment) -> Option<Author<'a>> {
        Some(Author {
            then: self.person_within(dating.span(earliest))?,
            arrived: match self.sent {
                Some(_) => self.person_now(),
                None => None,
            },
        })
    }

    /// The time by which what was written beside the document takes its place in order: at the pool within what is
    /// plausible, and never in the future.
    pub(super) fn counted_at(&self, claimed: Moment) -> Moment {
        self.dating(claimed).counts_at(Moment(i64::MIN))
    }

    /// The time an act is judged by. What may be done without the pool counts when it was done, not before what it follows.
    pub(super) fn judged_at(&self, action: Action, dating: &Dating, last_ruling: Moment) -> Moment {
        match self.authority {
            Authority::Device => dating.claimed,
            Authority::Pool if offline(action) => dating.counts_at(last_ruling),
            Authority::Pool => self.now,
        }
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
            arrived: judged.arrived,
            confirmed: judged.confirmed,
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
                arrived: None,
                confirmed: false,
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
