//! What taking in one answer of the pool has changed: plain data, counted once it is on disk.

use api::{Refused, Voided};
use model::edit::Write;
use model::ticket::Ticket;
use model::{Action, Code, Denial, EditId, TicketId, UserName};
use std::collections::{BTreeMap, BTreeSet};
use sync::LooseEdit;

/// What was done last to a ticket, and by whom; neither for what the system did.
pub type LastDone = (Option<Action>, Option<UserName>);

/// What one answer of the pool has changed here.
#[derive(Debug, Default)]
pub struct Findings {
    /// Own edits and side records the pool has answered for good.
    pub answered: u64,
    /// Own work that the pool holds and that has no effect.
    pub void: Vec<Voided>,
    /// Own work the pool did not take.
    pub refused: Vec<Refused>,
    /// Tickets that read differently now.
    pub changed: BTreeMap<TicketId, LastDone>,
    /// Tickets the pool mentions that are not here.
    pub missing: BTreeSet<TicketId>,
    /// Own work was written again on other heads and has to go up.
    pub rewritten: bool,
}

impl Findings {
    /// Counts own work that has no effect.
    pub fn add_void(&mut self, id: &TicketId, event: EditId, denial: &Denial) {
        self.void.push(Voided {
            id: id.clone(),
            event,
            code: denial.code,
        });
    }

    /// Counts own work that was not taken.
    pub fn add_refused(&mut self, id: &TicketId, denial: &Denial) {
        self.refused.push(Refused {
            id: id.clone(),
            code: denial.code,
        });
    }

    /// Why own work failed, per ticket.
    pub fn failed(&self) -> BTreeMap<&TicketId, Code> {
        let void = self.void.iter().map(|v| (&v.id, v.code));
        void.chain(self.refused.iter().map(|r| (&r.id, r.code)))
            .collect()
    }
}

/// The last thing people did among edits that came; what the pool alone wrote is nobody's.
pub fn last_of(edits: &[LooseEdit]) -> LastDone {
    let by_people = edits.iter().rev().filter_map(|loose| loose.edit.as_ref());
    for edit in by_people {
        match &edit.write {
            Write::Rule(_) => {}
            Write::Act { act, .. } => return (Some(act.action()), Some(edit.by.clone())),
            _ => return (None, Some(edit.by.clone())),
        }
    }
    (None, None)
}

/// The last act in a whole ticket.
pub fn last_in(read: &Ticket) -> LastDone {
    let last = read.log.last();
    (
        last.map(|event| event.act.action()),
        last.and_then(|event| event.by.clone()),
    )
}
