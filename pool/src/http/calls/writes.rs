//! Calls that change a ticket.

use super::super::refusals;
use super::super::state::App;
use crate::Result;
use crate::budget::{Bearer, Brought};
use crate::ingest::{self, Context};
use crate::store::Tx;
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

/// Runs one write; a refusal leaves nothing.
pub async fn change<C: TicketWrite>(
    app: &App,
    person: Person,
    call: C,
    work: fn(&Tx, &Context, &Person, &C) -> Result<TicketReply>,
) -> Result<TicketReply> {
    let cx = Context::new(&app.store, None);
    if let Some(ticket) = call.ticket() {
        refusals::about(ticket);
    }
    let bearer = Bearer::new(None, &person);
    let brought = brought(call.ticket().is_none());
    ingest::charge(&app.store, cx.now, bearer, &brought)?;
    app.store
        .write(move |tx| {
            ingest::once(tx, &cx, &person, call.command_id(), &call, || {
                work(tx, &cx, &person, &call)
            })
        })
        .await
}
