//! A frame of a device: ticket by ticket, each in its own savepoint, so that a bad one blocks no other.

mod ticket;

use super::Context;
use crate::store::{Device, Entry, Tx};
use crate::{Error, Result};
use model::Code;
use model::TicketId;
use model::person::Person;
use std::collections::BTreeMap;
use sync::{Answer, Bundle, Outgoing, Push, PushReply, SideRecord, TicketAnswer};
use ticket::{Pushed, PushedTicket, Ruled, Sender};

/// Refusals written to the audit log for one frame, at most; the rest is counted in one line.
const AUDITED: usize = 20;

/// Takes a frame in. The signature is checked, the device is known and not switched off.
pub fn push(
    tx: &Tx,
    cx: &Context,
    device: &Device,
    person: &Person,
    push: &Push,
) -> Result<PushReply> {
    if push.user != device.user {
        return Err(Code::EditForged.into());
    }
    let cx = &cx.sent_at(push.at);
    let lists = push.bundle.unpack(|_| None)?;
    let mut sides: BTreeMap<TicketId, Vec<(usize, &SideRecord)>> = BTreeMap::new();
    for (i, side) in push.sides.iter().enumerate() {
        sides
            .entry(side.ticket.clone())
            .or_default()
            .push((i, side));
    }
    let mut side_answers = vec![Answer::Receipt; push.sides.len()];
    let mut all = Vec::with_capacity(lists.len());
    let sender = Sender { device, person };
    for (at, (id, edits)) in lists.iter().enumerate() {
        let pushed = Pushed {
            id,
            edits,
            hash: push.bundle.tickets.get(at).and_then(|t| t.hash.as_deref()),
            sides: &sides.remove(id).unwrap_or_default(),
        };
        all.push(one_ticket(tx, cx, &sender, &pushed)?);
    }
    let mut apart = Vec::new();
    for (id, sides) in &sides {
        let pushed = Pushed {
            id,
            edits: &[],
            hash: None,
            sides,
        };
        apart.push(one_ticket(tx, cx, &sender, &pushed)?);
    }
    for (i, answer) in all.iter().chain(&apart).flat_map(|r| r.sides.iter()) {
        if let Some(slot) = side_answers.get_mut(*i) {
            *slot = answer.clone();
        }
    }
    let whole = lists.iter().map(|l| &l.0).zip(&all);
    audit(tx, cx, person, whole.chain(sides.keys().zip(&apart)))?;
    let outgoing: Vec<Outgoing> = all
        .iter()
        .map(|r| Outgoing {
            id: None,
            before: &r.became,
            edits: &r.pool,
        })
        .collect();
    Ok(PushReply {
        epoch: tx.epoch()?,
        now: cx.now,
        bundle: Bundle::pack(&outgoing),
        tickets: all
            .into_iter()
            .map(|r| answer_of(r.answers, r.differs))
            .collect(),
        sides: if side_answers.iter().all(|a| *a == Answer::Receipt) {
            Vec::new()
        } else {
            side_answers
        },
    })
}

fn answer_of(answers: Vec<Answer>, differs: bool) -> TicketAnswer {
    let plain = answers.iter().all(|a| *a == Answer::Receipt);
    TicketAnswer {
        answers: if plain { Vec::new() } else { answers },
        differs,
    }
}

fn one_ticket(tx: &Tx, cx: &Context, sender: &Sender, pushed: &Pushed) -> Result<Ruled> {
    let done = tx.savepoint(|tx| PushedTicket::find(tx, cx, sender, pushed)?.take());
    match done {
        Ok(ruled) => Ok(ruled),
        Err(e) if tx.is_lost() => Err(e),
        Err(Error::Denied(denial)) => Ok(all_alike(pushed, &Answer::Refused(denial))),
        Err(e) => {
            tracing::error!(error = %e, "a pushed ticket could not be taken");
            Ok(all_alike(pushed, &Answer::Retry))
        }
    }
}

fn all_alike(pushed: &Pushed, answer: &Answer) -> Ruled {
    let count = pushed.edits.len();
    Ruled {
        answers: vec![answer.clone(); count],
        sides: pushed
            .sides
            .iter()
            .map(|(i, _)| (*i, answer.clone()))
            .collect(),
        became: vec![Vec::new(); count],
        ..Ruled::default()
    }
}

fn audit<'b>(
    tx: &Tx,
    cx: &Context,
    person: &Person,
    ruled: impl Iterator<Item = (&'b TicketId, &'b Ruled)>,
) -> Result<()> {
    let mut refused = ruled.flat_map(|(id, r)| {
        r.answers
            .iter()
            .chain(r.sides.iter().map(|s| &s.1))
            .filter_map(move |a| match a {
                Answer::Refused(denial) => Some((id, denial.code)),
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
