//! What the pool answers to a frame, and what that makes of each own edit and side record.

use super::super::copy::{self, Incoming};
use super::super::fallen;
use super::super::intake::Intake;
use super::pack::{Load, Parcel};
use crate::error::Result;
use crate::store::edit::{self, State};
use crate::store::side::{self, Waiting};
use crate::store::{photo, ticket};
use model::edit::Write;
use model::{Code, Denial, Head};
use sync::{Answer, LooseEdit, PushReply};

/// A reply, item by item beside what was sent.
pub struct Answered<'a> {
    pub tickets: Vec<AnsweredTicket<'a>>,
    pub sides: Vec<(&'a Waiting, Answer)>,
}

/// One ticket's part of a reply.
pub struct AnsweredTicket<'a> {
    sent: &'a Parcel,
    /// One for each edit sent.
    answers: Vec<Answer>,
    /// The pool rebuilt another hash.
    differs: bool,
    /// The pool's own new edits.
    edits: Vec<LooseEdit>,
    /// What the last of them should become.
    hash: Option<&'a str>,
}

/// Lays the reply beside the load; one that does not fit it comes from no pool.
pub fn match_up<'a>(load: &'a Load, reply: &'a PushReply) -> Result<Answered<'a>> {
    let fits = |sent: usize, got: usize| got == 0 || got == sent;
    let in_order = load.parcels.iter().zip(&reply.tickets);
    if reply.tickets.len() != load.parcels.len()
        || reply.bundle.tickets.len() > load.parcels.len()
        || !fits(load.sides.len(), reply.sides.len())
        || !in_order
            .clone()
            .all(|(p, a)| fits(p.edits.len(), a.answers.len()))
    {
        return Err(Code::PoolNotAPool.into());
    }
    let id_at = |at: usize| load.parcels.get(at).map(|p| p.id.clone());
    let unpacked = reply.bundle.unpack(id_at).map_err(|_| Code::PoolNotAPool)?;
    let mut of_pool = unpacked.into_iter().map(|(_, edits)| edits);
    let mut hashes = reply.bundle.tickets.iter().map(|t| t.hash.as_deref());
    let tickets = in_order.map(|(sent, answer)| AnsweredTicket {
        sent,
        answers: filled(&answer.answers, sent.edits.len()),
        differs: answer.differs,
        edits: of_pool.next().unwrap_or_default(),
        hash: hashes.next().flatten(),
    });
    let tickets = tickets.collect();
    let sides = load
        .sides
        .iter()
        .zip(filled(&reply.sides, load.sides.len()));
    Ok(Answered {
        tickets,
        sides: sides.collect(),
    })
}

/// No answers at all are receipts for everything.
fn filled(answers: &[Answer], sent: usize) -> Vec<Answer> {
    if answers.is_empty() {
        return vec![Answer::Receipt; sent];
    }
    answers.to_vec()
}

/// What an answer makes of an own edit.
#[derive(Debug, PartialEq)]
enum Fate<'a> {
    /// The pool holds it.
    Held,
    /// It stands in the ticket without effect (未生效).
    Void(&'a Denial),
    /// The pool heard it and left it out of the ticket; it is kept here.
    Late(&'a Denial),
    /// Not taken; kept here.
    Refused(&'a Denial),
    /// The pool lacks what comes before it.
    Lacking,
    /// Next time.
    Later,
}

/// Decides an edit's fate. Only events stand in a ticket as 未生效; facts and photos stay out of it.
fn fate<'a>(write: &Write, answer: &'a Answer) -> Fate<'a> {
    match answer {
        Answer::Receipt | Answer::Known => Fate::Held,
        Answer::Void(denial) if matches!(write, Write::Act { .. }) => Fate::Void(denial),
        Answer::Void(denial) => Fate::Late(denial),
        Answer::Refused(denial) => Fate::Refused(denial),
        Answer::Need => Fate::Lacking,
        Answer::Retry => Fate::Later,
    }
}

