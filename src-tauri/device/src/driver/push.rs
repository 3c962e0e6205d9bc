//! Up: frames of waiting edits and side records, and what the pool answers to each.

use super::apply::{self, Changed};
use super::round::Round;
use crate::error::Result;
use crate::store::edit::{self, Own, State};
use crate::store::ticket::{self, No};
use crate::store::{document, photo, side};
use api::{Refused, Topic, Voided};
use model::edit::{Edit, Write};
use model::{Code, Denial, Head, TicketId};
use rusqlite::Connection;
use std::collections::BTreeMap;
use sync::{Answer, Bundle, LooseEdit, Outgoing, Push, PushReply, SideRecord, TicketAnswer};

/// Tickets in one frame, at most.
const TICKETS: usize = 500;
/// Waiting edits read at a time.
const EDITS: u32 = 4_000;
/// Bytes of a frame, below the pool's limit of 1 MB; and of its edits before compression.
const BYTES: usize = 900_000;
const INFLATED: usize = 6_000_000;

struct Frame {
    tickets: Vec<(No, TicketId, Vec<Own>)>,
    sides: Vec<(No, SideRecord)>,
    last: i64,
    bytes: Vec<u8>,
}

/// Sends everything that waits, in its order. What is answered "later" stays for the next sync.
pub async fn all(round: &mut Round<'_>) -> Result<()> {
    let mut after = 0;
    let mut sides = round.session.store.read(side::waiting)?;
    loop {
        let rows = round
            .session
            .store
            .read(|c| edit::waiting(c, after, EDITS))?;
        if rows.is_empty() && sides.is_empty() {
            return Ok(());
        }
        let frame = pack(round, &rows, &mut sides)?;
        after = frame.last;
        round.session.store.write(|tx| {
            let ids: Vec<_> = frame
                .tickets
                .iter()
                .flat_map(|t| &t.2)
                .map(|o| o.edit.id)
                .collect();
            edit::mark_sent(tx, &ids)
        })?;
        let answer = round
            .net
            .bytes(
                reqwest::Method::POST,
                "push",
                "application/octet-stream",
                frame.bytes.clone(),
            )
            .await?;
        let reply = sync::decode_reply(&answer).map_err(|_| Code::PoolNotAPool)?;
        take_reply(round, &frame, &reply)?;
        round.app.notify(Topic::Tickets);
        round.app.notify(Topic::Outbox);
    }
}

/// Packs as many of the first waiting edits as fit, and the side records that belong with them.
fn pack(round: &Round, rows: &[Own], sides: &mut Vec<(No, SideRecord)>) -> Result<Frame> {
    let mut count = rows.len();
    loop {
        let mut tickets: Vec<(No, TicketId, Vec<Own>)> = Vec::new();
        let mut place: BTreeMap<No, usize> = BTreeMap::new();
        let mut size = 0;
        let mut last = rows.last().map_or(i64::MAX - 1, |o| o.no);
        for own in &rows[..count] {
            let at = match place.get(&own.ticket_no) {
                Some(at) => *at,
                None if tickets.len() >= TICKETS => break,
                None => {
                    tickets.push((own.ticket_no, own.edit.ticket.clone(), Vec::new()));
                    place.insert(own.ticket_no, tickets.len() - 1);
                    tickets.len() - 1
                }
            };
            size += serde_json::to_string(&own.edit.write)?.len() + 80;
            if size > INFLATED && !tickets[at].2.is_empty() {
                break;
            }
            tickets[at].2.push(own.clone());
            last = own.no;
        }
        tickets.retain(|t| !t.2.is_empty());
        // A side record travels with its ticket's first edits, or alone once the pool has them.
        let waits_elsewhere =
            |no: &No| !place.contains_key(no) && rows.iter().any(|o| o.ticket_no == *no);
        let along: Vec<(No, SideRecord)> = sides
            .iter()
            .filter(|(no, _)| !waits_elsewhere(no))
            .cloned()
            .collect();
        let bytes = encode(round, &tickets, &along)?;
        if bytes.len() > BYTES && count > 1 {
            count = (tickets.iter().map(|t| t.2.len()).sum::<usize>() / 2).max(1);
            continue;
        }
        sides.retain(|(_, s)| !along.iter().any(|(_, a)| a.id == s.id));
        return Ok(Frame {
            tickets,
            sides: along,
            last,
            bytes,
        });
    }
}

