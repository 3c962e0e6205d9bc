//! Writing to a ticket that is here: each of these is one durable transaction, and what is refused stores nothing.

use super::capture::known_photos;
use super::session::Session;
use super::state::{Judged, judge, provisional};
use super::work::{Work, heal_later};
use super::{App, Me, shown};
use crate::error::Result;
use crate::store::{Db, Tx, side, ticket};
use api::call::{ActCall, ChooseFactCall};
use api::{AddPhoto, EditFacts, TicketReply};
use model::act::Act;
use model::edit::{Photo, Write};
use model::{Action, Code, Denial, Head, Moment, TicketId, decide, transition};
use sync::SideRecord;

impl App {
    /// 修改事实: the groups of the given fields, on the heads the form has shown.
    pub fn edit_facts(&self, call: &EditFacts) -> Result<TicketReply> {
        let now = self.now();
        self.on_ticket(
            &call.id,
            call.command_id.as_deref(),
            |tx, session, me, work| {
                let read = work.read()?;
                let seen = seen(work, call.seen.as_deref())?;
                // A group's unnamed neighbours stay as the form showed them, not as somebody wrote them since.
                let groups = call.facts.groups(&work.read_at(&seen)?.facts);
                if groups.is_empty() && call.facts.reporter.is_none() {
                    return Err(Denial::new(Code::FieldMissing)
                        .with("field", "facts")
                        .into());
                }
                let (_, state) = provisional(tx, me, &read)?;
                decide::decide_facts(&me.person, &read, &state, &groups, &me.lists()?.district)?;
                if !groups.is_empty() {
                    work.write(session.next_id(), me, now, seen, Write::Facts(groups))?;
                }
                if let Some(reporter) = &call.facts.reporter {
                    reporter.check()?;
                    let no = ticket::expect(tx, &call.id)?;
                    let record = SideRecord {
                        id: session.next_id(),
                        ticket: call.id.clone(),
                        at: now,
                        reporter: reporter.clone(),
                    };
                    side::insert(tx, no, &record)?;
                }
                Ok(())
            },
        )
    }

    /// Settles a conflict: the chosen value is written again, having seen both.
    pub fn choose_fact(&self, call: &ChooseFactCall) -> Result<TicketReply> {
        let now = self.now();
        self.on_ticket(
            &call.id,
            call.command_id.as_deref(),
            |tx, session, me, work| {
                let read = work.read()?;
                let none = || Denial::new(Code::NoConflict).with("group", call.group.label());
                let claims = read.conflicts.get(&call.group).ok_or_else(none)?;
                let claim = claims
                    .iter()
                    .find(|c| c.edit == call.edit)
                    .ok_or_else(none)?;
                let parts = vec![claim.value.clone()];
                let (_, state) = provisional(tx, me, &read)?;
                decide::decide_facts(&me.person, &read, &state, &parts, &me.lists()?.district)?;
                let seen = work.heads();
                work.write(session.next_id(), me, now, seen, Write::Facts(parts))
            },
        )
    }

    /// 添加照片, taken before on this device.
    pub fn add_photo(&self, call: &AddPhoto) -> Result<TicketReply> {
        let now = self.now();
        self.on_ticket(
            &call.id,
            call.command_id.as_deref(),
            |tx, session, me, work| {
                let photos = known_photos(tx, std::slice::from_ref(&call.photo), &[], now)?;
                photos
                    .iter()
                    .try_for_each(|photo| write_photo(tx, session, me, work, photo, now))
            },
        )
    }

    /// One step of the life cycle. What may be made offline is decided here at once; all else is the pool's.
    pub fn act(&self, call: &ActCall) -> Result<TicketReply> {
        let row = transition::row(call.action)
            .ok_or_else(|| Denial::new(Code::CommandUnknown).with("value", call.action))?;
        let act = Act::parse(call.action, call.payload.clone())?;
        let session = self.session()?;
        act.check(&session.me().lists()?.district.rules.texts)?;
        if !row.offline {
            return self.forward_act(call);
        }
        let now = self.now();
        self.on_ticket(
            &call.id,
            call.command_id.as_deref(),
            |tx, session, me, work| {
                let read = work.read()?;
                let (_, state) = provisional(tx, me, &read)?;
                if call.action == Action::Submit {
                    let denial =
                        Denial::new(Code::WrongStatus).with("status", state.status.label());
                    return Err(denial.with("action", call.action.label()).into());
                }
                let (edit, round) = (session.next_id(), call.round.unwrap_or(state.round));
                let judged = Judged {
                    edit,
                    at: now,
                    round,
                    act: &act,
                    photos_coming: 0,
                    has_reporter: state.has_reporter,
                };
                judge(tx, me, &read, &state, &judged)??;
                let seen = seen(work, call.seen.as_deref())?;
                work.write(
                    edit,
                    me,
                    now,
                    seen,
                    Write::Act {
                        round,
                        act: act.clone(),
                    },
                )
            },
        )
    }

    /// One write to a ticket held here, as one transaction.
    fn on_ticket(
        &self,
        id: &TicketId,
        command: Option<&str>,
        f: impl FnOnce(&Tx, &Session, &Me, &mut Work) -> Result<()>,
    ) -> Result<TicketReply> {
        let session = self.session()?;
        let (me, now) = (session.me(), self.now());
        let outcome = session.store.write(|tx| {
            if let Some(before) = repeated(tx, &session, &me, command, now)? {
                return Ok(before);
            }
            let mut work = Work::take(tx, id)?;
            f(tx, &session, &me, &mut work)?;
            let (no, read) = work.keep(tx)?;
            remember(tx, command, id, now)?;
            shown::reply(tx, &session, &me, no, &read, now)
        });
        let reply = heal_later(&session, id, outcome)?;
        self.written();
        Ok(reply)
    }
}

/// Adds a photo to a ticket that may have it.
pub(super) fn write_photo(
    conn: &Db,
    session: &Session,
    me: &Me,
    work: &mut Work,
    photo: &Photo,
    now: Moment,
) -> Result<()> {
    let read = work.read()?;
    let (_, state) = provisional(conn, me, &read)?;
    decide::decide_photo(&me.person, &read, &state, photo, &me.lists()?.district)?;
    let seen = work.heads();
    work.write(
        session.next_id(),
        me,
        now,
        seen,
        Write::Photo(Box::new(photo.clone())),
    )
}

fn seen(work: &mut Work, given: Option<&[Head]>) -> Result<Vec<Head>> {
    match given.filter(|g| !g.is_empty()) {
        Some(given) if work.knows(given) => Ok(given.to_vec()),
        Some(_) => Err(Code::Conflict.into()),
        None => Ok(work.heads()),
    }
}

/// The present reply when this command was carried out before.
pub(super) fn repeated(
    conn: &Db,
    session: &Session,
    me: &Me,
    command: Option<&str>,
    now: Moment,
) -> Result<Option<TicketReply>> {
    let Some(command) = command else {
        return Ok(None);
    };
    let Some(id) = ticket::answered(conn, command)? else {
        return Ok(None);
    };
    let no = ticket::expect(conn, &id)?;
    Ok(Some(shown::reply(
        conn,
        session,
        me,
        no,
        &super::work::read(conn, no)?,
        now,
    )?))
}

pub(super) fn remember(conn: &Tx, command: Option<&str>, id: &TicketId, now: Moment) -> Result<()> {
    command.map_or(Ok(()), |c| ticket::remember(conn, c, id, now))
}