/// Takes in the answers to one ticket's edits, and the pool's own edits that follow them.
pub fn take_ticket(intake: &mut Intake, answered: AnsweredTicket) -> Result<()> {
    let (tx, row, id) = (intake.tx, answered.sent.row, &answered.sent.id);
    let mut became: Vec<Vec<Head>> = Vec::with_capacity(answered.sent.edits.len());
    let mut left_out = Vec::new();
    let mut fallen = None;
    for (own, answer) in answered.sent.edits.iter().zip(&answered.answers) {
        let edit = &own.edit;
        let fate = fate(&edit.write, answer);
        match fate {
            Fate::Held => edit::set_state(tx, &edit.id, State::Held, None)?,
            Fate::Void(denial) => edit::set_state(tx, &edit.id, State::Void, Some(denial))?,
            Fate::Late(denial) | Fate::Refused(denial) => {
                edit::set_state(tx, &edit.id, State::Refused, Some(denial))?;
                photo::unrefer(tx, row, &edit.id)?;
                left_out.push(edit.id);
            }
            Fate::Lacking => ticket::set_want(tx, row, true)?,
            Fate::Later => {}
        }
        match fate {
            Fate::Held => intake.found.answered += 1,
            Fate::Void(denial) | Fate::Late(denial) => {
                intake.found.answered += 1;
                intake.found.add_void(id, edit.id, denial);
            }
            Fate::Refused(denial) => {
                intake.found.add_refused(id, denial);
                if matches!(edit.write, Write::Open(_)) {
                    fallen = Some(denial);
                }
            }
            Fate::Lacking | Fate::Later => {}
        }
        became.push(match fate {
            Fate::Held | Fate::Void(_) => vec![own.head],
            _ => edit.seen.clone(),
        });
    }
    if let Some(denial) = fallen {
        return fallen::keep(intake, row, id, denial);
    }
    // Without the last edit there is nothing of ours the pool's hash could equal; the next pull compares again.
    let last = answered.sent.edits.last();
    let last_left_out = last.is_some_and(|own| left_out.contains(&own.edit.id));
    if answered.differs && !last_left_out {
        ticket::set_want(tx, row, true)?;
    }
    if !left_out.is_empty() {
        copy::leave_out(intake, row, &left_out)?;
    }
    let incoming = Incoming {
        became,
        edits: &answered.edits,
        hash: answered.hash,
    };
    copy::extend(intake, row, incoming)?;
    Ok(())
}

/// Takes in the answer to one side record.
pub fn take_side(
    intake: &mut Intake,
    Waiting { row, record, .. }: &Waiting,
    answer: &Answer,
) -> Result<()> {
    let tx = intake.tx;
    match answer {
        Answer::Receipt | Answer::Known => {
            intake.found.answered += 1;
            side::set_state(tx, &record.id, State::Held, None)
        }
        Answer::Void(denial) => {
            intake.found.answered += 1;
            intake.found.add_void(&record.ticket, record.id, denial);
            side::set_state(tx, &record.id, State::Refused, Some(denial))
        }
        Answer::Refused(denial) => {
            intake.found.add_refused(&record.ticket, denial);
            side::set_state(tx, &record.id, State::Refused, Some(denial))
        }
        Answer::Need => ticket::set_want(tx, *row, true),
        Answer::Retry => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::act::{Act, Empty};

    #[test]
    fn only_events_stand_in_a_ticket_without_effect() {
        let act = Write::Act {
            round: 0,
            act: Act::Submit(Empty {}),
        };
        let facts = Write::Facts(Vec::new());
        let denial = Denial::from(Code::TooLate);
        let late = Answer::Void(denial.clone());
        assert_eq!(fate(&act, &late), Fate::Void(&denial));
        assert_eq!(fate(&facts, &late), Fate::Late(&denial));
        let never = Answer::Refused(denial.clone());
        assert_eq!(fate(&act, &never), Fate::Refused(&denial));
        for (answer, expect) in [
            (Answer::Receipt, Fate::Held),
            (Answer::Known, Fate::Held),
            (Answer::Need, Fate::Lacking),
            (Answer::Retry, Fate::Later),
        ] {
            assert_eq!(fate(&facts, &answer), expect);
        }
    }

    #[test]
    fn a_reply_that_does_not_fit_what_was_sent_comes_from_no_pool() {
        let load = Load {
            parcels: Vec::new(),
            sides: Vec::new(),
            told: String::new(),
            last: 0,
        };
        let mut reply = PushReply {
            epoch: 1,
            now: model::Moment(0),
            told: String::new(),
            bundle: sync::Bundle::pack(&[]),
            tickets: Vec::new(),
            sides: Vec::new(),
        };
        assert!(match_up(&load, &reply).is_ok());
        reply.sides.push(Answer::Receipt);
        assert!(match_up(&load, &reply).is_err());
        reply.sides.clear();
        reply.tickets.push(sync::TicketAnswer::default());
        assert!(match_up(&load, &reply).is_err());
    }
}
