//! Frames up, answers and pages down.

use super::{Bare, Told};
use crate::pool::Pool;
use crate::replica::Line;
use api::sync::PullRequest;
use model::edit::Write;
use model::{Moment, TicketId};
use sync::{Answer, Bundle, Document, Outgoing, Page, Push, PushReply, Resolver};

impl Bare {
    /// Nothing is dated before the pool time that was told last.
    pub(super) fn date(&self, now: Moment) -> Moment {
        Moment(now.0 + self.skew).max(self.told.0)
    }

    fn hear(&mut self, now: Moment, proof: &str) {
        self.told = (now, proof.to_string());
        let waits = self.copies.values().any(|c| !c.waits.is_empty());
        if !waits && self.sides.is_empty() {
            self.under = self.told.1.clone();
        }
    }

    /// Sends what waits; false when the answer got lost.
    pub(super) fn push(&mut self, pool: &Pool, line: Line) -> bool {
        let waiting = self.copies.iter().filter(|(_, c)| !c.waits.is_empty());
        let out: Vec<Outgoing> = waiting
            .map(|(id, copy)| Outgoing {
                id: Some(id.clone()),
                before: &[],
                edits: &copy.waits,
            })
            .collect();
        let tickets: Vec<TicketId> = out.iter().filter_map(|o| o.id.clone()).collect();
        if tickets.is_empty() && self.sides.is_empty() {
            return true;
        }
        let push = Push {
            user: self.person.user.clone(),
            seen: (self.place.epoch, self.place.cursor),
            at: Moment(pool.now.0 + self.skew),
            told: match self.under.as_str() {
                "" => pool::stamp::told(&pool.store.keys, &self.id, Moment(0)),
                under => under.to_string(),
            },
            bundle: Bundle::pack(&out),
            sides: self.sides.clone(),
        };
        let frame = sync::encode_push(&push, &self.id, &self.key).unwrap();
        let reply = pool
            .push(&self.id, frame)
            .expect("the pool takes the frame");
        if line == Line::NoAnswer {
            return false;
        }
        let reply = sync::decode_reply(&reply).unwrap();
        self.take_reply(&tickets, &reply);
        self.hear(reply.now, &reply.told);
        true
    }

    fn take_reply(&mut self, tickets: &[TicketId], reply: &PushReply) {
        let good = |a: &Answer| matches!(a, Answer::Receipt | Answer::Known);
        assert!(reply.sides.iter().all(good), "{:?}", reply.sides);
        self.sides.clear();
        let lists = reply.bundle.unpack(|at| tickets.get(at).cloned()).unwrap();
        for ((at, id), (_, edits)) in tickets.iter().enumerate().zip(lists) {
            let copy = self.copies.get_mut(id).expect("it was sent from here");
            let mut became = Vec::new();
            for (n, (edit, head)) in std::mem::take(&mut copy.waits).into_iter().enumerate() {
                let answer = reply.tickets[at].answers.get(n).unwrap_or(&Answer::Receipt);
                let is_act = matches!(edit.write, Write::Act { .. });
                let (told, stands) = match answer {
                    Answer::Receipt | Answer::Known => (Told::Counts, true),
                    Answer::Void(denial) => (Told::Void(denial.clone()), is_act),
                    Answer::Refused(denial) => (Told::Refused(denial.clone()), false),
                    // It was written on something that the pool did not take, and waits for the pool's copy.
                    Answer::Need => {
                        copy.wanted = true;
                        became.push(Vec::new());
                        copy.waits.push((edit, head));
                        continue;
                    }
                    Answer::Retry => panic!("the pool was in trouble"),
                };
                became.push(if stands {
                    vec![head]
                } else {
                    edit.seen.clone()
                });
                // What stays outside the document is taken out here as well, by a copy of the pool's.
                copy.wanted |= !stands;
                let made = self.made.iter_mut().find(|m| m.id == edit.id);
                made.expect("it was made here").told = told;
            }
            copy.wanted |= reply.tickets[at].differs;
            copy.take(Resolver::after(became), edits);
        }
    }

    pub(super) fn pull(&mut self, pool: &Pool, line: Line) {
        for _ in 0..6 {
            let mut want: Vec<TicketId> = std::mem::take(&mut self.strange).into_iter().collect();
            let wanted = self.copies.iter().filter(|(_, c)| c.wanted);
            want.extend(wanted.map(|(id, _)| id.clone()));
            self.place.want = want;
            let page = pool.pull(&self.id, self.place.clone());
            if line == Line::NoPage {
                return;
            }
            let page = sync::decode_page(&page).unwrap();
            self.take_page(&page);
            self.person = pool.caller(&self.person.user);
            self.hear(page.now, &page.told);
            let lacks = !self.strange.is_empty() || self.copies.values().any(|c| c.wanted);
            if !page.more && !lacks {
                return;
            }
        }
        panic!("a pull that does not end");
    }

    fn take_page(&mut self, page: &Page) {
        for (id, edits) in page.bundle.iter().flat_map(|b| b.unpack(|_| None).unwrap()) {
            match self.copies.get_mut(&id) {
                Some(copy) => copy.take(Resolver::default(), edits),
                None => drop(self.strange.insert(id)),
            }
        }
        for whole in &page.tickets {
            if let Some(bytes) = &whole.document {
                let copy = self.copies.entry(whole.id.clone()).or_default();
                copy.replace(Document::load(bytes, []).unwrap());
            }
        }
        for id in &page.removed {
            if let Some(copy) = self.copies.get_mut(id) {
                (copy.leaves, copy.wanted) = (true, false);
            }
        }
        self.copies.retain(|_, c| !c.leaves || !c.waits.is_empty());
        self.place = PullRequest {
            epoch: page.epoch,
            cursor: page.cursor,
            scope: page.scope.clone(),
            want: Vec::new(),
        };
    }
}
