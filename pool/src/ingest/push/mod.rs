//! A frame of a device: ticket by ticket, a few edits at a time, each part in its own savepoint, so that a bad one blocks no
//! other and nobody at the desk waits for a whole frame.

mod sender;
mod ticket;

use super::Context;
use crate::store::{Device, Entry, Parts, Tx};
use crate::{Error, Result, stamp};
use model::person::Person;
use model::{Code, TicketId};
use sender::Sender;
use std::collections::BTreeMap;
use sync::{Answer, Bundle, LooseEdit, Outgoing, Push, PushReply, SideRecord, TicketAnswer};
use ticket::{EDITS, Progress, PushedTicket};

/// Refusals written to the audit log for one frame, at most; the rest is counted in one line.
const AUDITED: usize = 20;

/// A frame being taken in. Its signature is checked, the device is known and not switched off.
pub struct PushedFrame {
    cx: Context,
    sender: Sender,
    /// What it brings, ticket by ticket; those behind `listed` bring side records alone.
    tickets: Vec<Pushed>,
    listed: usize,
    /// The ticket that is its turn.
    at: usize,
    /// Side records it brought.
    sides: usize,
    progress: Vec<Progress>,
}

/// What a frame brings for one ticket.
struct Pushed {
    id: TicketId,
    edits: Vec<LooseEdit>,
    /// What the device holds the last edit to have become.
    hash: Option<String>,
    /// Side records with their place in the frame.
    sides: Vec<(usize, SideRecord)>,
}

impl Pushed {
    /// In how many parts it is taken, if none of them is long.
    fn parts(&self) -> usize {
        self.edits.len().div_ceil(EDITS).max(1)
    }
}

/// What became of a frame.
pub struct TakenFrame {
    pub reply: PushReply,
    /// Edits that were new and came to nothing.
    pub voids: u64,
}

impl PushedFrame {
    /// Takes a frame apart; nothing is looked up yet. `skew` is how far the pool's clock is ahead of the device's.
    pub fn new(
        cx: &Context,
        device: Device,
        person: Person,
        push: Push,
        skew: i64,
    ) -> Result<Self> {
        if push.user != device.user {
            return Err(Code::EditForged.into());
        }
        let hashes: Vec<Option<String>> =
            push.bundle.tickets.iter().map(|t| t.hash.clone()).collect();
        let lists = push.bundle.into_lists(|_| None)?;
        let brought = push.sides.len();
        let mut sides: BTreeMap<TicketId, Vec<(usize, SideRecord)>> = BTreeMap::new();
        for (i, side) in push.sides.into_iter().enumerate() {
            sides
                .entry(side.ticket.clone())
                .or_default()
                .push((i, side));
        }
        let listed = lists.len();
        let mut tickets: Vec<Pushed> = Vec::with_capacity(listed);
        for ((id, edits), hash) in lists.into_iter().zip(hashes) {
            tickets.push(Pushed {
                sides: sides.remove(&id).unwrap_or_default(),
                id,
                edits,
                hash,
            });
        }
        tickets.extend(sides.into_iter().map(|(id, sides)| Pushed {
            id,
            edits: Vec::new(),
            hash: None,
            sides,
        }));
        Ok(PushedFrame {
            cx: cx.sent(skew, &push.told, &device.id),
            sender: Sender::new(device, person),
            progress: vec![Progress::default()],
            tickets,
            listed,
            at: 0,
            sides: brought,
        })
    }

