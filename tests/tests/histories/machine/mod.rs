//! The life cycle once more, from the events alone: who did what, when, and whether the pool let it count. It knows the
//! arrows and clocks of docs/domain.md 8.3 and 8.4 and shares no code with `model::decide`, `model::deadline`, `model::calendar`
//! or the fold of effects; it only fills the same nouns in by itself.

mod answer;
mod arrows;
mod clocks;
mod hang;
mod laws;
mod press;
mod send;
mod take;
mod visit;

use crate::duty::Duty;
use arrows::{arrow, has, offline};
use laws::Laws;
use model::act::Act;
use model::edit::Verdict;
use model::effect::State;
use model::ticket::{Event, Ticket};
use model::{Clock, Code, DeviceId, EditId, Kind, Moment, Status, UserName};
use serde_json::Value;
use std::collections::BTreeMap;
use testkit::naive::Open;

const MINUTE: i64 = 60_000;
/// A device's clock that is off by more counts for nothing.
const SKEW: i64 = 5 * MINUTE;

/// What a history knows beside the events of a ticket.
pub struct Around<'a> {
    /// The rule pack as its file has it.
    pub rules: &'a Value,
    /// Its office hours, minute by minute.
    pub open: &'a Open,
    /// Its name and short hash.
    pub tag: &'a str,
    /// How far each device's clock is ahead, in milliseconds.
    pub skews: &'a BTreeMap<DeviceId, i64>,
    /// Whose posts ended and began when.
    pub duty: &'a Duty,
    /// Somebody can be called back about this ticket.
    pub reporter: bool,
}

/// Where the events lead.
pub struct Machine<'a> {
    around: &'a Around<'a>,
    /// As it should be.
    pub state: State,
    kind: Kind,
    claimed: &'a model::facts::Facts,
    /// Each time a clock stood still.
    pauses: Vec<(Clock, Moment, Moment)>,
    last_ruling: Option<Moment>,
    /// What 确认补送 or 不予确认 was said about, until the step itself follows; and the last ruling before that.
    settling: Option<Settling>,
    /// Steps that were settled: each left the number of its first ruling.
    settled: u32,
    laws: Laws,
    /// When the ticket got its number.
    pub numbered: Option<Moment>,
}

/// A step that is confirmed or dismissed, and comes next.
#[derive(Debug, PartialEq)]
struct Settling {
    confirmed: bool,
    /// The one that was named.
    edit: Option<EditId>,
    /// The last ruling before.
    before: Option<Moment>,
}

impl Settling {
    fn of(act: &Act, before: Option<Moment>) -> Option<Self> {
        let (confirmed, edit) = match act {
            Act::Confirm(confirm) => (true, confirm.edit),
            Act::Dismiss(dismiss) => (false, dismiss.edit),
            _ => return None,
        };
        Some(Settling {
            confirmed,
            edit,
            before,
        })
    }
    fn is_about(&self, step: EditId) -> bool {
        self.edit.is_none_or(|named| named == step)
    }
}

/// One act that counted.
struct Deed<'e> {
    id: EditId,
    by: Option<UserName>,
    /// The time it is judged by.
    at: Moment,
    /// Pool time.
    now: Moment,
    /// Where the ticket stood.
    was: Status,
    act: &'e Act,
}

impl<'a> Machine<'a> {
    /// Follows every event of a ticket in ruling order; panics at one that counted and must not have.
    pub fn follow(ticket: &'a Ticket, around: &'a Around) -> Self {
        let mut m = Machine {
            around,
            state: State::queued(),
            kind: ticket.facts.what.kind,
            claimed: &ticket.facts,
            pauses: Vec::new(),
            last_ruling: None,
            settling: None,
            settled: 0,
            laws: Laws::default(),
            numbered: None,
        };
        m.state.status = Status::Draft;
        assert!(
            ticket.other_rulings.is_empty(),
            "these histories change no place"
        );
        let mut next = 0;
        for event in &ticket.log {
            let ruling = event.ruling.as_ref().expect("everything is ruled");
            assert!(ruling.seq >= next, "rulings count on");
            next = ruling.seq + 1;
            let settling = m.settling.take();
            match &ruling.verdict {
                Verdict::Applied(_) => m.take(event, ruling.at, settling),
                Verdict::Void(denial) => m.void(denial.code, event, ruling.at, settling),
            }
        }
        assert_eq!(m.settling, None, "what is confirmed follows at once");
        let left = next as usize - ticket.log.len();
        assert_eq!(left, m.settled as usize, "rulings count on without gaps");
        m
    }

