//! From a ticket's rulings to its lines: the course of the ticket is gone through once, time passing between rulings.

mod clocks;
mod visits;

use super::line::{Ground, Indicator, Line, Stratum};
use crate::act::{Act, Action};
use crate::district::District;
use crate::edit::{Ruling, Verdict};
use crate::effect::{Effect, State};
use crate::ticket::Ticket;
use crate::{Clock, EditId, Moment, PressKind, Source, Status, UnitCode};
use std::collections::{BTreeMap, BTreeSet};

/// What a ticket comes to, as of a moment.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Account {
    /// Its lines, by their keys.
    pub lines: Vec<Line>,
    /// When time alone makes the next one.
    pub next: Option<Moment>,
}

/// The clocks whose verdicts count.
const CLOCKS: [(Clock, Indicator); 3] = [
    (Clock::Sign, Indicator::Sign),
    (Clock::Respond, Indicator::Respond),
    (Clock::Done, Indicator::Done),
];

/// The lines that follow from a ticket's document, as of `until`.
pub fn account(ticket: &Ticket, district: &District, until: Moment) -> Account {
    let mut ledger = Ledger::new(ticket, district);
    let mut now = Moment(i64::MIN);
    for (by, ruling, effects) in ruled(ticket) {
        // The pool's clock may have been set back between two rulings; their order stands.
        let at = now.max(ruling.at);
        if at > until {
            break;
        }
        now = at;
        ledger.pass(at);
        ledger.take(by, effects, at);
    }
    ledger.pass(until);
    ledger.end(until)
}

/// Who made a visit of a ticket, by its number.
pub fn visitor(ticket: &Ticket, visit: u32) -> Option<&crate::UserName> {
    let visits = ruled(ticket).into_iter().flat_map(|(by, _, effects)| {
        let found = effects.iter().filter(|e| matches!(e, Effect::Visited(_)));
        found.map(move |_| by.map(|(_, edit)| edit))
    });
    let edit = visits.into_iter().nth(usize::try_from(visit).ok()?)??;
    ticket.log.iter().find(|e| e.id == edit)?.by.as_ref()
}

/// The act that was ruled on and its edit; none for facts and photos.
type By<'a> = Option<(&'a Act, EditId)>;

/// Every applied ruling in its order.
fn ruled(ticket: &Ticket) -> Vec<(By<'_>, &Ruling, &[Effect])> {
    let acts = ticket.log.iter();
    let acts = acts.filter_map(|e| Some((Some((&e.act, e.id)), e.ruling.as_ref()?)));
    let others = ticket.other_rulings.values().map(|r| (None, r));
    let mut all: Vec<(By, &Ruling)> = acts.chain(others).collect();
    all.sort_by_key(|(_, r)| r.seq);
    let applied = all.into_iter().filter_map(|(by, r)| match &r.verdict {
        Verdict::Applied(effects) => Some((by, r, effects.as_slice())),
        Verdict::Void(_) => None,
    });
    applied.collect()
}

struct Ledger<'a> {
    ticket: &'a Ticket,
    district: &'a District,
    state: State,
    /// What is settled, whether it made a line or not.
    settled: BTreeSet<String>,
    lines: BTreeMap<String, Line>,
    /// The round a clock runs for.
    runs: BTreeMap<Clock, u32>,
    /// Since when a clock is due when it is: a due that an act set into the past was not due before that act.
    floor: BTreeMap<Clock, Moment>,
    /// Share of the 办结 limit that was left when a unit got the ticket, by round.
    left: BTreeMap<u32, u32>,
    /// Units that led it before.
    had: BTreeSet<UnitCode>,
    /// Clocks met in time of which the visit still says whether it was so.
    unheard: BTreeSet<u32>,
    /// A pause of 办结 that goes on.
    pause: Option<String>,
}

/// The key of a clock's line.
fn key(ind: Indicator, round: u32) -> String {
    format!("{ind}:{round}")
}

impl<'a> Ledger<'a> {
    fn new(ticket: &'a Ticket, district: &'a District) -> Self {
        Ledger {
            ticket,
            district,
            state: State::queued(),
            settled: BTreeSet::new(),
            lines: BTreeMap::new(),
            runs: BTreeMap::new(),
            floor: BTreeMap::new(),
            left: BTreeMap::new(),
            had: BTreeSet::new(),
            unheard: BTreeSet::new(),
            pause: None,
        }
    }

    fn offset(&self) -> i32 {
        let rules = self.district.rules_of(self.state.rule.as_deref());
        rules.calendar.utc_offset_minutes
    }

    fn stratum(&self) -> Stratum {
        let facts = &self.ticket.facts;
        let category = self.state.category.as_ref();
        Stratum {
            grade: self.state.grade.unwrap_or(facts.grade),
            complex: self.state.complex,
            category: category.unwrap_or(&facts.what.category).clone(),
        }
    }

    /// A line with nothing said beside its verdict.
    fn line(
        &self,
        key: String,
        ind: Indicator,
        unit: UnitCode,
        at: Moment,
        ground: Ground,
    ) -> Line {
        Line {
            key,
            ind,
            round: self.state.round,
            unit,
            settled_at: at,
            ground,
            reporter: None,
            visit: None,
            due: None,
            met: None,
            left_bp: None,
            ended: None,
            stratum: self.stratum(),
            on_spot: self.state.on_spot,
            child: None,
        }
    }