fn encode(
    round: &Round,
    tickets: &[(No, TicketId, Vec<Own>)],
    sides: &[(No, SideRecord)],
) -> Result<Vec<u8>> {
    let lists: Vec<Vec<(Edit, Head)>> = tickets
        .iter()
        .map(|t| t.2.iter().map(|o| (o.edit.clone(), o.head)).collect())
        .collect();
    let outgoing: Vec<Outgoing> = tickets
        .iter()
        .zip(&lists)
        .map(|((_, id, _), edits)| Outgoing {
            id: Some(id.clone()),
            before: &[],
            edits,
        })
        .collect();
    let me = round.session.me();
    let push = Push {
        user: me.person.user.clone(),
        seen: (round.place.epoch, round.place.cursor),
        at: round.app.now(),
        bundle: Bundle::pack(&outgoing),
        sides: sides.iter().map(|(_, s)| s.clone()).collect(),
    };
    Ok(sync::encode_push(
        &push,
        &me.device,
        &round.session.signing,
    )?)
}

/// Takes a reply in as one transaction.
fn take_reply(round: &mut Round, frame: &Frame, reply: &PushReply) -> Result<()> {
    let sides_fit = reply.sides.is_empty() || reply.sides.len() == frame.sides.len();
    if reply.tickets.len() != frame.tickets.len()
        || reply.bundle.tickets.len() > frame.tickets.len()
        || !sides_fit
    {
        return Err(Code::PoolNotAPool.into());
    }
    let loose = reply
        .bundle
        .unpack(|at| frame.tickets.get(at).map(|t| t.1.clone()))
        .map_err(|_| Code::PoolNotAPool)?;
    let session = round.session.clone();
    let mark = round.mark();
    session.store.write(|tx| {
        if round.check_epoch(tx, reply.epoch)? {
            return Ok(());
        }
        for (at, ((no, id, owns), answer)) in frame.tickets.iter().zip(&reply.tickets).enumerate() {
            let (edits, hash) = match (loose.get(at), reply.bundle.tickets.get(at)) {
                (Some((_, edits)), Some(wire)) => (edits.as_slice(), wire.hash.as_deref()),
                _ => (&[][..], None),
            };
            one_ticket(round, tx, *no, id, owns, answer, edits, hash)?;
        }
        for (at, (no, record)) in frame.sides.iter().enumerate() {
            one_side(
                round,
                tx,
                *no,
                record,
                reply.sides.get(at).unwrap_or(&Answer::Receipt),
            )?;
        }
        round.tell(tx, &BTreeMap::new(), mark)?;
        round.note_contact(tx, reply.now)
    })
}

