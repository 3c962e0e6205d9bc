//! 采集: a ticket is opened with its photos in one durable transaction, judged before anything is kept.

use super::command::{remember, repeated};
use super::open_ticket::OpenTicket;
use super::photo::known;
use super::surroundings::Surroundings;
use super::{App, shown};
use crate::error::Result;
use crate::photos::Developed;
use crate::store::{Tx, draft, note, photo, told};
use api::{Capture, NewPhoto, TicketReply, Topic};
use model::edit::Photo;
use model::issue::Issue;
use model::{Denial, Group, Moment, TicketId, decide};

impl App {
    /// 采集: keeps an issue with photos taken before (by their hash) as one ticket.
    pub fn capture(&self, call: &Capture) -> Result<TicketReply> {
        self.capture_with(call, &[])
    }

    /// Everything for which an issue would not be kept; changes nothing.
    pub fn capture_faults(&self, issue: &Issue, photos: usize) -> Result<Vec<Denial>> {
        let session = self.session()?;
        let district = &session.me().lists()?.district.clone();
        let facts = issue.facts();
        let groups = Group::ALL.iter();
        let mut faults: Vec<Denial> = groups
            .filter_map(|group| facts.part(*group).check(district).err())
            .collect();
        faults.extend(decide::scene_evidence(&facts, photos, district).err());
        let reporter = issue.reporter.as_ref();
        faults.extend(reporter.and_then(|r| r.checked().err()));
        Ok(faults)
    }

    /// 采集 from files: the photos become durable first, then the ticket in one transaction.
    pub fn capture_files(&self, issue: &Issue, files: &[(String, Vec<u8>)]) -> Result<TicketReply> {
        if let Some(denial) = self.capture_faults(issue, files.len())?.into_iter().next() {
            return Err(denial.into());
        }
        let mut taken: Vec<Developed> = Vec::with_capacity(files.len());
        for (name, bytes) in files {
            taken.push(self.develop(name, bytes)?);
        }
        self.capture_taken(issue, &taken)
    }

    /// 采集 with photos made small before.
    pub fn capture_taken(&self, issue: &Issue, photos: &[Developed]) -> Result<TicketReply> {
        let mut taken: Vec<Developed> = Vec::with_capacity(photos.len());
        for photo in photos {
            // The same picture given twice is one picture.
            if !taken.iter().any(|t| t.sha256 == photo.sha256) {
                taken.push(photo.clone());
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

    fn capture_with(&self, call: &Capture, fresh: &[Developed]) -> Result<TicketReply> {
        let session = self.session()?;
        let (me, now) = (session.me(), self.now());
        let command = call.command_id.as_deref();
        let id = TicketId::new(uuid::Uuid::now_v7().hyphenated().to_string())?;
        let reply = self.storing_photos(&session, fresh, |tx| {
            let now = told::date(tx, now)?;
            let around = Surroundings {
                db: tx,
                tx: Some(tx),
                session: &session,
                me: &me,
                now,
            };
            if let Some(before) = repeated(around, command)? {
                return Ok(before);
            }
            let photos = known_photos(tx, &call.photos, fresh, now)?;
            let mut open = OpenTicket::begin(tx, around, id.clone())?;
            let reporter = call.issue.reporter.as_ref();
            open.editor.capture(call.issue.facts(), photos, reporter)?;
            let (row, ticket) = open.keep()?;
            if let Some(draft) = &call.draft {
                draft::drop(tx, draft)?;
            }
            if let Some(from) = &call.note {
                note::became(tx, from, &id)?;
            }
            remember(tx, command, &id, now)?;
            shown::reply(around, row, &ticket)
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

/// The photos a capture names; those just taken are recorded first.
fn known_photos(
    tx: &Tx,
    named: &[NewPhoto],
    fresh: &[Developed],
    now: Moment,
) -> Result<Vec<Photo>> {
    let is_fresh = |p: &&NewPhoto| fresh.iter().any(|t| t.sha256 == p.sha256);
    for photo in named.iter().filter(is_fresh) {
        photo::add_local(tx, photo, now)?;
    }
    named.iter().map(|p| known(tx, p)).collect()
}
