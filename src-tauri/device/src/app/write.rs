//! Writing to a ticket that is here: each of these is one durable transaction, and what is refused stores nothing.

use super::App;
use super::command::{remember, repeated};
use super::open_ticket::{OpenTicket, heal_later};
use super::photo::known;
use super::shown;
use super::surroundings::Surroundings;
use crate::error::Result;
use crate::store::{Tx, told};
use api::call::{ActCall, ChooseFactCall};
use api::{AddPhoto, EditFacts, TicketReply};
use model::act::Act;
use model::{Code, Denial, TicketId, transition};
use sync::TicketEditor;

impl App {
    /// 修改事实: the groups of the given fields, on the heads the form has shown.
    pub fn edit_facts(&self, call: &EditFacts) -> Result<TicketReply> {
        self.on_ticket(&call.id, call.command_id.as_deref(), |_, editor| {
            Ok(editor.edit_facts(&call.facts, call.seen.as_deref())?)
        })
    }

    /// Settles a conflict: the chosen value is written again, having seen both.
    pub fn choose_fact(&self, call: &ChooseFactCall) -> Result<TicketReply> {
        self.on_ticket(&call.id, call.command_id.as_deref(), |_, editor| {
            Ok(editor.choose_fact(&call.choice())?)
        })
    }

    /// 添加照片, taken before on this device.
    pub fn add_photo(&self, call: &AddPhoto) -> Result<TicketReply> {
        self.on_ticket(&call.id, call.command_id.as_deref(), |tx, editor| {
            Ok(editor.add_photo(known(tx, &call.photo)?)?)
        })
    }

    /// One step of the life cycle. What may be made offline is decided here at once; all else is the pool's.
    pub async fn act(&self, call: &ActCall) -> Result<TicketReply> {
        let row = transition::row(call.action)
            .ok_or_else(|| Denial::new(Code::CommandUnknown).with("value", call.action))?;
        let act = Act::parse(call.action, call.payload.clone())?;
        let session = self.session()?;
        act.check(&session.me().lists()?.district.rules.texts)?;
        if !row.offline {
            return self.forward_act(call).await;
        }
        self.on_ticket(&call.id, call.command_id.as_deref(), |_, editor| {
            Ok(editor.make_act(act, call.round, call.seen.as_deref())?)
        })
    }

    /// One write to a ticket held here, as one transaction.
    fn on_ticket(
        &self,
        id: &TicketId,
        command: Option<&str>,
        write: impl FnOnce(&Tx, &mut TicketEditor) -> Result<()>,
    ) -> Result<TicketReply> {
        let session = self.session()?;
        let (me, now) = (session.me(), self.now());
        let outcome = session.store.write(|tx| {
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
            let mut open = OpenTicket::load(tx, around, id)?;
            write(tx, &mut open.editor)?;
            let (row, ticket) = open.keep()?;
            remember(tx, command, id, now)?;
            shown::reply(around, row, &ticket)
        });
        let reply = heal_later(&session, id, outcome)?;
        self.written();
        Ok(reply)
    }
}
