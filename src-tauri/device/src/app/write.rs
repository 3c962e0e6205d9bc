//! Writing: each of these is one durable transaction, and what is refused here stores nothing.

use super::session::Session;
use super::state::{Judged, judge, provisional};
use super::work::{Work, heal_later};
use super::{App, Me, shown};
use crate::error::Result;
use crate::photos::Taken;
use crate::store::{draft, note, photo, setting, side, ticket};
use api::call::{ActCall, ChooseFactCall};
use api::{AddPhoto, Capture, EditFacts, NewPhoto, TicketReply, Topic};
use model::act::{Act, Empty};
use model::edit::{Opened, Photo, Write};
use model::issue::Issue;
use model::{Action, Code, Denial, Head, Moment, Sha256, TicketId, decide, number, transition};
use rusqlite::{Connection, Transaction};
use std::collections::BTreeMap;
use sync::SideRecord;

/// Days whose count of 临时编号 is remembered, for clocks that jump.
const DAYS: usize = 10;

impl App {
    /// 采集: keeps an issue with photos taken before (by their hash) as one ticket.
    pub fn capture(&self, call: &Capture) -> Result<TicketReply> {
        self.capture_with(call, &[])
    }

    /// Whether an issue would be kept; changes nothing.
    pub fn check_capture(&self, issue: &Issue, photos: usize) -> Result<()> {
        let session = self.session()?;
        let district = &session.me().lists()?.district.clone();
        let facts = issue.facts();
        facts.check(district)?;
        decide::scene_evidence(&facts, photos, district)?;
        Ok(issue.reporter.as_ref().map_or(Ok(()), |r| r.check())?)
    }

    /// 采集 from files: the photos become durable first, then the ticket in one transaction.
    pub fn capture_files(&self, issue: &Issue, files: &[(String, Vec<u8>)]) -> Result<TicketReply> {
        self.check_capture(issue, files.len())?;
        let mut taken: Vec<Taken> = Vec::with_capacity(files.len());
        for (name, bytes) in files {
            let photo = self.develop(name, bytes)?;
            // The same picture given twice is one picture.
            if !taken.iter().any(|t| t.sha256 == photo.sha256) {
                taken.push(photo);
            }
        }
        let photos = taken
            .iter()
            .map(|t| super::photo::entry(t, model::PhotoKind::Scene))
            .collect();
        let call = Capture {
            issue: issue.clone(),
            photos,
            draft: None,
            note: None,
            command_id: None,
        };
        self.capture_with(&call, &taken)
    }