    fn keep(&mut self, line: Line) {
        self.settled.insert(line.key.clone());
        self.lines.insert(line.key.clone(), line);
    }

    /// Lets time pass up to `at`: clocks and orders that run out before it are settled.
    fn pass(&mut self, at: Moment) {
        for (clock, ind) in CLOCKS {
            if let Some(settles) = self.runs_out(clock, ind).filter(|due| *due < at) {
                self.run_out(clock, ind, settles);
            }
        }
        for (edit, due) in self.orders() {
            if due < at {
                self.order_late(edit, due);
            }
        }
    }

    fn take(&mut self, by: By, effects: &[Effect], at: Moment) {
        let (before, ran) = (self.state.clone(), self.runs.clone());
        effects.iter().for_each(|e| self.state.apply(e));
        let action = by.map(|(act, _)| act.action());
        self.note_runs(&before, effects, at);
        self.note_pause(&before, action, at);
        self.met(&before, at);
        match by.map(|b| b.0) {
            Some(Act::PassDone(_)) => self.passed(&before, at),
            Some(Act::DenyDone(_)) => self.denied(&before, at),
            Some(Act::Redo(_) | Act::Reopen(_)) => self.sent_back(&before, at),
            _ => {}
        }
        self.visited(&before, by.map(|b| b.0), effects, at);
        self.left_unit(&before, &ran, action, at);
        self.closed(&before, action, effects, at);
    }

    /// Orders that wait for their reply, with their dues.
    fn orders(&self) -> Vec<(EditId, Moment)> {
        if !self.state.status.is_open() {
            return Vec::new();
        }
        let presses = self.state.presses.iter();
        let counts = presses.filter(|(edit, press)| {
            press.open()
                && press.kind != PressKind::Urge
                && !self.settled.contains(&order_key(edit))
        });
        counts.map(|(edit, press)| (*edit, press.due)).collect()
    }

    fn order_late(&mut self, edit: EditId, due: Moment) {
        let key = order_key(&edit);
        self.settled.insert(key.clone());
        if let Some(unit) = self.state.lead_unit.clone() {
            let mut line = self.line(key, Indicator::OrderLate, unit, due, Ground::Happened);
            line.due = Some(due);
            self.keep(line);
        }
    }

    /// A visit, the desk or the reporter sends the ticket back to its unit.
    fn sent_back(&mut self, before: &State, at: Moment) {
        if let Some(unit) = before.lead_unit.clone() {
            let key = key(Indicator::Redo, self.state.round);
            let line = self.line(key, Indicator::Redo, unit, at, Ground::Happened);
            self.keep(line);
        }
        // What comes back was not solved.
        self.lines
            .retain(|_, line| line.ind != Indicator::Proactive);
    }

    /// 结案: merged tickets are listed, and a find of the unit's own counts.
    fn closed(&mut self, before: &State, action: Option<Action>, effects: &[Effect], at: Moment) {
        let closes = effects.iter().any(|e| matches!(e, Effect::Closed(_)));
        let (true, Some(unit)) = (closes, before.lead_unit.clone()) else {
            return;
        };
        for child in self.state.children.keys().cloned().collect::<Vec<_>>() {
            let key = format!("{}:{child}", Indicator::Merged);
            if self.settled.contains(&key) {
                continue;
            }
            let mut line = self.line(key, Indicator::Merged, unit.clone(), at, Ground::Joined);
            line.child = Some(child);
            self.keep(line);
        }
        let found = self.state.visits.get(before.visits.len());
        let solved = found.and_then(|v| v.solved);
        let own = self.found_itself(&unit) && self.state.redos == 0;
        let good = action == Some(Action::VisitPass) && solved == Some(crate::Solved::Yes);
        if own && good {
            let key = key(Indicator::Proactive, self.state.round);
            let line = self.line(key, Indicator::Proactive, unit, at, Ground::Happened);
            self.keep(line);
        }
    }

    /// Whether the unit's own people found it: on a round of their own, in the town that is the unit's.
    fn found_itself(&self, unit: &UnitCode) -> bool {
        let source = self.ticket.facts.what.source;
        let round = matches!(source, Source::Visit | Source::Patrol | Source::Notebook);
        let area = self.state.area.as_ref();
        let town = area.and_then(|area| self.district.town_unit(area));
        round && town.is_some_and(|town| town.code == *unit)
    }

    fn end(self, until: Moment) -> Account {
        let clocks = CLOCKS.iter();
        let clocks = clocks.filter_map(|(clock, ind)| self.runs_out(*clock, *ind));
        let orders = self.orders().into_iter().map(|(_, due)| due);
        let next = clocks.chain(orders).min();
        Account {
            // The first moment that is past the due, never one that is over.
            next: next
                .map(|due| Moment(due.0.saturating_add(1)).max(Moment(until.0.saturating_add(1)))),
            lines: self.lines.into_values().collect(),
        }
    }
}

fn order_key(edit: &EditId) -> String {
    format!("{}:{edit}", Indicator::OrderLate)
}

/// Whether a ticket in this status is nobody's to handle any more.
fn is_over(status: Status) -> bool {
    matches!(status, Status::Merged | Status::Void | Status::Rejected)
}
