//! 采集: a ticket is opened with its photos in one durable transaction, judged before anything is kept.

use super::session::Session;
use super::state::{Judged, judge};
use super::work::Work;
use super::write::{remember, repeated, write_photo};
use super::{App, Me, shown};
use crate::error::Result;
use crate::photos::Taken;
use crate::store::{Tx, draft, note, photo, side, temp_no};
use api::{Capture, NewPhoto, TicketReply, Topic};
use model::act::{Act, Empty};
use model::edit::{Opened, Photo, Write};
use model::issue::Issue;
use model::{Code, Moment, TicketId, decide, number};
use sync::SideRecord;

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
                write_photo(tx, &session, &me, &mut work, photo, now)?;
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
}

/// The first edit of a ticket, judged before it is kept.
fn open(
    conn: &Tx,
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

/// The photos a call names, with what this device itself knows of them: a window cannot claim another size or hash.
pub(super) fn known_photos(
    conn: &Tx,
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

fn next_temp_no(conn: &Tx, me: &Me, now: Moment) -> Result<String> {
    let day = now
        .civil(me.lists()?.district.rules.calendar.utc_offset_minutes)
        .date();
    let count = temp_no::next(conn, &day.to_string())?;
    Ok(number::temp_no(&me.device, day, count))
}
