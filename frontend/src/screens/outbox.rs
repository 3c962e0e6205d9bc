//! 待同步: what waits on this device, ticket by ticket. Tests: `outbox-ticket`.

use crate::here::here;
use crate::parts::icons::{Icon, Sign};
use crate::parts::pill::said;
use crate::plain::due::Tone;
use crate::words as w;
use leptos::prelude::*;
use leptos_router::components::A;

/// The page.
#[component]
pub fn OutboxPage() -> impl IntoView {
    let here = here();
    let item = move |ticket: api::OutboxTicket| {
        let state = match ticket.refused {
            Some(code) => said(
                Tone::Sudden,
                Icon::Alert,
                w::OUTBOX_REFUSED.with(&[&code.template()]),
            ),
            None if here
                .outbox
                .with_untracked(|o| o.as_ref().is_some_and(|o| o.running)) =>
            {
                said(Tone::Wait, Icon::Upload, w::STAGE_SENDING.t())
            }
            None => said(Tone::Wait, Icon::Upload, w::STAGE_WAITING.t()),
        };
        view! {
            <li>
                <A href=format!("/mine/{}", ticket.id) attr:class="card" attr:data-test="outbox-ticket">
                    <div class="card-head"><strong class="card-title">{ticket.title}</strong>{state}</div>
                    <p class="faint">{w::OUTBOX_ITEM.with(&[&ticket.edits, &ticket.photos])}</p>
                </A>
            </li>
        }
    };
    let tickets = move || {
        here.outbox
            .with(|o| o.as_ref().map(|o| o.tickets.clone()).unwrap_or_default())
    };
    view! {
        <div class="page">
            <h1>{w::OUTBOX_TITLE.t()}</h1>
            {move || {
                let tickets = tickets();
                if tickets.is_empty() {
                    view! {
                        <div class="empty"><Sign icon=Icon::Check /><strong>{w::OUTBOX_NOTHING.t()}</strong><p>{w::OUTBOX_NOTHING_LEAD.t()}</p></div>
                    }.into_any()
                } else {
                    view! { <ul class="cards">{tickets.into_iter().map(item).collect_view()}</ul> }.into_any()
                }
            }}
        </div>
    }
}
