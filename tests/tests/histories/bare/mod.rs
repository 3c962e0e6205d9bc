//! A device without a store: documents in memory, the real frames and pages, and a clock that is off.

mod copy;
mod traffic;

use crate::album::picture;
use crate::pool::Pool;
use crate::replica::{Line, Look, Replica};
use api::sync::PullRequest;
use copy::Copy;
use ed25519_dalek::SigningKey;
use model::act::Act;
use model::decide::open_acts;
use model::edit::{Edit, Opened, Photo, SCHEMA, Verdict, Write};
use model::facts::FactGroup;
use model::issue::Issue;
use model::person::Person;
use model::ticket::{Event, Ticket};
use model::transition::row;
use model::{Code, Denial, DeviceId, EditId, Moment, Opening, TicketId};
use std::collections::{BTreeMap, BTreeSet};
use sync::SideRecord;

/// What became of something written here, as far as this device was told.
#[derive(Debug, PartialEq)]
enum Told {
    Waits,
    Counts,
    Void(Denial),
    Refused(Denial),
}

/// Something written here; facts and photos are no acts.
#[derive(Debug)]
struct Made {
    ticket: TicketId,
    id: EditId,
    act: Option<Act>,
    told: Told,
}

pub struct Bare {
    person: Person,
    id: DeviceId,
    key: SigningKey,
    skew: i64,
    opening: Opening,
    counter: u32,
    copies: BTreeMap<TicketId, Copy>,
    sides: Vec<SideRecord>,
    /// The pool time it was told last, with the proof; and the proof under which the oldest that waits was made.
    told: (Moment, String),
    under: String,
    /// Tickets the pool mentions that are not here.
    strange: BTreeSet<TicketId>,
    place: PullRequest,
    made: Vec<Made>,
    /// Pictures whose bytes the pool has not got from here.
    pictures: Vec<(TicketId, Photo)>,
    /// Tickets are numbered by the history.
    seed: u64,
}

impl Bare {
    pub fn new(person: Person, (id, key): (DeviceId, SigningKey), skew: i64, seed: u64) -> Self {
        Bare {
            person,
            opening: Opening::new(&id, [0; 4]),
            id,
            key,
            skew,
            counter: 0,
            copies: BTreeMap::new(),
            sides: Vec::new(),
            told: (Moment(0), String::new()),
            under: String::new(),
            strange: BTreeSet::new(),
            place: PullRequest::default(),
            made: Vec::new(),
            pictures: Vec::new(),
            seed,
        }
    }

    fn next(&mut self) -> EditId {
        self.counter += 1;
        self.opening.edit(self.counter)
    }

    fn write(&mut self, now: Moment, ticket: &TicketId, write: Write) -> bool {
        let (id, at) = (self.next(), self.date(now));
        let copy = self.copies.entry(ticket.clone()).or_default();
        let edit = Edit {
            id,
            ticket: ticket.clone(),
            schema: SCHEMA,
            by: self.person.user.clone(),
            at,
            seen: copy.document.heads(),
            write,
        };
        let head = copy.document.write(&edit).expect("its own edit fits").head;
        copy.known.push(head);
        let act = match &edit.write {
            Write::Act { act, .. } => Some(act.clone()),
            _ => None,
        };
        copy.waits.push((edit, head));
        self.made.push(Made {
            ticket: ticket.clone(),
            id,
            act,
            told: Told::Waits,
        });
        true
    }
}

impl Replica for Bare {
    fn person(&self) -> &Person {
        &self.person
    }
    fn id(&self) -> &DeviceId {
        &self.id
    }
    fn skew(&self) -> i64 {
        self.skew
    }

    fn capture(&mut self, now: Moment, issue: &Issue, photos: &[Photo]) -> TicketId {
        let n = self.copies.len() + 1;
        let id = format!("0199a3c4-5b1e-7cc0-8d1f-{:08x}{n:04x}", self.seed);
        let id = TicketId::new(id).unwrap();
        let opened = Opened {
            temp_no: format!("离-TEST-{n:03}"),
            facts: issue.facts(),
        };
        self.write(now, &id, Write::Open(Box::new(opened)));
        for photo in photos {
            self.add_photo(now, &id, photo);
        }
        if let Some(reporter) = issue.reporter.clone() {
            let side = SideRecord {
                id: self.next(),
                ticket: id.clone(),
                at: self.date(now),
                reporter,
            };
            self.sides.push(side);
        }
        id
    }

