//! 反映人, masked; the original needs a reason, which goes into the audit log.

use crate::parts::button::{Button, Look};
use crate::parts::dialog::Dialog;
use crate::parts::field::{Field, Line};
use crate::parts::flow::Show;
use crate::screens::ticket::Pane;
use crate::words as w;
use api::{ReadReporter, TicketReply};
use leptos::prelude::*;
use model::ReporterKind;
use model::issue::Reporter;

fn words(reporter: &Reporter) -> String {
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

/// The line, and the dialog that asks why.
pub fn reporter(pane: Pane, reply: &TicketReply) -> AnyView {
    let here = pane.here;
    let masked = reply
        .reporter
        .as_ref()
        .map_or_else(|| w::NO_REPORTER.t().to_string(), words);
    let (clear, asks) = (RwSignal::new(None::<String>), RwSignal::new(false));
    let (reason, error, busy) = (
        RwSignal::new(String::new()),
        RwSignal::new(String::new()),
        RwSignal::new(false),
    );
    let id = StoredValue::new(reply.ticket.id.clone());
    let send = move || {
        if reason.with_untracked(|r| r.trim().is_empty()) {
            error.set(w::NEEDS.with(&[&w::READ_REASON.t()]));
            return;
        }
        busy.set(true);
        leptos::task::spawn_local(async move {
            match here
                .call(ReadReporter {
                    id: id.get_value(),
                    reason: reason.get_untracked().trim().into(),
                })
                .await
            {
                Ok(reply) => {
                    clear.try_set(Some(words(&reply.reporter)));
                    asks.try_set(false);
                }
                Err(refused) => _ = error.try_set(refused.detail),
            }
            busy.try_set(false);
        });
    };
    let open = reply.reporter_open;
    view! {
        <section class="block joins">
            <dl class="facts"><div>
                <dt>{w::REPORTER.t()}</dt>
                <dd>
                    <span data-test="reporter">{move || clear.get().unwrap_or_else(|| masked.clone())}</span>
                    {open.then(|| view! {
                        <Show when=move || clear.with(Option::is_none) fallback=|| view! { <span class="faint">" "{w::READ_LOGGED.t()}</span> }>
                            <button type="button" class="text-button" data-test="read-original" on:click=move |_| asks.set(true)>{w::READ_ORIGINAL.t()}</button>
                        </Show>
                    })}
                </dd>
            </div></dl>
            <Dialog open=asks title=w::READ_ORIGINAL.t().to_string()>
                <form class="stack" novalidate=true on:submit=move |event| { event.prevent_default(); send(); }>
                    <Field id="read-reason" label=w::READ_REASON.t().to_string() hint=w::READ_REASON_HINT.t().to_string() error=error>
                        <Line id="read-reason" value=reason on_input=move |t| { error.set(String::new()); reason.set(t); } test="read-reason" />
                    </Field>
                    <div class="row end">
                        <Button label=w::CANCEL.t().to_string() on_press=move || asks.set(false) />
                        <Button label=w::CONFIRM.t().to_string() look=Look::Main sends=true rests=busy on_press=|| () test="read-send" />
                    </div>
                </form>
            </Dialog>
        </section>
    }
    .into_any()
}
