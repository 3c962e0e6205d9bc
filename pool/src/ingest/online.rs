//! What the desk does through HTTP: edits authored by the session's user, by the pool's own counter. Somebody waits for the
//! answer, so a denied one is simply refused and nothing is written.

use super::Context;
use super::bench::{Bench, Taken};
use super::side::put_side;
use crate::show::Shower;
use crate::store::{Tx, random};
use crate::{Error, Result};
use api::call::{ActCall, ChooseFactCall};
use api::{AddPhoto, Capture, EditFacts, NewPhoto, TicketReply};
use model::act::Act;
use model::edit::{Edit, Opened, Photo, SCHEMA, Write};
use model::issue::Reporter;
use model::person::Person;
use model::{Code, Denial, Head, TicketId, number};
use sha2::{Digest, Sha256};

/// Longest `command_id`.
const COMMAND_ID_MAX: usize = 100;

/// Answers a repeated command as before; otherwise does the work and keeps its reply.
pub fn once<T: serde::Serialize + serde::de::DeserializeOwned>(
    tx: &Tx,
    cx: &Context,
    person: &Person,
    command: Option<&str>,
    call: &impl serde::Serialize,
    work: impl FnOnce() -> Result<T>,
) -> Result<T> {
    let Some(id) = command else { return work() };
    model::text::check("command_id", id, 1, COMMAND_ID_MAX)?;
    let hash: [u8; 32] = Sha256::digest(serde_json::to_vec(call)?).into();
    if let Some((before, reply)) = tx.command(&person.user, id)? {
        if before != hash {
            let denial = Denial::new(Code::FieldType)
                .with("field", "command_id")
                .with("detail", "已用于另一次操作");
            return Err(denial.into());
        }
        return Ok(serde_json::from_str(&reply)?);
    }
    let reply = work()?;
    tx.keep_command(
        &person.user,
        id,
        &hash,
        &serde_json::to_string(&reply)?,
        cx.now,
    )?;
    Ok(reply)
}

/// An act of the life cycle.
pub fn make_act(tx: &Tx, cx: &Context, person: &Person, call: &ActCall) -> Result<TicketReply> {
    let act = Act::parse(call.action, call.payload.clone())?;
    let mut hand = Hand::on(tx, cx, person, &call.id)?;
    let round = call.round.unwrap_or(hand.bench.state().round);
    let seen = hand.seen(call.seen.as_deref())?;
    hand.write(seen, Write::Act { round, act })?;
    hand.finish(None)
}

/// An edit of facts, and of the reporter beside them.
pub fn edit_facts(tx: &Tx, cx: &Context, person: &Person, call: &EditFacts) -> Result<TicketReply> {
    let mut hand = Hand::on(tx, cx, person, &call.id)?;
    hand.bench.ticket().ok_or(Code::NotFound)?;
    let seen = hand.seen(call.seen.as_deref())?;
    // A group's unnamed neighbours stay as the form showed them, not as somebody wrote them since.
    let groups = call.facts.groups(&hand.bench.shown_at(&seen)?.facts);
    if groups.is_empty() && call.facts.reporter.is_none() {
        return Err(Denial::new(Code::FieldMissing)
            .with("field", "facts")
            .into());
    }
    if !groups.is_empty() {
        hand.write(seen, Write::Facts(groups))?;
    }
    hand.finish(call.facts.reporter.as_ref())
}

/// One of two values is chosen: it is written again on top of both.
pub fn choose_fact(
    tx: &Tx,
    cx: &Context,
    person: &Person,
    call: &ChooseFactCall,
) -> Result<TicketReply> {
    let mut hand = Hand::on(tx, cx, person, &call.id)?;
    let choice = call.choice();
    let ticket = hand.bench.ticket().ok_or(Code::NotFound)?;
    let claims = ticket.conflicts.get(&choice.group);
    let claim = claims.and_then(|c| c.iter().find(|c| c.edit == choice.edit));
    let none = || Denial::new(Code::NoConflict).with("group", choice.group.label());
    let value = claim.map(|c| c.value.clone()).ok_or_else(none)?;
    let seen = hand.bench.heads();
    hand.write(seen, Write::Facts(vec![value]))?;
    hand.finish(None)
}

/// A photo joins; its bytes follow by upload.
pub fn add_photo(tx: &Tx, cx: &Context, person: &Person, call: &AddPhoto) -> Result<TicketReply> {
    let mut hand = Hand::on(tx, cx, person, &call.id)?;
    let seen = hand.bench.heads();
    hand.write(seen, Write::Photo(Box::new(entry(&call.photo))))?;
    hand.finish(None)
}

