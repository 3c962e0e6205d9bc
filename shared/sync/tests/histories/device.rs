//! A device: a copy of the document, what it has not sent yet, and a clock that is off.

use crate::pool::Pool;
use model::act::Act;
use model::edit::{Edit, Opened, SCHEMA, Verdict, Write};
use model::person::Person;
use model::ticket::Ticket;
use model::{Denial, EditId, Moment, Opening, TicketId};
use sync::Document;

pub struct Device {
    pub person: Person,
    /// Milliseconds its clock is ahead of the pool's.
    pub skew: i64,
    pub document: Document,
    outbox: Vec<Edit>,
    /// Every act made here, with what became of it as far as this device knows.
    pub made: Vec<(Edit, Option<Result<(), Denial>>)>,
    cursor: usize,
    opening: Opening,
    counter: u32,
}

impl Device {
    pub fn new(n: u8, person: Person, skew: i64) -> Self {
        Device {
            person,
            skew,
            document: Document::new(),
            outbox: Vec::new(),
            made: Vec::new(),
            cursor: 0,
            opening: Opening([n; 12]),
            counter: 0,
        }
    }
    /// The ticket as this device has it; none before its first pull.
    pub fn ticket(&mut self) -> Option<Ticket> {
        let empty = self.document.heads().is_empty();
        (!empty).then(|| self.document.read().expect("the document reads"))
    }
    fn write(&mut self, ticket: &TicketId, now: Moment, write: Write) {
        self.counter += 1;
        let edit = Edit {
            id: self.opening.edit(self.counter),
            ticket: ticket.clone(),
            schema: SCHEMA,
            by: self.person.user.clone(),
            at: Moment(now.0 + self.skew),
            seen: self.document.heads(),
            write,
        };
        self.document.write(&edit).expect("its own edit fits");
        self.outbox.push(edit.clone());
        self.made.push((edit, None));
    }
    /// 提交.
    pub fn open(&mut self, ticket: &Ticket, now: Moment) {
        let opened = Opened {
            temp_no: ticket.temp_no.clone(),
            facts: ticket.facts.clone(),
        };
        self.write(&ticket.id, now, Write::Open(Box::new(opened)));
    }
    /// An act without the pool.
    pub fn act(&mut self, ticket: &TicketId, now: Moment, round: u32, act: Act) {
        self.write(ticket, now, Write::Act { round, act });
    }
    /// Sends what waits and takes in what is new. `lost`: the pool got it, but its answer never came back.
    pub fn sync(&mut self, pool: &mut Pool, lost: bool) {
        // Nothing reaches the pool before the document has begun there.
        let begun = !pool.edits.is_empty();
        let opens = matches!(self.outbox.first().map(|e| &e.write), Some(Write::Open(_)));
        if begun || opens {
            pool.push(&self.person, &self.outbox);
        }
        if lost {
            return;
        }
        for edit in std::mem::take(&mut self.outbox) {
            let answer = pool.answers[&edit.id].clone();
            let made = self.made.iter_mut().find(|(e, _)| e.id == edit.id);
            made.expect("it was made here").1 = Some(answer);
        }
        self.pull(pool);
    }
    fn pull(&mut self, pool: &Pool) {
        for edit in &pool.edits[self.cursor..] {
            self.document.write(edit).expect("what the pool holds fits");
        }
        self.cursor = pool.edits.len();
    }
    /// The acts of this device that did not come about, each as its author reads of it: the reason, and the text as written.
    pub fn reported(&mut self) -> Vec<(EditId, Denial, Act)> {
        let Some(ticket) = self.ticket() else {
            return Vec::new();
        };
        let void = ticket
            .log
            .iter()
            .filter_map(|e| match e.ruling.as_ref().map(|r| &r.verdict) {
                Some(Verdict::Void(denial)) if e.by.as_ref() == Some(&self.person.user) => {
                    Some((e.id, denial.clone(), e.act.clone()))
                }
                _ => None,
            });
        void.collect()
    }
}
