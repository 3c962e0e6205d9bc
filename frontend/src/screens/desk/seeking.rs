//! Finding a reporter by a whole name or number: with a reason, each try in the audit log. Tests: `seek`, `seek-sheet`,
//! `seek-text`, `seek-reason`, `seek-send`, `seek-hit`, `seek-none`.

use crate::browser;
use crate::parts::button::{Button, Look};
use crate::parts::dialog::Dialog;
use crate::parts::field::{Field, Line};
use crate::parts::icons::{Icon, Sign};
use crate::screens::desk::Desk;
use crate::screens::ticket::reporter_words;
use crate::timing;
use crate::words as w;
use api::{FindReporters, ReporterHit, ReportersFound};
use leptos::prelude::*;
use model::scope;

/// Whether this person may look for reporters at all; the model says who.
pub fn may(desk: Desk) -> bool {
    let profile = desk.app.session.profile;
    profile.with_untracked(|p| p.as_ref().is_some_and(|p| scope::seeks_reporters(&p.posts)))
}

/// Opens the sheet for what stands in the search box.
pub fn start(desk: Desk, text: &str) {
    desk.sheets.sought.set(text.trim().to_string());
    desk.sheets.seek.set(true);
}

/// The way there beside the search box, once something is typed.
pub fn beside_search(desk: Desk) -> AnyView {
    if !may(desk) {
        return view! { <kbd>"/"</kbd> }.into_any();
    }
    let typed = move || desk.words.with(|t| !t.trim().is_empty());
    view! {
        <Show when=typed fallback=|| view! { <kbd>"/"</kbd> }>
            <button type="button" class="text-button" aria-haspopup="dialog" data-test="seek"
                on:click=move |_| start(desk, &desk.words.get_untracked())>{w::SEEK_SHORT.t()}</button>
        </Show>
    }
    .into_any()
}

/// The sheet.
pub fn sheet(desk: Desk) -> AnyView {
    view! { <Dialog open=desk.sheets.seek title=w::SEEK.t().to_string() test="seek-sheet">{content(desk)}</Dialog> }
        .into_any()
}

fn content(desk: Desk) -> AnyView {
    let text = desk.sheets.sought;
    let (reason, busy) = (RwSignal::new(String::new()), RwSignal::new(false));
    let (of_text, of_reason) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let found = RwSignal::new(None::<ReportersFound>);
    let send = move || {
        let ask = FindReporters {
            text: text.get_untracked().trim().to_string(),
            reason: reason.get_untracked().trim().to_string(),
        };
        if ask.text.is_empty() {
            return of_text.set(w::NEEDS.with(&[&w::SEEK_WHOM.t()]));
        }
        if ask.reason.is_empty() {
            return of_reason.set(w::NEEDS.with(&[&w::SEEK_REASON.t()]));
        }
        busy.set(true);
        leptos::task::spawn_local(async move {
            match desk.app.call(ask).await {
                Ok(reply) => {
                    found.try_set(Some(reply));
                }
                Err(refused) => _ = of_text.try_set(refused.detail),
            }
            busy.try_set(false);
        });
    };
    // What was found belongs to what was typed.
    let typed = move |t: String| {
        of_text.set(String::new());
        found.set(None);
        text.set(t);
    };
    view! {
        <form class="stack" novalidate=true on:submit=move |event| { event.prevent_default(); send(); }>
            <Field id="seek-text" label=w::SEEK_WHOM.t().to_string() hint=w::SEEK_WHOM_HINT.t().to_string() error=of_text>
                <Line id="seek-text" value=text on_input=typed test="seek-text" />
            </Field>
            <Field id="seek-reason" label=w::SEEK_REASON.t().to_string() hint=w::SEEK_REASON_HINT.t().to_string() error=of_reason>
                <Line id="seek-reason" value=reason on_input=move |t| { of_reason.set(String::new()); reason.set(t); } test="seek-reason" />
            </Field>
            <div class="row end">
                <Button label=w::SEEK_SEND.t().to_string() look=Look::Main sends=true
                    rests=Signal::derive(move || busy.get() || desk.app.connection.lost.get()) on_press=|| () test="seek-send" />
            </div>
        </form>
        <div role="status">{move || found.get().map(|found| hits(desk, found))}</div>
    }
    .into_any()
}

fn hits(desk: Desk, found: ReportersFound) -> AnyView {
    if found.hits.is_empty() {
        return view! { <p class="banner" data-test="seek-none"><Sign icon=Icon::Inbox />{w::SEEK_NONE.t()}</p> }
            .into_any();
    }
    let lead = match found.more {
        true => w::SEEK_MORE.with(&[&found.hits.len()]),
        false => w::SEEK_FOUND.with(&[&found.hits.len()]),
    };
    view! {
        <p class="lead">{lead}</p>
        <ul class="hits">{found.hits.into_iter().map(|hit| one(desk, hit)).collect_view()}</ul>
    }
    .into_any()
}

/// One ticket; a press opens it.
fn one(desk: Desk, hit: ReporterHit) -> AnyView {
    let ReporterHit { row, reporter } = hit;
    let number = row.ticket_no.unwrap_or(row.temp_no);
    let more = format!("{number} · {}", w::label(row.status));
    let id = StoredValue::new(row.id);
    let open = move |_| {
        desk.sheets.seek.set(false);
        // The dialog gives the focus back first.
        timing::later(0, move || {
            desk.open(Some(id.get_value()));
            timing::later(0, || browser::focus("ticket-title"));
        });
    };
    view! {
        <li><button type="button" class="hit" data-test="seek-hit" on:click=open>
            <bdi>{row.title}</bdi><span class="faint">{more}</span><span class="faint"><bdi>{reporter_words(&reporter)}</bdi></span>
        </button></li>
    }
    .into_any()
}
