//! A frame of a device: ticket by ticket, each in its own savepoint, so that a bad one blocks no other.

mod ticket;

use super::Context;
use crate::store::{Device, Entry, Tx};
use crate::{Error, Result};
use model::Code;
use model::TicketId;
use model::person::Person;
use std::collections::BTreeMap;
use sync::{Answer, Bundle, LooseEdit, Outgoing, Push, PushReply, SideRecord, TicketAnswer};
use ticket::{Desk, Ruled};

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
    for (at, (id, list)) in lists.iter().enumerate() {
        let hash = push.bundle.tickets.get(at).and_then(|t| t.hash.as_deref());
        let mine = sides.remove(id).unwrap_or_default();
        all.push(one_ticket(tx, cx, device, person, id, list, hash, &mine)?);
    }
    let mut apart = Vec::new();
    for (id, mine) in &sides {
        apart.push(one_ticket(tx, cx, device, person, id, &[], None, mine)?);
    }
    for (i, answer) in all.iter().chain(&apart).flat_map(|r| r.sides.iter()) {
        if let Some(slot) = side_answers.get_mut(*i) {
            *slot = answer.clone();
        }
    }
    audit(tx, cx, person, lists.iter().map(|l| &l.0).zip(&all))?;
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

#[allow(clippy::too_many_arguments)] // one call site; a struct would only repeat the names
fn one_ticket(
    tx: &Tx,
    cx: &Context,
    device: &Device,
    person: &Person,
    id: &TicketId,
    list: &[LooseEdit],
    hash: Option<&str>,
    sides: &[(usize, &SideRecord)],
) -> Result<Ruled> {
    let done = tx.savepoint(|tx| {
        Desk {
            tx,
            cx,
            device,
            person,
            id,
        }
        .take(list, hash, sides)
    });
    match done {
        Ok(ruled) => Ok(ruled),
        Err(e) if tx.is_lost() => Err(e),
        Err(Error::Denied(denial)) => Ok(all_alike(list, sides, &Answer::Refused(denial))),
        Err(e) => {
            tracing::error!(error = %e, "a pushed ticket could not be taken");
            Ok(all_alike(list, sides, &Answer::Retry))
        }
    }
}

fn all_alike(list: &[LooseEdit], sides: &[(usize, &SideRecord)], answer: &Answer) -> Ruled {
    Ruled {
        answers: vec![answer.clone(); list.len()],
        sides: sides.iter().map(|(i, _)| (*i, answer.clone())).collect(),
        became: vec![Vec::new(); list.len()],
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
