//! People at the pool's desk: one, two at once, one twice.

use super::Tale;
use super::lean::{apt, is_rare, moves};
use crate::cast::{DESK, named};
use crate::sum::count;
use api::EditFacts;
use api::call::ActCall;
use model::act::Act;
use model::decide::open_acts;
use model::issue::FactsPatch;
use model::ticket::Ticket;
use model::{Action, Denial, Head, Status, TicketId, UserName};
use testkit::Draws;

impl Tale<'_> {
    /// Somebody at the desk: mostly what lies open, sometimes what does not.
    pub(super) fn desk(&mut self, d: &mut Draws) {
        let Some(ticket) = self.some(d) else { return };
        let state = ticket.state();
        let mut open: Vec<(UserName, Action)> = Vec::new();
        for name in DESK {
            let person = self.pool.caller(&named(name).user);
            let acts = open_acts(&person, &ticket, &state);
            open.extend(acts.into_iter().map(|a| (person.user.clone(), a)));
        }
        if d.chance(85) {
            open.retain(|(_, a)| !is_rare(*a) || self.lean.contains(a));
        }
        if d.chance(85) {
            open.retain(|(_, a)| apt(*a, &ticket, &state));
        }
        let settles = |o: &(UserName, Action)| matches!(o.1, Action::Confirm | Action::Dismiss);
        if d.chance(60) && open.iter().any(settles) {
            open.retain(settles);
        }
        // Two tickets of one place are one matter.
        let one_matter = self.tickets.len() > 1 && d.chance(20);
        if one_matter && open.iter().any(|o| o.1 == Action::Merge) {
            open.retain(|o| o.1 == Action::Merge);
        } else if d.chance(45) && open.iter().any(|o| self.lean.contains(&o.1)) {
            open.retain(|o| self.lean.contains(&o.1));
        } else if d.chance(40) && open.iter().any(|o| moves(o.1)) {
            open.retain(|o| moves(o.1));
        }
        let (user, action) = match open.is_empty() || d.chance(8) {
            true => (named(DESK[d.below(DESK.len())]).user, *d.pick(Action::ALL)),
            false => d.pick(&open).clone(),
        };
        let round = if d.chance(3) {
            state.round + 1
        } else {
            state.round
        };
        let act = self.written(d, &ticket.id, action);
        let command = d.chance(10).then(|| {
            self.commands += 1;
            format!("c{}", self.commands)
        });
        let call = call(&ticket.id, round, &ticket.heads, act, command);
        let first = self.make(&user, call.clone());
        if call.command_id.is_some() && first.is_ok() {
            // The answer was lost, and the button pressed once more.
            let before = self.pool.position();
            self.pool.act(&user, call).expect("answered as before");
            assert_eq!(
                self.pool.position(),
                before,
                "a repeated call does nothing twice"
            );
            self.sum.repeated += 1;
        }
    }

    /// Two people press a button in the same second, each with the same page on the screen.
    pub(super) fn two_at_once(&mut self, d: &mut Draws) {
        let Some(ticket) = self.some(d) else { return };
        let state = ticket.state();
        for _ in 0..2 {
            let person = named(DESK[d.below(DESK.len())]);
            let open = open_acts(&person, &ticket, &state);
            let action = if open.is_empty() {
                *d.pick(Action::ALL)
            } else {
                *d.pick(&open)
            };
            let act = self.written(d, &ticket.id, action);
            let call = call(&ticket.id, state.round, &ticket.heads, act, None);
            let _ = self.make(&person.user, call);
        }
    }

    /// The collector in the field and the desk write the same group of facts, maybe without knowing of each other.
    pub(super) fn facts(&mut self, d: &mut Draws) {
        let Some(ticket) = self.some(d) else { return };
        let (id, now) = (&ticket.id, self.pool.now);
        if d.chance(60) && self.devices[0].tickets().contains(id) {
            self.devices[0].tell_more(now, id, format!("又到现场看过，第 {} 次。", d.below(1_000)));
        }
        let facts = FactsPatch {
            body: Some(format!("坐席核对后的情况，第 {} 版。", d.below(1_000))),
            ..FactsPatch::default()
        };
        let edit = EditFacts {
            id: id.clone(),
            facts,
            command_id: None,
            seen: d.chance(70).then(|| ticket.heads.clone()),
        };
        let _ = self.pool.edit(&named("desk_town").user, edit);
    }

    /// One of the tickets, as the pool has it; those that ended less often.
    fn some(&self, d: &mut Draws) -> Option<Ticket> {
        for _ in 0..3 {
            let n = if d.chance(50) {
                0
            } else {
                d.below(self.tickets.len())
            };
            let (id, _) = &self.tickets[n];
            if let Some(ticket) = self.pool.ticket(id) {
                let status = ticket.state().status;
                let over = matches!(status, Status::Archived | Status::Rejected | Status::Void);
                if !over || d.chance(20) {
                    return Some(ticket);
                }
            }
        }
        None
    }

    fn make(&mut self, user: &UserName, call: ActCall) -> Result<(), Denial> {
        let (before, action) = (self.pool.position(), call.action);
        let made = self.pool.act(user, call);
        if let Err(denial) = &made {
            assert_eq!(
                self.pool.position(),
                before,
                "a refused act leaves no trace"
            );
            assert!(!denial.sentence().contains('{'), "{denial:?}");
            count(&mut self.sum.refused, action.as_str());
        }
        made.map(drop)
    }
}

fn call(id: &TicketId, round: u32, seen: &[Head], act: Act, command_id: Option<String>) -> ActCall {
    ActCall {
        id: id.clone(),
        action: act.action(),
        payload: act.payload(),
        round: Some(round),
        command_id,
        seen: Some(seen.to_vec()),
    }
}