    fn tickets(&mut self) -> Vec<TicketId> {
        self.copies.keys().cloned().collect()
    }

    fn look(&mut self, id: &TicketId) -> Option<Look> {
        let ticket = self.copies.get_mut(id)?.document.read().expect("it reads");
        let state = ticket.state();
        let mut may = open_acts(&self.person, &ticket, &state);
        may.retain(|a| row(*a).is_some_and(|r| r.offline));
        Some(Look {
            round: state.round,
            may,
        })
    }

    fn act(&mut self, now: Moment, id: &TicketId, round: u32, act: Act) -> bool {
        self.write(now, id, Write::Act { round, act })
    }

    fn tell_more(&mut self, now: Moment, id: &TicketId, body: String) -> bool {
        self.write(now, id, Write::Facts(vec![FactGroup::Body(body)]))
    }

    fn add_photo(&mut self, now: Moment, id: &TicketId, photo: &Photo) -> bool {
        self.pictures.push((id.clone(), photo.clone()));
        self.write(now, id, Write::Photo(Box::new(photo.clone())))
    }

    fn sync(&mut self, pool: &Pool, line: Line) {
        for _ in 0..5 {
            if !self.push(pool, line) {
                return;
            }
            self.pull(pool, line);
            if line != Line::Good || self.copies.values().all(|c| c.waits.is_empty()) {
                break;
            }
        }
        if line == Line::Good {
            for (ticket, photo) in self.pictures.drain(..) {
                pool.bring(
                    &self.id,
                    &ticket,
                    &photo.sha256,
                    &picture(&photo.sha256).bytes,
                );
            }
        }
    }

    fn agrees(&mut self, _: &Pool, ticket: &Ticket) {
        let copy = self
            .copies
            .get_mut(&ticket.id)
            .expect("whoever sees it holds it");
        assert_eq!(copy.document.heads(), ticket.heads, "replicas agree");
        assert_eq!(copy.document.read().unwrap(), *ticket, "and say the same");
        assert!(copy.waits.is_empty(), "nothing waits any more");
    }

    fn reported(&mut self, ticket: &TicketId, event: &Event, denial: &Denial) {
        let made = self
            .made
            .iter()
            .find(|m| m.id == event.id)
            .expect("it was made here");
        let first = match denial.code {
            // What the desk said of it later stands in the ticket alone.
            Code::NotConfirmed if made.told != Told::Void(denial.clone()) => {
                Denial::from(Code::AwaitsConfirmation)
            }
            _ => denial.clone(),
        };
        assert_eq!(made.told, Told::Void(first), "{:?}", event.act);
        assert_eq!(
            made.act.as_ref(),
            Some(&event.act),
            "the text is as written"
        );
        let Some(copy) = self.copies.get_mut(ticket) else {
            return; // It is another's ticket by now.
        };
        let read = copy.document.read().unwrap();
        let here = read.log.iter().find(|e| e.id == event.id);
        assert_eq!(here, Some(event), "it is shown where it was made");
    }

    fn settled(&mut self, tickets: &[&Ticket]) -> u64 {
        let mut aside = 0;
        for made in &self.made {
            let ticket = tickets.iter().find(|t| t.id == made.ticket);
            let event = ticket
                .expect("a ticket of this history")
                .log
                .iter()
                .find(|e| e.id == made.id);
            let verdict = event.and_then(|e| e.ruling.as_ref()).map(|r| &r.verdict);
            match (&made.told, &made.act, verdict) {
                (Told::Counts, Some(_), Some(Verdict::Applied(_))) => {}
                (Told::Void(_), Some(_), Some(Verdict::Void(_))) => {}
                // It waited, and the desk confirmed it.
                (Told::Void(denial), Some(_), Some(Verdict::Applied(_)))
                    if denial.code == Code::AwaitsConfirmation => {}
                (Told::Refused(_), Some(_), None) if event.is_none() => {}
                (Told::Void(_) | Told::Refused(_), None, _) => aside += 1,
                (Told::Counts, None, _) => {}
                _ => panic!("{made:?} stands as {event:?}"),
            }
        }
        aside
    }
}
