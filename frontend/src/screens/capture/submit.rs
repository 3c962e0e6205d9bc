//! 提交: checked here as the pool will check it, sent once, and said plainly whether it is delivered or waits.

use crate::browser;
use crate::context::AppContext;
use crate::screens::capture::keeper::SheetKeeper;
use crate::screens::capture::pins;
use crate::screens::capture::sent::Sent;
use crate::screens::capture::sheet::FactsSheet;
use crate::timing;
use crate::view_model::fault::at_its_field;
use crate::view_model::proposal;
use api::{Capture, TicketReply};
use leptos::prelude::*;
use model::{Class, Code, Grade, Status};

/// Sends the sheet; on refusal everything stays as it was, each sentence at its field.
pub fn submit(
    app: AppContext,
    sheet: FactsSheet,
    keeper: SheetKeeper,
    busy: RwSignal<bool>,
    sent: RwSignal<Option<Sent>>,
) {
    if busy.get_untracked() {
        return;
    }
    let (lists, photos) = (
        untrack(move || app.district()),
        sheet.photos.get_untracked(),
    );
    let form = sheet.form.get_untracked();
    let said = sheet
        .proposed
        .with_untracked(|proposed| proposal::taken(form.clone(), proposed.as_ref()));
    let issue = match said.issue(&lists, photos.len(), app.offset()) {
        Ok(issue) => issue,
        Err(faults) => {
            sheet.faults.set(faults);
            show_first();
            return;
        }
    };
    busy.set(true);
    sheet.faults.set(Vec::new());
    keeper.keep_apart();
    leptos::task::spawn_local(async move {
        // The draft's own id makes a repeat after a lost answer harmless.
        let id = keeper.id.get_untracked();
        let attempt = keeper.attempt.get_untracked().unwrap_or_else(|| id.clone());
        let request = Capture {
            issue,
            photos: photos.clone(),
            draft: Some(id),
            note: form.note.clone(),
            command_id: Some(attempt),
        };
        match app.call(request).await {
            Ok(reply) => {
                app.link.photos_belong(&photos, &reply.ticket.id);
                pins::follow(&form);
                keeper.renew();
                let id = reply.ticket.id.clone();
                let phone_now = phone_now(app, &reply).await;
                sent.try_set(Some(Sent {
                    reply,
                    form,
                    photos,
                    phone_now,
                }));
                app.touch();
                app.deliver(id).await;
            }
            // The dialog that asks to sign in says it, and afterwards it is no longer so.
            Err(error) if error.code == Code::SignedOut => {}
            Err(error) => {
                if error.code.class() != Class::Network {
                    // A refusal was an answer: what is sent next is another attempt.
                    keeper.attempt.set(Some(browser::fresh_id()));
                }
                sheet.faults.set(vec![at_its_field(&error)]);
                show_first();
            }
        }
        busy.try_set(false);
    });
}

/// Whether the duty room has to be told by phone: it is urgent, it waits here, and the pool is out of reach.
async fn phone_now(app: AppContext, reply: &TicketReply) -> bool {
    let ticket = &reply.ticket;
    if !app.session.offline()
        || ticket.status != Status::Queued
        || ticket.facts.grade == Grade::Normal
    {
        return false;
    }
    app.refresh_outbox().await;
    app.connection.outbox.with_untracked(|o| {
        o.as_ref()
            .and_then(|o| o.trouble.as_ref())
            .is_some_and(|e| e.code.class() == Class::Network)
    })
}

/// Brings the first sentence about a mistake into view.
fn show_first() {
    timing::later(30, || browser::show(".wrong-words"));
}