#[allow(clippy::too_many_arguments)] // one call site; a struct would only repeat the names
fn one_ticket(
    round: &mut Round,
    conn: &Connection,
    no: No,
    id: &TicketId,
    owns: &[Own],
    answer: &TicketAnswer,
    edits: &[LooseEdit],
    hash: Option<&str>,
) -> Result<()> {
    if !answer.answers.is_empty() && answer.answers.len() != owns.len() {
        return Err(Code::PoolNotAPool.into());
    }
    let mut became: Vec<Vec<Head>> = Vec::with_capacity(owns.len());
    let mut left_out = Vec::new();
    let mut fallen = false;
    for (at, own) in owns.iter().enumerate() {
        let answer = answer.answers.get(at).unwrap_or(&Answer::Receipt);
        let is_act = matches!(own.edit.write, Write::Act { .. });
        let mut taken = false;
        match answer {
            Answer::Receipt | Answer::Known => {
                edit::set_state(conn, &own.edit.id, State::Held, None)?;
                round.report.pushed += 1;
                taken = true;
            }
            Answer::Void(denial) => {
                // An event stands in the ticket as 未生效; facts and photos stay out of it and are kept here.
                edit::set_state(
                    conn,
                    &own.edit.id,
                    if is_act { State::Void } else { State::Refused },
                    Some(denial),
                )?;
                round.report.pushed += 1;
                round.report.void.push(Voided {
                    id: id.clone(),
                    event: own.edit.id,
                    code: denial.code,
                });
                taken = is_act;
            }
            Answer::Refused(denial) => {
                edit::set_state(conn, &own.edit.id, State::Refused, Some(denial))?;
                round.report.refused.push(Refused {
                    id: id.clone(),
                    code: denial.code,
                });
                fallen |= matches!(own.edit.write, Write::Open(_));
            }
            Answer::Need => ticket::set_want(conn, no, true)?,
            Answer::Retry => {}
        }
        if matches!(answer, Answer::Refused(_)) || matches!(answer, Answer::Void(_)) && !is_act {
            left_out.push(own.edit.id);
            photo::unrefer(conn, no, &own.edit.id)?;
        }
        became.push(if taken {
            vec![own.head]
        } else {
            own.edit.seen.clone()
        });
    }
    if fallen {
        return keep_fallen(round, conn, no, owns);
    }
    // Without the last edit there is nothing of ours the pool's hash could equal; the next pull compares again.
    let last_left_out = owns.last().is_some_and(|o| left_out.contains(&o.edit.id));
    if answer.differs && !last_left_out {
        ticket::set_want(conn, no, true)?;
    }
    if !left_out.is_empty() {
        let pool_has = document::load_without(conn, no, &left_out);
        apply::rebuild(round, conn, no, &left_out, pool_has)?;
    }
    let mut changed = Changed::after(became);
    changed.apply(round, conn, no, edits, hash)?;
    Ok(())
}

/// The pool did not take the ticket at all: it stays visible here, with all its text, and nothing of it waits any longer.
fn keep_fallen(round: &mut Round, conn: &Connection, no: No, owns: &[Own]) -> Result<()> {
    let denial = owns
        .iter()
        .find_map(|o| matches!(o.edit.write, Write::Open(_)).then_some(&o.edit.id));
    let denial: Option<Denial> = match denial {
        Some(id) => edit::of_ticket(conn, no)?
            .into_iter()
            .find(|o| o.edit.id == *id)
            .and_then(|o| o.denial),
        None => None,
    };
    for own in edit::of_ticket(conn, no)?
        .iter()
        .filter(|o| o.state.waits())
    {
        edit::set_state(conn, &own.edit.id, State::Refused, denial.as_ref())?;
        photo::unrefer(conn, no, &own.edit.id)?;
    }
    crate::app::keep_as_draft(round.app, conn, no)
}

fn one_side(
    round: &mut Round,
    conn: &Connection,
    no: No,
    record: &SideRecord,
    answer: &Answer,
) -> Result<()> {
    match answer {
        Answer::Receipt | Answer::Known => {
            round.report.pushed += 1;
            side::set_state(conn, &record.id, State::Held, None)
        }
        Answer::Void(denial) => {
            round.report.pushed += 1;
            round.report.void.push(Voided {
                id: record.ticket.clone(),
                event: record.id,
                code: denial.code,
            });
            side::set_state(conn, &record.id, State::Refused, Some(denial))
        }
        Answer::Refused(denial) => {
            round.report.refused.push(Refused {
                id: record.ticket.clone(),
                code: denial.code,
            });
            side::set_state(conn, &record.id, State::Refused, Some(denial))
        }
        Answer::Need => ticket::set_want(conn, no, true),
        Answer::Retry => Ok(()),
    }
}
