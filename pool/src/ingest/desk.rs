//! What the desk does through HTTP: edits authored by the session's user, by the pool's own counter. Somebody waits for the
//! answer, so a denied one is simply refused and nothing is written.

use super::{Context, OpenTicket};
use crate::Result;
use crate::show::TicketView;
use crate::store::{Tx, random};
use api::call::{ActCall, ChooseFactCall};
use api::{AddPhoto, Capture, EditFacts, TicketReply};
use model::TicketId;
use model::act::Act;
use model::edit::Photo;
use model::person::Person;

/// An act of the life cycle.
pub fn make_act(tx: &Tx, cx: &Context, person: &Person, call: &ActCall) -> Result<TicketReply> {
    let act = Act::parse(call.action, call.payload.clone())?;
    let mut desk = DeskEdit::on(tx, cx, person, &call.id)?;
    desk.open
        .editor
        .make_act(act, call.round, call.seen.as_deref())?;
    desk.keep()
}

/// An edit of facts, and of the reporter beside them.
pub fn edit_facts(tx: &Tx, cx: &Context, person: &Person, call: &EditFacts) -> Result<TicketReply> {
    let mut desk = DeskEdit::on(tx, cx, person, &call.id)?;
    desk.open
        .editor
        .edit_facts(&call.facts, call.seen.as_deref())?;
    desk.keep()
}

/// One of two values is chosen: it is written again on top of both.
pub fn choose_fact(
    tx: &Tx,
    cx: &Context,
    person: &Person,
    call: &ChooseFactCall,
) -> Result<TicketReply> {
    let mut desk = DeskEdit::on(tx, cx, person, &call.id)?;
    desk.open.editor.choose_fact(&call.choice())?;
    desk.keep()
}

/// A photo joins; its bytes follow by upload.
pub fn add_photo(tx: &Tx, cx: &Context, person: &Person, call: &AddPhoto) -> Result<TicketReply> {
    let mut desk = DeskEdit::on(tx, cx, person, &call.id)?;
    desk.open.editor.add_photo(Photo::from(&call.photo))?;
    desk.keep()
}

/// An issue is captured at the desk.
pub fn capture(tx: &Tx, cx: &Context, person: &Person, call: &Capture) -> Result<TicketReply> {
    let millis = u64::try_from(cx.now.0).unwrap_or(0);
    let uuid = uuid::Builder::from_unix_timestamp_millis(millis, &random()?).into_uuid();
    let id = TicketId::new(uuid.hyphenated().to_string())?;
    let mut desk = DeskEdit::on(tx, cx, person, &id)?;
    let photos = call.photos.iter().map(Photo::from).collect();
    let reporter = call.issue.reporter.as_ref();
    desk.open
        .editor
        .capture(call.issue.facts(), photos, reporter)?;
    desk.keep()
}

/// One edit of a person at the desk.
struct DeskEdit<'a> {
    open: OpenTicket<'a>,
    tx: &'a Tx<'a>,
    cx: &'a Context,
    person: &'a Person,
}

impl<'a> DeskEdit<'a> {
    fn on(tx: &'a Tx<'a>, cx: &'a Context, person: &'a Person, id: &TicketId) -> Result<Self> {
        let open = OpenTicket::load(tx, cx, Some(person), id)?;
        Ok(DeskEdit {
            open,
            tx,
            cx,
            person,
        })
    }

    fn keep(self) -> Result<TicketReply> {
        let kept = self.open.keep()?;
        let view = TicketView {
            db: self.tx,
            keys: &self.cx.store.keys,
            district: &self.cx.district,
            person: self.person,
            now: self.cx.now,
        };
        view.ticket(kept.n, &kept.ticket, &kept.state)
    }
}