    fn reply(&mut self, tx: &Tx) -> Result<TakenFrame> {
        let all = std::mem::take(&mut self.progress);
        let mut sides = vec![Answer::Receipt; self.sides];
        for (i, answer) in all.iter().flat_map(|r| r.sides.iter()) {
            if let Some(slot) = sides.get_mut(*i) {
                *slot = answer.clone();
            }
        }
        let ids = self.tickets.iter().map(|t| &t.id);
        audit(tx, &self.cx, &self.sender.person, ids.zip(&all))?;
        let voids = all.iter().map(|r| r.voids).sum();
        let listed = all.get(..self.listed).unwrap_or_default();
        let outgoing: Vec<Outgoing> = listed
            .iter()
            .map(|r| Outgoing {
                id: None,
                before: r.resolver.heads(),
                edits: &r.pool,
            })
            .collect();
        let reply = PushReply {
            epoch: tx.epoch()?,
            now: self.cx.now,
            told: stamp::told(&self.cx.store.keys, &self.sender.device.id, self.cx.now),
            bundle: Bundle::pack(&outgoing),
            tickets: listed.iter().map(answer_of).collect(),
            sides: match sides.iter().all(|a| *a == Answer::Receipt) {
                true => Vec::new(),
                false => sides,
            },
        };
        Ok(TakenFrame { reply, voids })
    }
}

impl Parts for PushedFrame {
    type Done = TakenFrame;

    fn next(&mut self, tx: &Tx) -> Result<Option<TakenFrame>> {
        let Some(pushed) = self.tickets.get(self.at) else {
            return self.reply(tx).map(Some);
        };
        let before = self.progress.pop().unwrap_or_default();
        let (progress, whole) = one_part(tx, &self.cx, &self.sender, pushed, before)?;
        self.progress.push(progress);
        if whole {
            self.at += 1;
            if self.at < self.tickets.len() {
                self.progress.push(Progress::default());
            }
        }
        Ok(None)
    }

    fn left(&self) -> usize {
        let rest = self.tickets.iter().skip(self.at);
        // The reply is a part too.
        rest.map(Pushed::parts).sum::<usize>() + 1
    }
}

fn answer_of(progress: &Progress) -> TicketAnswer {
    let plain = progress.answers.iter().all(|a| *a == Answer::Receipt);
    TicketAnswer {
        answers: if plain {
            Vec::new()
        } else {
            progress.answers.clone()
        },
        differs: progress.differs,
    }
}

/// Takes the next edits of a ticket; whether that was all of it. When it fails, what came before it stays, and the rest is
/// answered alike.
fn one_part(
    tx: &Tx,
    cx: &Context,
    sender: &Sender,
    pushed: &Pushed,
    before: Progress,
) -> Result<(Progress, bool)> {
    let kept = before.clone();
    let done = tx.savepoint(|tx| PushedTicket::find(tx, cx, sender, pushed, before)?.take());
    match done {
        Ok(done) => Ok(done),
        Err(e) if tx.is_lost() => Err(e),
        Err(Error::Denied(denial)) => Ok((kept.rest(pushed, &Answer::Refused(denial)), true)),
        Err(e) => {
            tracing::error!(error = %e, "a pushed ticket could not be taken");
            Ok((kept.rest(pushed, &Answer::Retry), true))
        }
    }
}

fn audit<'b>(
    tx: &Tx,
    cx: &Context,
    person: &Person,
    ruled: impl Iterator<Item = (&'b TicketId, &'b Progress)>,
) -> Result<()> {
    let mut refused = ruled.flat_map(|(id, r)| {
        r.answers
            .iter()
            .chain(r.sides.iter().map(|s| &s.1))
            .filter_map(move |a| match a {
                Answer::Refused(denial) => Some((id, denial.code)),
                Answer::Need if r.hidden => Some((id, Code::NotFound)),
                _ => None,
            })
    });
    let line = |ticket: &str, detail: String| Entry {
        at: cx.now,
        who: person.user.to_string(),
        what: "push_refused",
        ticket: ticket.to_string(),
        detail,
    };
    for (id, code) in refused.by_ref().take(AUDITED) {
        tx.audit(&line(id.as_str(), code.to_string()))?;
    }
    let more = refused.count();
    if more > 0 {
        tx.audit(&line("", format!("{more} more")))?;
    }
    Ok(())
}

/// New tickets among so many edits.
pub fn captures(push: &Push) -> usize {
    let edits = push.bundle.tickets.iter().flat_map(|t| &t.edits);
    edits.filter(|e| e.opens()).count()
}
