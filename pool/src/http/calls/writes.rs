//! Calls that change a ticket.

use super::super::error::Refusal;
use super::super::state::App;
use super::json;
use crate::ingest::{self, Context};
use crate::store::Entry;
use crate::{Result, clock};
use api::TicketReply;
use axum::response::Response;
use model::TicketId;
use model::person::Person;
use std::sync::Arc;

/// Runs one write; a refusal leaves nothing but a line in the audit log.
pub async fn change<C>(
    app: &Arc<App>,
    person: Person,
    call: C,
    command: fn(&C) -> Option<String>,
    work: fn(&crate::store::Tx, &Context, &Person, &C) -> Result<TicketReply>,
    ticket: fn(&C) -> Option<&TicketId>,
) -> Result<Response, Refusal>
where
    C: serde::Serialize + Send + Sync + 'static,
{
    let cx = Context::new(&app.store, None);
    let who = person.user.to_string();
    let on = ticket(&call).map(ToString::to_string).unwrap_or_default();
    let done = app
        .store
        .write(move |tx| {
            ingest::once(tx, &cx, &person, command(&call).as_deref(), &call, || {
                work(tx, &cx, &person, &call)
            })
        })
        .await;
    match done {
        Ok(reply) => json(&reply),
        Err(trouble) => {
            if let crate::Error::Denied(denial) = &trouble {
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
            Err(trouble.into())
        }
    }
}