/// An issue is captured at the desk.
pub fn capture(tx: &Tx, cx: &Context, person: &Person, call: &Capture) -> Result<TicketReply> {
    let rules = &cx.district.district.rules;
    let millis = u64::try_from(cx.now.0).unwrap_or(0);
    let uuid = uuid::Builder::from_unix_timestamp_millis(millis, &random()?).into_uuid();
    let id = TicketId::new(uuid.hyphenated().to_string())?;
    let mut bench = Bench::load(tx, cx, &id)?;
    bench.photos_coming = call.photos.len();
    bench.has_reporter = match &call.issue.reporter {
        Some(reporter) => {
            reporter.check()?;
            reporter.is_someone()
        }
        None => false,
    };
    let mut hand = Hand {
        bench,
        tx,
        cx,
        person,
        id,
    };
    let day = cx.now.civil(rules.calendar.utc_offset_minutes).date();
    let seq = u32::try_from(tx.draw(&format!("temp_no:{day}"))?).unwrap_or(u32::MAX);
    let temp_no = number::temp_no(&cx.store.keys.pool, day, seq);
    hand.write(
        Vec::new(),
        Write::Open(Box::new(Opened {
            temp_no,
            facts: call.issue.facts(),
        })),
    )?;
    for photo in &call.photos {
        let seen = hand.bench.heads();
        hand.write(seen, Write::Photo(Box::new(entry(photo))))?;
    }
    hand.finish(call.issue.reporter.as_ref())
}

fn entry(photo: &NewPhoto) -> Photo {
    Photo {
        sha256: photo.sha256.clone(),
        kind: photo.kind,
        bytes: photo.bytes,
        w: photo.w,
        h: photo.h,
        taken_ms: photo.taken_at.map(|t| t.0),
        original: photo.original.clone(),
        caption: photo.caption.clone(),
    }
}

/// A person's hand on one ticket.
struct Hand<'a> {
    bench: Bench<'a>,
    tx: &'a Tx<'a>,
    cx: &'a Context,
    person: &'a Person,
    id: TicketId,
}

impl<'a> Hand<'a> {
    fn on(tx: &'a Tx<'a>, cx: &'a Context, person: &'a Person, id: &TicketId) -> Result<Self> {
        let bench = Bench::load(tx, cx, id)?;
        if !bench.seen_by(person) {
            return Err(Code::NotFound.into());
        }
        Ok(Hand {
            bench,
            tx,
            cx,
            person,
            id: id.clone(),
        })
    }

    /// The heads the caller had on the screen; the present ones when it does not say.
    fn seen(&mut self, given: Option<&[Head]>) -> Result<Vec<Head>> {
        let Some(given) = given.filter(|g| !g.is_empty()) else {
            return Ok(self.bench.heads());
        };
        if given.iter().all(|h| self.bench.holds(h)) {
            Ok(given.to_vec())
        } else {
            Err(Code::Conflict.into())
        }
    }

    fn write(&mut self, seen: Vec<Head>, write: Write) -> Result<()> {
        let edit = Edit {
            id: self.cx.store.next_edit(),
            ticket: self.id.clone(),
            schema: SCHEMA,
            by: self.person.user.clone(),
            at: self.cx.now,
            seen,
            write,
        };
        match self.bench.take(self.person, edit)? {
            Taken::Written(_) => Ok(()),
            Taken::Void(_, denial) | Taken::Aside(denial) | Taken::Refused(denial) => {
                Err(Error::Denied(denial))
            }
        }
    }

    fn finish(mut self, reporter: Option<&Reporter>) -> Result<TicketReply> {
        let side = match reporter {
            Some(reporter) => {
                let id = self.cx.store.next_edit();
                Some(put_side(
                    &mut self.bench,
                    self.person,
                    id,
                    self.cx.now,
                    reporter,
                )??)
            }
            None => None,
        };
        let done = self.bench.finish()?;
        if let Some(side) = &side {
            side.store(self.tx, done.n)?;
        }
        let (store, district) = (&self.cx.store, &self.cx.district);
        let shower = Shower {
            db: self.tx,
            keys: &store.keys,
            district,
            person: self.person,
            now: self.cx.now,
        };
        shower.ticket(done.n, &done.ticket, &done.state)
    }
}