    /// What did not count says so for a reason that is so.
    fn void(&mut self, code: Code, event: &Event, now: Moment, settling: Option<Settling>) {
        let (action, s) = (event.act.action(), &self.state);
        let (from, _) = arrow(action);
        assert!(offline(action), "{action}: refused without a trace");
        let dismissed = settling.is_some_and(|s| {
            assert!(!s.confirmed && s.is_about(event.id), "{action}");
            true
        });
        assert_eq!(dismissed, code == Code::NotConfirmed, "{action}");
        self.settled += u32::from(dismissed);
        if matches!(code, Code::AwaitsConfirmation | Code::PostEnded) {
            let by = event.by.as_ref().expect("people have posts");
            let duty = self.around.duty;
            let grace = self.late_days() * 24 * 60 * MINUTE;
            let awaits = code == Code::AwaitsConfirmation;
            let mut ends = duty.ends(by).filter(|end| *end <= now);
            let fits = ends.any(|end| (now.0 <= end.0 + grace) == awaits);
            assert!(fits && !duty.held(by, now), "{action} by {by}: {code}");
        }
        match code {
            Code::WrongRound => assert_ne!(event.round, s.round, "{action}"),
            Code::WrongStatus => assert!(!has(from, s.status.as_str()), "{action} in {}", s.status),
            Code::HandlerSame => assert!(
                matches!(&event.act, Act::Reassign(r) if Some(&r.handler) == s.handler.as_ref())
            ),
            Code::ReporterNotTold => assert!(s.has_reporter || s.children.values().any(|r| *r)),
            Code::OnSpotNormalOnly => assert_ne!(self.claimed.grade, model::Grade::Normal),
            _ => {}
        }
    }

    fn take(&mut self, event: &Event, now: Moment, settling: Option<Settling>) {
        let (action, was) = (event.act.action(), self.state.status);
        let (from, to) = arrow(action);
        assert!(has(from, was.as_str()), "{action} counted in {was}");
        assert!(
            event.by.is_none() || event.round == self.state.round,
            "{action} counted in another round"
        );
        let before = match &settling {
            Some(s) => s.before,
            None => self.last_ruling,
        };
        let before = before.unwrap_or(now);
        assert!(now >= before, "rulings go forward in time");
        let skew = self
            .around
            .skews
            .get(&event.id.device())
            .copied()
            .unwrap_or(0);
        // The clock of a step that waited was looked at when it arrived.
        let off = offline(action) && skew.abs() > SKEW && settling.is_none();
        let at = match offline(action) && !off {
            // Not before what it follows, not after it arrived.
            true => event.at.max(before).min(now),
            false => now,
        };
        self.state.clock_off |= off;
        if let Some(by) = &event.by {
            let held = |at| self.around.duty.held(by, at);
            let waited = settling.as_ref().is_some_and(|s| {
                assert!(s.confirmed && s.is_about(event.id), "{action}");
                true
            });
            let entitled = match waited {
                true => held(event.at.min(now)),
                false => held(now) || matches!(event.act, Act::Submit(_)),
            };
            assert!(entitled, "{action} by {by}, who held no post");
            self.settled += u32::from(waited);
        }
        self.settling = Settling::of(&event.act, self.last_ruling);
        let deed = Deed {
            id: event.id,
            by: event.by.clone(),
            at,
            now,
            was,
            act: &event.act,
        };
        self.laws
            .check(&self.state, &deed, &self.around.rules["life"]);
        self.state.status = match to {
            "=" => was,
            "?" => self.depends(&deed),
            to => to.parse().expect("a status"),
        };
        self.change(&deed);
        // 提交 and 同步入池 come in one batch, at one moment.
        self.last_ruling = Some(now);
    }

    /// Where an act leads whose arrow does not say.
    fn depends(&self, deed: &Deed) -> Status {
        match deed.act {
            Act::DenyHang(_) if deed.was == Status::Hung => Status::Hung,
            Act::DenyHang(_) => Status::Handling,
            _ if self.called_enough(deed.now) => Status::Closed,
            _ => Status::Visiting,
        }
    }

    fn change(&mut self, deed: &Deed) {
        self.intake(deed);
        self.sending(deed);
        self.answering(deed);
        self.hanging(deed);
        self.visiting(deed);
        self.pressing(deed);
    }

    /// The pool's effects add up to the same. Its number is the pool's to draw.
    pub fn agrees(mut self, ticket: &Ticket) -> Option<(Moment, String)> {
        let found = ticket.state();
        assert_eq!(found.ticket_no.is_some(), self.numbered.is_some());
        self.state.ticket_no.clone_from(&found.ticket_no);
        assert_eq!(
            found.deadlines, self.state.deadlines,
            "deadlines recomputed from the events"
        );
        assert_eq!(found, self.state, "effects recomputed from the events");
        self.numbered.zip(found.ticket_no)
    }
}
