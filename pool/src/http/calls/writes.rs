//! Calls that change a ticket.

use super::super::state::App;
use crate::budget::{Bearer, Brought};
use crate::ingest::{self, Context};
use crate::store::{Entry, Tx};
use crate::{Error, Result, clock};
use api::call::{ActCall, ChooseFactCall};
use api::{AddPhoto, Capture, EditFacts, TicketReply};
use model::TicketId;
use model::person::Person;
use serde::Serialize;

/// A call that writes to one ticket.
pub trait TicketWrite: Serialize + Send + Sync + 'static {
    /// The same id again answers alike and does nothing twice.
    fn command_id(&self) -> Option<&str>;
    /// Which ticket; none while there is none yet.
    fn ticket(&self) -> Option<&TicketId>;
}

/// What a write takes of a person's budget.
fn brought(begins: bool) -> Brought {
    Brought {
        edits: 1,
        captures: u64::from(begins),
        ..Brought::default()
    }
}

macro_rules! ticket_writes {
    ($($call:ident |$ask:ident| $ticket:expr;)+) => {$(
        impl TicketWrite for $call {
            fn command_id(&self) -> Option<&str> {
                self.command_id.as_deref()
            }
            fn ticket(&self) -> Option<&TicketId> {
                let $ask = self;
                $ticket
            }
        }
    )+};
}

ticket_writes! {
    Capture |_ask| None;
    EditFacts |ask| Some(&ask.id);
    ChooseFactCall |ask| Some(&ask.id);
    AddPhoto |ask| Some(&ask.id);
    ActCall |ask| Some(&ask.id);
}

/// Runs one write; a refusal leaves nothing but a line in the audit log.
pub async fn change<C: TicketWrite>(
    app: &App,
    person: Person,
    call: C,
    work: fn(&Tx, &Context, &Person, &C) -> Result<TicketReply>,
) -> Result<TicketReply> {
    let cx = Context::new(&app.store, None);
    let who = person.user.to_string();
    let on = call.ticket().map(ToString::to_string).unwrap_or_default();
    let bearer = Bearer::new(None, &person);
    let brought = brought(call.ticket().is_none());
    ingest::charge(&app.store, cx.now, bearer, &brought)?;
    let done = app
        .store
        .write(move |tx| {
            ingest::once(tx, &cx, &person, call.command_id(), &call, || {
                work(tx, &cx, &person, &call)
            })
        })
        .await;
    if let Err(Error::Denied(denial)) = &done {
        let detail = denial.code.to_string();
        let entry = Entry {
            at: clock::now(),
            who,
            what: "refused",
            ticket: on,
            detail,
        };
        app.store.write_later(move |tx| tx.audit(&entry));
    }
    done
}