    fn capture_with(&self, call: &Capture, fresh: &[Taken]) -> Result<TicketReply> {
        let session = self.session()?;
        let (me, now) = (session.me(), self.now());
        let id = TicketId::new(uuid::Uuid::now_v7().hyphenated().to_string())?;
        let reply = self.storing_photos(&session, fresh, |tx| {
            if let Some(before) = repeated(tx, &session, &me, call.command_id.as_deref(), now)? {
                return Ok(before);
            }
            let mut work = Work::begin(id.clone());
            open(tx, &session, &me, &mut work, call, now)?;
            let photos = known_photos(tx, &call.photos, fresh, now)?;
            for photo in &photos {
                add_photo_to(&session, &me, &mut work, photo, now)?;
            }
            let (no, read) = work.keep(tx)?;
            if let Some(reporter) = &call.issue.reporter {
                let record = SideRecord {
                    id: session.next_id(),
                    ticket: id.clone(),
                    at: now,
                    reporter: reporter.clone(),
                };
                side::insert(tx, no, &record)?;
            }
            if let Some(draft) = &call.draft {
                draft::drop(tx, draft)?;
            }
            if let Some(from) = &call.note {
                note::became(tx, from, &id)?;
            }
            remember(tx, call.command_id.as_deref(), &id, now)?;
            shown::reply(tx, &session, &me, no, &read, now)
        })?;
        if call.note.is_some() {
            self.notify(Topic::Notes);
        }
        if call.draft.is_some() {
            self.notify(Topic::Drafts);
        }
        self.written();
        Ok(reply)
    }

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
                for photo in &photos {
                    let read = work.read()?;
                    let (_, state) = provisional(tx, me, &read)?;
                    decide::decide_photo(&me.person, &read, &state, photo, &me.lists()?.district)?;
                    let seen = work.heads();
                    work.write(
                        session.next_id(),
                        me,
                        now,
                        seen,
                        Write::Photo(Box::new(photo.clone())),
                    )?;
                }
                Ok(())
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
        f: impl FnOnce(&Transaction, &Session, &Me, &mut Work) -> Result<()>,
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

/// The first edit of a ticket, judged before it is kept.
fn open(
    conn: &Connection,
    session: &Session,
    me: &Me,
    work: &mut Work,
    call: &Capture,
    now: Moment,
) -> Result<()> {
    if let Some(reporter) = &call.issue.reporter {
        reporter.check()?;
    }
    let opened = Opened {
        temp_no: next_temp_no(conn, me, now)?,
        facts: call.issue.facts(),
    };
    let edit = session.next_id();
    work.write(edit, me, now, Vec::new(), Write::Open(Box::new(opened)))?;
    let read = work.read()?;
    let judged = Judged {
        edit,
        at: now,
        round: 0,
        act: &Act::Submit(Empty {}),
        photos_coming: call.photos.len(),
        has_reporter: call.issue.reporter.as_ref().is_some_and(|r| r.is_someone()),
    };
    judge(conn, me, &read, &read.state(), &judged)??;
    Ok(())
}

fn add_photo_to(
    session: &Session,
    me: &Me,
    work: &mut Work,
    photo: &Photo,
    now: Moment,
) -> Result<()> {
    let read = work.read()?;
    decide::decide_photo(
        &me.person,
        &read,
        &read.state(),
        photo,
        &me.lists()?.district,
    )?;
    let seen = work.heads();
    work.write(
        session.next_id(),
        me,
        now,
        seen,
        Write::Photo(Box::new(photo.clone())),
    )
}

/// The photos a call names, with what this device itself knows of them: a window cannot claim another size or hash.
fn known_photos(
    conn: &Connection,
    named: &[NewPhoto],
    fresh: &[Taken],
    now: Moment,
) -> Result<Vec<Photo>> {
    let mut photos: Vec<Photo> = Vec::with_capacity(named.len());
    for photo in named {
        if fresh.iter().any(|t| t.sha256 == photo.sha256) {
            photo::add_local(conn, photo, now)?;
        }
        let known = photo::find(conn, &photo.sha256)?.ok_or(Code::PhotoNotFound)?;
        if photos.iter().any(|p| p.sha256 == known.sha256) {
            continue;
        }
        photos.push(Photo {
            sha256: known.sha256,
            kind: photo.kind,
            bytes: known.bytes,
            w: known.w,
            h: known.h,
            taken_ms: known.taken_at.map(|m| m.0),
            original: known.original,
            caption: photo
                .caption
                .as_deref()
                .map(model::text::clean)
                .filter(|c| !c.is_empty()),
        });
    }
    Ok(photos)
}

fn seen(work: &mut Work, given: Option<&[Head]>) -> Result<Vec<Head>> {
    match given.filter(|g| !g.is_empty()) {
        Some(given) if work.knows(given) => Ok(given.to_vec()),
        Some(_) => Err(Code::Conflict.into()),
        None => Ok(work.heads()),
    }
}

fn next_temp_no(conn: &Connection, me: &Me, now: Moment) -> Result<String> {
    let day = now
        .civil(me.lists()?.district.rules.calendar.utc_offset_minutes)
        .date();
    let mut given: BTreeMap<String, u32> =
        setting::get(conn, setting::key::TEMP_NO)?.unwrap_or_default();
    let count = given.entry(day.to_string()).or_default();
    *count += 1;
    let number = number::temp_no(&me.device, day, *count);
    while given.len() > DAYS {
        given.pop_first();
    }
    setting::put(conn, setting::key::TEMP_NO, &given)?;
    Ok(number)
}

/// The present reply when this command was carried out before.
fn repeated(
    conn: &Connection,
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

fn remember(conn: &Connection, command: Option<&str>, id: &TicketId, now: Moment) -> Result<()> {
    command.map_or(Ok(()), |c| ticket::remember(conn, c, id, now))
}

/// Hashes of freshly taken photos.
pub(super) fn hashes(fresh: &[Taken]) -> Vec<Sha256> {
    fresh.iter().map(|t| t.sha256.clone()).collect()
}
