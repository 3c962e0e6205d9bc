//! The form of any act, made from the table of its fields. Ctrl+Enter sends; what was typed stays on a refusal.

use crate::browser;
use crate::parts::button::{Button, Look};
use crate::parts::icons::{Icon, Sign};
use crate::screens::ticket::controls::control;
use crate::screens::ticket::keeper::FormKeeper;
use crate::screens::ticket::pane::{Open, Pane};
use crate::screens::ticket::reporter::reporter;
use crate::screens::ticket::sheet::ActSheet;
use crate::view_model::acts::{fields, is_way_out};
use crate::view_model::answers::{payload, preselected, suggestion};
use crate::view_model::{others, suggest};
use crate::words as w;
use api::call::ActCall;
use leptos::prelude::*;
use model::{Action, Code};

/// The form.
#[component]
pub fn ActForm(pane: Pane, action: Action) -> impl IntoView {
    let app = pane.app;
    let Some(reply) = pane.ticket.get_untracked() else {
        return ().into_any();
    };
    let lists = app.district();
    // A device that does not hold the record knows only that there is one.
    let someone = match &reply.reporter {
        Some(reporter) => reporter.is_someone(),
        None => reply.reporter_open,
    };
    let children = &reply.ticket.over.children;
    let asked = fields(action, someone, children.iter().any(|c| c.call));
    let suggested = pane
        .units
        .with_untracked(|units| suggest::best(units, &reply.ticket, &lists))
        .or_else(|| suggestion(&reply.ticket, &lists));
    let mut first = preselected(action, &asked, &reply.ticket, &lists);
    if action == Action::Dispatch {
        first.extend(
            suggested
                .iter()
                .map(|(unit, _)| ("lead_unit", unit.to_string())),
        );
    }
    let keeper = FormKeeper::start(app, &reply.ticket.id, action.as_str());
    let written = keeper.answers().map(|mut answers| {
        if let Some(text) = answers.get_mut("others") {
            *text = others::start(children, text);
        }
        answers
    });
    let sheet = ActSheet {
        app,
        answers: RwSignal::new(written.unwrap_or(first)),
        faults: RwSignal::default(),
    };
    Effect::new(move |before: Option<()>| {
        let answers = sheet.answers.get();
        if before.is_some() {
            keeper.put(answers);
        }
    });
    let busy = RwSignal::new(false);
    // The same command until it was refused: a repeat after a lost answer does nothing twice.
    let command = RwSignal::new(browser::fresh_id());
    let (form, note_max) = (
        StoredValue::new(asked.clone()),
        lists.district.rules.texts.note_max,
    );
    let (id, round, seen) = (
        reply.ticket.id.clone(),
        reply.ticket.round,
        reply.ticket.seen.clone(),
    );
    let send = move || {
        if busy.get_untracked() || (pane.desk && app.connection.lost.get_untracked()) {
            return;
        }
        let payload = match form
            .with_value(|form| sheet.answers.with_untracked(|a| payload(form, a, note_max)))
        {
            Ok(payload) => payload,
            Err(faults) => return sheet.faults.set(faults),
        };
        busy.set(true);
        sheet.faults.set(Vec::new());
        let request = ActCall {
            id: id.clone(),
            action,
            payload,
            round: Some(round),
            command_id: Some(command.get_untracked()),
            seen: Some(seen.clone()),
        };
        leptos::task::spawn_local(async move {
            match app.call(request).await {
                Ok(reply) => {
                    keeper.forget();
                    let waits = reply.ticket.status_pending.is_some();
                    pane.took(reply);
                    let words = if waits { w::ACT_WAITS } else { w::ACT_DONE };
                    app.toasts.say(words.with(&[&w::label(action)]));
                }
                // The dialog that asks to sign in says it, and afterwards it is no longer so.
                Err(error) if error.code == Code::SignedOut => {}
                Err(error) => {
                    if !matches!(error.code, Code::PoolUnreachable | Code::TryLater) {
                        command.try_set(browser::fresh_id());
                    }
                    let name = error.params.get("field").map(String::as_str);
                    let at = form.try_with_value(|form| {
                        form.iter()
                            .find(|f| Some(f.name) == name || Some(f.word) == name)
                            .map(|f| f.name)
                    });
                    sheet
                        .faults
                        .try_set(vec![(at.flatten().unwrap_or_default(), error.detail)]);
                }
            }
            busy.try_set(false);
        });
    };
    let by_key = send.clone();
    // Whoever calls back sees whom.
    let calls = matches!(
        action,
        Action::VisitPass | Action::VisitMissed | Action::Redo
    );
    let banner = sheet.fault("");
    // What is typed stays on the screen; without a connection it cannot go anywhere.
    let cut_off = move || pane.desk && app.connection.lost.get();
    view! {
        <form class="act stack" novalidate=true data-test=format!("act-{action}")
            on:submit=move |event| { event.prevent_default(); send(); }
            on:keydown=move |event| if event.key() == "Enter" && event.ctrl_key() && !event.is_composing() { event.prevent_default(); by_key(); }>
            <h3 id="act-name" tabindex="-1">{w::label(action)}</h3>
            <Show when=move || banner.with(|b| !b.is_empty())>
                <p class="banner bad" role="alert" data-test="act-error"><Sign icon=Icon::Alert />{move || banner.get()}</p>
            </Show>
            {calls.then(|| reporter(pane, &reply))}
            {asked.into_iter().map(|field| control(pane, sheet, field, suggested.clone())).collect_view()}
            <Show when=cut_off><p class="banner" role="status" data-test="act-offline"><Sign icon=Icon::WifiOff />{w::ACT_OFFLINE.t()}</p></Show>
            <div class="row end sticky">
                <Button label=w::CANCEL.t().to_string() key="Esc" on_press=move || { keeper.forget(); pane.open.set(Open::Nothing) } test="act-cancel" />
                <Button label=Signal::derive(move || if busy.get() { w::SENDING.t() } else { w::label(action) }.to_string())
                    look=if is_way_out(action) { Look::Danger } else { Look::Main } key="Ctrl+Enter" sends=true rests=Signal::derive(move || busy.get() || cut_off()) on_press=|| () test="act-send" />
            </div>
        </form>
    }
    .into_any()
}
