//! 反映人, masked; the original needs a reason, which goes into the audit log. Tests: `reporter`, `read-original`,
//! `read-reason`, `read-sitting`, `read-send`.

use crate::parts::button::{Button, Look};
use crate::parts::choice::Tick;
use crate::parts::dialog::Dialog;
use crate::parts::field::{Field, Line};
use crate::screens::ticket::pane::Pane;
use crate::words as w;
use api::{ReadReporter, TicketReply};
use leptos::prelude::*;
use model::issue::Reporter;
use model::{Action, ReporterKind, TicketId};

/// A reporter in words.
pub fn words(reporter: &Reporter) -> String {
    let kind = w::label(reporter.kind).to_string();
    let mut parts = match reporter.kind {
        ReporterKind::Anonymous => vec![w::ANONYMOUS.t().to_string()],
        ReporterKind::None => vec![w::NO_REPORTER.t().to_string()],
        _ => vec![reporter.name.clone().unwrap_or(kind)],
    };
    parts.extend(
        [&reporter.phone, &reporter.org_code]
            .into_iter()
            .flatten()
            .cloned(),
    );
    if reporter.wants_visit == Some(true) {
        parts.push(w::WANTS_VISIT.t().into());
    }
    if reporter.confidential == Some(true) {
        parts.push(w::CONFIDENTIAL.t().into());
    }
    parts.join(" · ")
}

/// The words, and the way to the original where it may be asked for.
pub fn said(pane: Pane, id: &TicketId, masked: String, open: bool) -> AnyView {
    let reading = pane.reading;
    let id = StoredValue::new(id.clone());
    let clear = move || id.with_value(|id| reading.clear.with(|clear| clear.get(id).cloned()));
    // The calls of one's own day are read for one reason; each reading stands in the audit log all the same.
    let own_call = move || untrack(move || pane.offered().contains(&Action::VisitPass));
    let sitting = pane.app.session.sitting;
    let ask = move |_| {
        let reason = sitting.get_untracked().filter(|_| own_call());
        match reason {
            Some(reason) => leptos::task::spawn_local(read_for(pane, id.get_value(), reason)),
            None => {
                reading.of.set(Some(id.get_value()));
                reading.asks.set(true);
            }
        }
    };
    view! {
        <span data-test="reporter">{move || clear().unwrap_or_else(|| masked.clone())}</span>
        {open.then(|| view! {
            <Show when=move || clear().is_none() fallback=|| view! { <span class="faint">" "{w::READ_LOGGED.t()}</span> }>
                <button type="button" class="text-button" aria-haspopup="dialog" data-test="read-original" on:click=ask>{w::READ_ORIGINAL.t()}</button>
            </Show>
        })}
    }
    .into_any()
}

/// Reads one reporter for the reason of this sitting.
async fn read_for(pane: Pane, id: TicketId, reason: String) {
    let ask = ReadReporter {
        id: id.clone(),
        reason,
    };
    match pane.app.call(ask).await {
        Ok(reply) => {
            let words = words(&reply.reporter);
            pane.reading
                .clear
                .try_update(|clear| clear.insert(id, words));
        }
        Err(error) => pane.app.toasts.complain(&error),
    }
}

/// The ticket's own reporter in the form of a call-back: in clear at once, when this sitting has its reason.
pub fn to_call(pane: Pane, reply: &TicketReply) -> AnyView {
    let known = pane
        .reading
        .clear
        .with_untracked(|c| c.contains_key(&reply.ticket.id));
    let reason = pane.app.session.sitting.get_untracked();
    if let Some(reason) = reason.filter(|_| reply.reporter_open && !known) {
        leptos::task::spawn_local(read_for(pane, reply.ticket.id.clone(), reason));
    }
    reporter(pane, reply)
}

/// The ticket's own reporter.
pub fn reporter(pane: Pane, reply: &TicketReply) -> AnyView {
    let masked = match &reply.reporter {
        Some(reporter) => words(reporter),
        // This device does not hold the record, the pool does.
        None if reply.reporter_open => w::OTHER_AT_POOL.t().to_string(),
        None => w::NO_REPORTER.t().to_string(),
    };
    let said = said(pane, &reply.ticket.id, masked, reply.reporter_open);
    view! {
        <section class="block joins">
            <dl class="facts"><div><dt>{w::REPORTER.t()}</dt><dd>{said}</dd></div></dl>
        </section>
    }
    .into_any()
}

/// The dialog that asks why.
pub fn sheet(pane: Pane) -> AnyView {
    let (app, reading) = (pane.app, pane.reading);
    let (reason, error, busy) = (
        RwSignal::new(String::new()),
        RwSignal::new(String::new()),
        RwSignal::new(false),
    );
    let keeps = RwSignal::new(true);
    let calls = move || pane.offered().contains(&Action::VisitPass);
    let send = move || {
        let Some(id) = reading.of.get_untracked() else {
            return;
        };
        if reason.with_untracked(|r| r.trim().is_empty()) {
            return error.set(w::NEEDS.with(&[&w::READ_REASON.t()]));
        }
        busy.set(true);
        if keeps.get_untracked() && untrack(calls) {
            let why = reason.get_untracked().trim().to_string();
            app.session.sitting.set(Some(why));
        }
        leptos::task::spawn_local(async move {
            let ask = ReadReporter {
                id: id.clone(),
                reason: reason.get_untracked().trim().into(),
            };
            match app.call(ask).await {
                Ok(reply) => {
                    reading
                        .clear
                        .try_update(|clear| clear.insert(id, words(&reply.reporter)));
                    reading.asks.try_set(false);
                }
                Err(refused) => _ = error.try_set(refused.detail),
            }
            busy.try_set(false);
        });
    };
    view! {
        <Dialog open=reading.asks title=w::READ_ORIGINAL.t().to_string()>
            <form class="stack" novalidate=true on:submit=move |event| { event.prevent_default(); send(); }>
                <Field id="read-reason" label=w::READ_REASON.t().to_string() hint=w::READ_REASON_HINT.t().to_string() error=error>
                    <Line id="read-reason" value=reason on_input=move |t| { error.set(String::new()); reason.set(t); } test="read-reason" />
                </Field>
                <Show when=calls><Tick label=w::READ_SITTING.t() value=keeps on_pick=move |yes| keeps.set(yes) test="read-sitting" /></Show>
                <div class="row end">
                    <Button label=w::CANCEL.t().to_string() on_press=move || reading.asks.set(false) />
                    <Button label=w::CONFIRM.t().to_string() look=Look::Main sends=true rests=busy on_press=|| () test="read-send" />
                </div>
            </form>
        </Dialog>
    }
    .into_any()
}
